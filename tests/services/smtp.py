"""A real SMTP server that keeps what it is sent, and can be told to refuse."""

from __future__ import annotations

import email
import email.policy
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.services.ports import free_port


@dataclass
class Delivery:
    """One message as it arrived."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])

    @property
    def subject(self) -> str:
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        body = self.message.get_body(("plain",))
        return body.get_content() if body else ""


@dataclass
class SmtpPeer:
    """What the server received since the last `clear()`.

    `answer` may be set to a function from the recipients to an SMTP reply such as `"451 try again"`;
    a reply that does not begin with 250 leaves the message unaccepted.
    """

    deliveries: list[Delivery] = field(default_factory=list)
    answer: Callable[[list[str]], str] | None = None
    url: str = ""
    #: Name and password of everyone who signed in.
    signed_in: list[tuple[str, str]] = field(default_factory=list)
    _arrived: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        reply = self.answer(envelope.rcpt_tos) if self.answer else "250 accepted"
        if reply.startswith("250"):
            self._keep(envelope)
        return reply

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, how: str, given: LoginPassword
    ) -> AuthResult:
        self.signed_in.append((given.login.decode(), given.password.decode()))
        return AuthResult(success=True)

    def _keep(self, envelope: Envelope) -> None:
        message = email.message_from_bytes(envelope.original_content or b"", policy=email.policy.default)
        with self._arrived:
            self.deliveries.append(Delivery(envelope.mail_from or "", list(envelope.rcpt_tos), message))
            self._arrived.notify_all()

    def clear(self) -> None:
        with self._arrived:
            self.deliveries.clear()
            self.signed_in.clear()
            self.answer = None

    def to(self, address: str) -> list[Delivery]:
        return [delivery for delivery in self.deliveries if address in delivery.recipients]

    def wait_for(self, number: int, seconds: float = 10, address: str | None = None) -> list[Delivery]:
        """Deliveries (to one address) once there are at least `number`; AssertionError after `seconds`."""
        deadline = time.monotonic() + seconds
        with self._arrived:
            while len(found := self.to(address) if address else list(self.deliveries)) < number:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"{len(found)} of {number} messages after {seconds} s")
                self._arrived.wait(left)
        return found


@contextmanager
def listening(**options: Any) -> Iterator[SmtpPeer]:
    """A server of its own; ``ssl_context`` is TLS from the start, ``tls_context`` offers STARTTLS."""
    peer = SmtpPeer()
    sign_in = {"authenticator": peer.authenticate, "auth_require_tls": False}
    controller = Controller(peer, hostname="127.0.0.1", port=free_port(), decode_data=False, **sign_in | options)
    controller.start()
    peer.url = f"{'smtps' if 'ssl_context' in options else 'smtp'}://127.0.0.1:{controller.port}"
    try:
        yield peer
    finally:
        controller.stop()


@pytest.fixture(scope="session")
def _smtp_server() -> Iterator[SmtpPeer]:
    with listening() as peer:
        yield peer


@pytest.fixture
def smtp(_smtp_server: SmtpPeer) -> SmtpPeer:
    """An empty mailbox behind a listening SMTP server; `smtp.url` goes into SMTP_URL."""
    _smtp_server.clear()
    return _smtp_server
