"""Mail goes only to a server that proves its name, and a password only where nobody else reads it."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme

from app.core.mail import SmtpTransport, UnsafeLink
from tests.services.smtp import SmtpPeer, listening

NAME = "mail.forum.example"


@pytest.fixture(autouse=True)
def _name_leads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mail server's name leads to this machine, as it may on a network that somebody else holds."""
    original = socket.getaddrinfo

    def resolve(host: Any, *arguments: Any, **options: Any) -> Any:
        return original("127.0.0.1" if host == NAME else host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """An authority that this machine trusts."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "trusted.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    return authority


Listen = Callable[..., SmtpPeer]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """Starts a server: ``how`` it speaks TLS, and who vouches for which name."""
    running: list[Any] = []

    def start(how: str = "", authority: trustme.CA | None = None, name: str = NAME) -> SmtpPeer:
        options: dict[str, Any] = {}
        if authority:
            options[how] = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(name).configure_cert(options[how])
        running.append(listening(**options))
        return running[-1].__enter__()

    yield start
    for one in running:
        one.__exit__(None, None, None)


def send(peer: SmtpPeer, host: str = NAME, user: str = "office:secret@") -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@forum.example", "b@people.example", "A link"
    SmtpTransport(peer.url.replace("//127.0.0.1", f"//{user}{host}")).send(message)


@pytest.mark.parametrize("how", ["ssl_context", "tls_context"])
def test_a_server_with_a_trusted_certificate_gets_password_and_mail(
    listen: Listen, authority: trustme.CA, how: str
) -> None:
    peer = listen(how, authority)
    send(peer)
    assert peer.signed_in == [("office", "secret")]
    assert len(peer.deliveries) == 1


@pytest.mark.parametrize("how", ["ssl_context", "tls_context"])
@pytest.mark.parametrize("flaw", ["an authority of its own", "the name of another"])
@pytest.mark.parametrize("user", ["office:secret@", ""])
def test_an_impostor_gets_neither_password_nor_mail(
    listen: Listen, authority: trustme.CA, how: str, flaw: str, user: str
) -> None:
    own = flaw == "an authority of its own"
    peer = listen(how, trustme.CA() if own else authority, NAME if own else "mail.other.example")
    with pytest.raises(ssl.SSLCertVerificationError):
        send(peer, user=user)
    assert (peer.signed_in, peer.deliveries) == ([], [])


def test_without_tls_nobody_is_told_the_password(listen: Listen) -> None:
    peer = listen()
    with pytest.raises(UnsafeLink, match="smtps://"):
        send(peer)
    assert (peer.signed_in, peer.deliveries) == ([], [])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_on_this_machine_a_password_needs_no_tls(listen: Listen, host: str) -> None:
    peer = listen()
    send(peer, host)
    assert (peer.signed_in, len(peer.deliveries)) == ([("office", "secret")], 1)


def test_a_server_on_this_machine_may_offer_a_certificate_that_nobody_knows(listen: Listen) -> None:
    peer = listen("tls_context", trustme.CA())
    send(peer, "127.0.0.1", user="")
    assert len(peer.deliveries) == 1


def test_a_refused_link_is_closed(listen: Listen) -> None:
    peer = listen("tls_context", trustme.CA())
    with pytest.raises(ssl.SSLCertVerificationError):
        send(peer)
    with smtplib.SMTP("127.0.0.1", int(peer.url.rsplit(":", 1)[1])) as other:
        assert other.noop()[0] == 250
