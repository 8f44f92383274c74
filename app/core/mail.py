"""Mail transports, and one pass of delivery over the outbox."""

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from typing import Protocol
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import writing
from app.core.outbox import Letter, MailboxMessage, OutboxMail, claim, postpone, renderer_of

log = structlog.get_logger()


class Transport(Protocol):
    def send(self, message: EmailMessage) -> None:
        """Deliver ``message`` or raise."""


class SmtpTransport:
    """``smtp://`` (STARTTLS where offered) or ``smtps://``."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)

    def send(self, message: EmailMessage) -> None:
        url = self._url
        implicit = url.scheme == "smtps"
        connect = smtplib.SMTP_SSL if implicit else smtplib.SMTP
        with connect(url.hostname or "localhost", url.port or (465 if implicit else 25), timeout=20) as smtp:
            if not implicit and smtp.has_extn("starttls"):
                smtp.starttls(context=ssl.create_default_context())
            if url.username:
                smtp.login(unquote(url.username), unquote(url.password or ""))
            smtp.send_message(message)


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
    """Send what is due; answer how many mails were sent. Each mail is marked in its own transaction."""
    with writing(engine) as session:
        claimed = [mail.id for mail in claim(session)]
    return sum(_deliver(engine, transport, sender, key) for key in claimed)


def _deliver(engine: Engine, transport: Transport, sender: str, key: int) -> int:
    error, sent = "", False
    with Session(engine) as session:
        mail = session.get_one(OutboxMail, key)
        try:
            letter = renderer_of(mail.kind)(session, mail)
            if letter is not None:
                transport.send(compose(mail, letter, sender))
                sent = True
        except Exception as failure:  # noqa: BLE001 - whatever went wrong, the mail waits and is tried again
            log.warning("mail_failed", kind=mail.kind, message_id=mail.message_id, error=repr(failure))
            error = repr(failure)
    with writing(engine) as session:
        mail = session.get_one(OutboxMail, key)
        if error:
            postpone(mail, error)
        else:
            mail.sent_at = now()
    return int(sent)
