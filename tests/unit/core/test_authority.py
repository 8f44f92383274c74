"""The local authority that phones are told to trust."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from cryptography import x509

from app.core.authority import Certificate, certificate_for, machine_addresses

NAMES = ["localhost", "127.0.0.1", "192.0.2.7"]


def made(folder: Path, names: list[str] | None = None) -> Certificate:
    return certificate_for(folder, names or NAMES)


def test_a_second_start_uses_the_same_certificate(tmp_path: Path) -> None:
    first = made(tmp_path).certificate.read_bytes()
    assert made(tmp_path).certificate.read_bytes() == first


def test_new_addresses_give_a_new_certificate_of_the_same_authority(tmp_path: Path) -> None:
    files = made(tmp_path)
    certificate, authority = files.certificate.read_bytes(), files.authority.read_bytes()
    made(tmp_path, ["localhost", "192.0.2.8"])
    assert files.certificate.read_bytes() != certificate
    assert files.authority.read_bytes() == authority


def test_a_certificate_is_renewed_before_it_ends(tmp_path: Path) -> None:
    first = made(tmp_path).certificate.read_bytes()
    with time_machine.travel(datetime.now(UTC) + timedelta(days=380)):
        assert made(tmp_path).certificate.read_bytes() != first


def test_a_phone_accepts_its_life_and_names(tmp_path: Path) -> None:
    certificate = x509.load_pem_x509_certificate(made(tmp_path).certificate.read_bytes())
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc < timedelta(days=825)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert {str(name.value) for name in names} == set(NAMES)


def test_whoever_trusts_the_authority_trusts_the_server(tmp_path: Path) -> None:
    files = made(tmp_path)
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context(cafile=str(files.authority))
    server.load_cert_chain(files.certificate, files.key)
    assert _shake_hands(server, client) == "TLSv1.3"


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    files = made(tmp_path)
    assert {path.stat().st_mode & 0o077 for path in (files.key, files.authority.with_suffix(".key"))} == {0}


def test_loopback_is_no_address_for_phones() -> None:
    assert not any(address.startswith("127.") for address in machine_addresses())


def _shake_hands(server: ssl.SSLContext, client: ssl.SSLContext) -> str | None:
    to_client, to_server = ssl.MemoryBIO(), ssl.MemoryBIO()
    near = client.wrap_bio(to_client, to_server, server_hostname="localhost")
    far = server.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(4):
        for side in (near, far):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    return near.version()
