"""Reading the mail that the application would send, in its demo mailbox."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage

from flask import Flask
from sqlalchemy import select

from app.core.commands import deliver_pending
from app.core.db import db
from app.core.outbox import MailboxMessage
from tests.integration.outside import elsewhere


def read_mail(application: Flask, to: str) -> list[EmailMessage]:
    """Deliver what is due, and answer all mails to that address, oldest first."""
    return elsewhere(_read, application, to)


def _read(application: Flask, to: str) -> list[EmailMessage]:
    with application.app_context():
        before, application.extensions["luntan_demo"] = application.extensions["luntan_demo"], True
        deliver_pending(application)
        application.extensions["luntan_demo"] = before
        rows = db.session.scalars(select(MailboxMessage).where(MailboxMessage.to == to).order_by(MailboxMessage.id))
        parsed = [email.message_from_bytes(row.raw, policy=email.policy.default) for row in rows]
    assert all(isinstance(message, EmailMessage) for message in parsed)
    return parsed  # type: ignore[return-value]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


def only_link(message: EmailMessage) -> str:
    """The path of the one link in a mail's text, without its ``?lang=``."""
    found = re.findall(r"http://127\.0\.0\.1:5000(/[a-z-]+/[^\s?]*)", text_of(message))
    assert len(found) == 1, found
    return found[0]
