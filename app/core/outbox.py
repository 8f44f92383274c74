"""The outbox: mail is a row of the transaction that causes it, and a worker sends it afterwards.

SMTP allows only at-least-once: a row in flight when the worker dies is sent again, under the same Message-ID.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Index, String, Text, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.clock import now
from app.core.model import Base, PublicId, new_public_id

#: Longer than a mail server can draw out one mail with all of its answers late, each just within its time.
LEASE = timedelta(minutes=5)
GIVE_UP_AFTER = 12


class OutboxMail(PublicId, Base):
    """A mail to send. The worker renders it from ``kind`` and ``payload`` when its turn comes."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index(None, "sent_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    to: Mapped[str] = mapped_column("recipient", String(254))
    locale: Mapped[str] = mapped_column(String(2))
    #: Ids and plain values; never a secret: links are derived when the mail is rendered.
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    due_at: Mapped[datetime] = mapped_column(default=now)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]


class MailboxMessage(PublicId, Base):
    """Demo only: a mail as it would have gone out, readable on the mailbox page."""

    __tablename__ = "mailbox_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    to: Mapped[str] = mapped_column("recipient", String(254), index=True)
    subject: Mapped[str] = mapped_column(Text)
    raw: Mapped[bytes]
    sent_at: Mapped[datetime] = mapped_column(default=now)


@dataclass(frozen=True, slots=True)
class Attachment:
    filename: str
    mimetype: str
    content: bytes
    #: Parameters of the MIME part, such as ``method`` of an invitation.
    parameters: dict[str, str] = field(default_factory=dict)
    #: A picture that the HTML shows as ``cid:<content_id>``; '' for what is attached.
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered mail: plain text, HTML and attachments."""

    subject: str
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


#: Renders a payload; None when the mail is no longer called for.
Renderer = Callable[[Session, OutboxMail], Letter | None]
_renderers: dict[str, Renderer] = {}


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Register the renderer of a kind of mail."""

    def register(renderer: Renderer) -> Renderer:
        _renderers[kind] = renderer
        return renderer

    return register


def renderer_of(kind: str) -> Renderer:
    return _renderers[kind]


_WRITE = insert(OutboxMail).inline()


def enqueue(session: Session, kind: str, to: str, locale: str, payload: dict[str, Any]) -> None:
    """Add a mail to the present transaction, at once: what ``payload`` names must have been flushed."""
    row = {"kind": kind, "recipient": to, "locale": locale, "payload": payload, "public_id": new_public_id()}
    session.connection().execute(_WRITE, row | {"message_id": f"<{uuid.uuid4().hex}@luntan>"})


def claim(session: Session) -> int | None:
    """Take the mail that is due first for ``LEASE``, in which other workers pass over it; its key, or None."""
    due = select(OutboxMail.id).where(
        OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None), OutboxMail.due_at <= now()
    )
    first = due.order_by(OutboxMail.due_at, OutboxMail.id).limit(1).with_for_update(skip_locked=True)
    key = session.scalar(first)
    if key is not None:
        taken = {"due_at": now() + LEASE, "attempts": OutboxMail.attempts + 1}
        session.execute(update(OutboxMail).where(OutboxMail.id == key).values(taken))
    return key


def postpone(mail: OutboxMail, error: str) -> None:
    """After a failure: back off, doubling from 15 seconds to six hours, and give up in the end."""
    mail.last_error = error[:2000]
    mail.due_at = now() + timedelta(seconds=min(15 * 2 ** (mail.attempts - 1), 21600))
    if mail.attempts >= GIVE_UP_AFTER:
        mail.failed_at = now()


def oldest_waiting(session: Session) -> datetime | None:
    """When the oldest mail that still waits was written."""
    return session.scalar(
        select(func.min(OutboxMail.created_at)).where(OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None))
    )
