"""A local certificate authority, so that phones on the same network may trust this machine.

A phone's browser gives its camera and service workers only to pages with a trusted certificate. The authority
is made once and kept in the instance folder; a phone is told to trust it once. The certificate it signs names
the machine's present addresses, and is made anew when they change.
"""

import ipaddress
import os
import socket
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.core import clock

if TYPE_CHECKING:
    from trustme import CA

#: iOS trusts no server certificate that is valid for more than 825 days.
VALID_FOR = timedelta(days=397)
RENEW_BEFORE = timedelta(days=30)
FOLDER = "tls"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files of a server certificate and its key, and of the authority that signed it."""

    certificate: Path
    key: Path
    authority: Path


def authority_path(instance_dir: Path) -> Path:
    """Where the authority's public certificate stands once `certificate_for` has made it."""
    return instance_dir / FOLDER / "authority.pem"


def machine_addresses() -> list[str]:
    """IPv4 addresses at which other devices reach this machine, the usual way out first."""
    found = [_way_out()]
    with suppress(OSError):
        found += [str(info[4][0]) for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    return [address for address in dict.fromkeys(found) if not ipaddress.ip_address(address).is_loopback]


def certificate_for(instance_dir: Path, names: list[str]) -> Certificate:
    """A certificate for exactly these host names and addresses, made when there is none that still fits."""
    folder = instance_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files = Certificate(folder / "server.pem", folder / "server.key", authority_path(instance_dir))
    if not _fits(files.certificate, names):
        _issue(files, names)
    return files


def _way_out() -> str:
    """The address of the interface that leads outside. Connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def _fits(path: Path, names: list[str]) -> bool:
    if not path.exists():
        return False
    certificate = x509.load_pem_x509_certificate(path.read_bytes())
    found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    named = {str(name.value) for name in found}
    return named == set(names) and certificate.not_valid_after_utc - clock.now() > RENEW_BEFORE


def _issue(files: Certificate, names: list[str]) -> None:
    now = clock.now()
    since, until = now - timedelta(hours=1), now + VALID_FOR
    leaf = _authority(files.authority).issue_cert(*names, organization_name="Luntan", not_before=since, not_after=until)
    # granian reads PKCS #8 alone.
    key = load_pem_private_key(leaf.private_key_pem.bytes(), None)
    _write_secret(files.key, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    files.certificate.write_bytes(b"".join(part.bytes() for part in leaf.cert_chain_pems))


def _authority(path: Path) -> "CA":
    from trustme import CA  # only a first start needs it

    secret = path.with_suffix(".key")
    if path.exists() and secret.exists():
        return CA.from_pem(path.read_bytes(), secret.read_bytes())
    authority = CA(path_length=0, organization_name="Luntan", organization_unit_name=socket.gethostname())
    _write_secret(secret, authority.private_key_pem.bytes())
    path.write_bytes(authority.cert_pem.bytes())
    return authority


def _write_secret(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
