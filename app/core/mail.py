"""Mail transports, and one pass of delivery over the outbox."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from ipaddress import ip_address
from typing import Protocol
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import writing
from app.core.outbox import Letter, MailboxMessage, OutboxMail, claim, postpone, renderer_of

log = structlog.get_logger()
#: Seconds for each answer of the mail server; all of one mail's together are fewer than ``outbox.LEASE``.
TIMEOUT = 20
AT_A_TIME = 20


class Transport(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Deliver ``message`` or raise."""


class UnsafeLink(Exception):
    """The mail server would be told the password where others of the network can read it."""


class SmtpTransport:
    """``smtp://`` (STARTTLS where offered) or ``smtps://``, with a server whose certificate this machine trusts.

    What never leaves the machine needs no TLS: a server on loopback may offer it with a certificate of nobody's.
    """

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._host = self._url.hostname or "localhost"

    def send(self, message: EmailMessage) -> None:
        with self._connect() as smtp:
            if self._url.username:
                self._sign_in(smtp, self._url.username)
            smtp.send_message(message)

    def _connect(self) -> smtplib.SMTP:
        if self._url.scheme == "smtps":
            trust = ssl.create_default_context()
            return smtplib.SMTP_SSL(self._host, self._url.port or 465, timeout=TIMEOUT, context=trust)
        smtp = smtplib.SMTP(self._host, self._url.port or 25, timeout=TIMEOUT)
        try:
            self._encrypt(smtp)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _encrypt(self, smtp: smtplib.SMTP) -> None:
        smtp.ehlo_or_helo_if_needed()
        if smtp.has_extn("starttls") and (self._url.username or not self._on_this_machine()):
            smtp.starttls(context=ssl.create_default_context())

    def _sign_in(self, smtp: smtplib.SMTP, name: str) -> None:
        if not isinstance(smtp.sock, ssl.SSLSocket) and not self._on_this_machine():
            raise UnsafeLink(f"{self._host} offers no TLS, so it is not told the password: use smtps://")
        smtp.login(unquote(name), unquote(self._url.password or ""))

    def _on_this_machine(self) -> bool:
        try:
            return ip_address(self._host).is_loopback
        except ValueError:
            return self._host == "localhost"


class MailboxTransport:
    """Demo: keeps mail in the database, once a Message-ID."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def send(self, message: EmailMessage) -> None:
        with writing(self._engine) as session:
            if session.scalar(select(MailboxMessage.id).where(MailboxMessage.message_id == message["Message-ID"])):
                return
            session.add(
                MailboxMessage(
                    message_id=message["Message-ID"],
                    to=message["To"],
                    subject=message["Subject"],
                    raw=message.as_bytes(policy=SMTP),
                )
            )


def compose(mail: OutboxMail, letter: Letter, sender: str) -> EmailMessage:
    """The MIME message: text, HTML alternative, attachments; the same bytes at each try but for the date."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mail.to, " ".join(letter.subject.split())
    message["Message-ID"], message["Date"] = mail.message_id, mail.created_at
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
        _add_pictures(message, letter)
    for part in letter.attachments:
        if not part.content_id:
            main, sub = part.mimetype.split("/")
            message.add_attachment(part.content, main, sub, filename=part.filename, params=part.parameters or None)
    # At the end: setting content drops or moves every header of that kind.
    message["Content-Language"] = "zh-CN" if mail.locale == "zh" else "en"
    return message


def _add_pictures(message: EmailMessage, letter: Letter) -> None:
    """Put the pictures that the HTML shows beside it."""
    html = message.get_body(("html",))
    for part in letter.attachments:
        if part.content_id and html is not None:
            main, sub = part.mimetype.split("/")
            cid = f"<{part.content_id}>"
            html.add_related(part.content, main, sub, filename=part.filename, disposition="inline", cid=cid)


def deliver_due(engine: Engine, transport: Transport, sender: str) -> int:
    """Send what is due, ``AT_A_TIME`` at most; answer how many mails were sent. Each is marked in its own transaction.

    A mail is claimed when its turn comes: while a slow server takes the one, no lease of another runs out.
    """
    sent = 0
    for _turn in range(AT_A_TIME):
        with writing(engine) as session:
            key = claim(session)
        if key is None:
            break
        sent += _deliver(engine, transport, sender, key)
    return sent


def _deliver(engine: Engine, transport: Transport, sender: str, key: int) -> int:
    error, sent = "", False
    with Session(engine) as session:
        mail = session.get(OutboxMail, key)
        if mail is None:  # taken back since it was claimed, as when the demo is made anew
            return 0
        try:
            letter = renderer_of(mail.kind)(session, mail)
            if letter is not None:
                transport.send(compose(mail, letter, sender))
                sent = True
        except Exception as failure:  # noqa: BLE001 - whatever went wrong, the mail waits and is tried again
            log.warning("mail_failed", kind=mail.kind, message_id=mail.message_id, error=repr(failure))
            error = repr(failure)
    with writing(engine) as session:
        _settle(session.get(OutboxMail, key), error)
    return int(sent)


def _settle(mail: OutboxMail | None, error: str) -> None:
    if mail is None:
        return
    if error:
        postpone(mail, error)
    else:
        mail.sent_at = now()
