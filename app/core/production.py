"""What a server that people reach must have set, before it starts."""

import socket
from email.utils import parseaddr
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from app.settings import Settings


def refuse_defaults(settings: Settings) -> None:
    """A ``RuntimeError`` that names the setting to be made."""
    url, mail_server = urlsplit(settings.public_url.strip()), urlsplit(settings.smtp_url.strip())
    if not url.hostname or _is_this_machine(url.hostname):
        raise RuntimeError("PRODUCTION needs PUBLIC_URL, the https address that people reach")
    if url.scheme != "https":
        raise RuntimeError("PRODUCTION needs an https PUBLIC_URL")
    mailbox, _at, domain = parseaddr(settings.mail_from)[1].lower().rstrip(".").rpartition("@")
    if not mailbox or f".{domain}".endswith((".example", ".invalid", ".localhost")):
        raise RuntimeError("PRODUCTION needs MAIL_FROM, the address that mail comes from")
    if mail_server.scheme not in ("smtp", "smtps") or not mail_server.hostname:
        raise RuntimeError("PRODUCTION needs SMTP_URL, smtp:// or smtps://, the server that takes its mail")


def refuse_demo(*, is_demo: bool) -> None:
    """A ``RuntimeError`` for a demo database, whose mailbox shows everyone's sign-in links."""
    if is_demo:
        raise RuntimeError("PRODUCTION refuses a demo database. Choose another DATABASE_URL or INSTANCE_DIR")


def _is_this_machine(host: str) -> bool:
    name = host.rstrip(".")
    if name == "localhost" or name.endswith((".localhost", "localhost.localdomain")):
        return True
    address = _address(name)
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return address is not None and (address.is_loopback or address.is_unspecified)


def _address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that ``host`` is, written in any way that browsers take: 127.1 and 0x7f000001 too."""
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        pass
    try:
        return ip_address(host)
    except ValueError:
        return None
