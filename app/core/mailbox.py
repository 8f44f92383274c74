"""Reading the mails that a demo keeps instead of sending."""

import base64
import email
import email.policy
import hashlib
import html
import re
from dataclasses import dataclass
from email.message import EmailMessage

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.outbox import MailboxMessage

STYLE = re.compile(r'\bstyle="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment; ``number`` counts them from 0."""

    number: int
    filename: str
    mimetype: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A mail as its reader sees it."""

    sender: str
    text: str
    html: str
    attachments: list[Part]


def by_public_id(session: Session, public_id: str) -> MailboxMessage | None:
    return session.scalar(select(MailboxMessage).where(MailboxMessage.public_id == public_id))


def listed(session: Session, to: str, offset: int, limit: int) -> tuple[list[MailboxMessage], int]:
    """Mails to addresses that begin with ``to``, the latest first, and how many there are in all."""
    wanted = select(MailboxMessage)
    if to:
        wanted = wanted.where(MailboxMessage.to.startswith(to.lower(), autoescape=True))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = session.scalars(wanted.order_by(MailboxMessage.id.desc()).offset(offset).limit(limit))
    return list(rows), total


def opened(message: MailboxMessage) -> Opened:
    """The parts of a mail."""
    parsed = email.message_from_bytes(message.raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    parts = [
        Part(number, part.get_filename() or f"{number + 1}.bin", part.get_content_type(), _bytes(part))
        for number, part in enumerate(parsed.iter_attachments())
    ]
    return Opened(str(parsed["From"]), _body(parsed, "plain"), _with_pictures(parsed, _body(parsed, "html")), parts)


def _with_pictures(parsed: EmailMessage, source: str) -> str:
    """``source`` with the pictures that come along in place of their ``cid:`` addresses."""
    for part in parsed.walk():
        if part["Content-ID"] and part.get_content_type() == "image/png" and isinstance(part, EmailMessage):
            picture = base64.b64encode(_bytes(part)).decode()
            source = source.replace(f"cid:{part['Content-ID'].strip('<>')}", f"data:image/png;base64,{picture}")
    return source


def _body(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    return str(part.get_content()) if isinstance(part, EmailMessage) else ""


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def framed(source: str) -> str:
    """A mail's HTML whose links open in the window around its frame."""
    return source.replace("<head>", '<head><base target="_top">', 1)


def style_hashes(source: str) -> str:
    """CSP sources for the inline styles of a mail: mails need them, pages never."""
    styles = {html.unescape(found) for found in STYLE.findall(source)}
    digests = (base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in sorted(styles))
    return " ".join(f"'sha256-{digest}'" for digest in digests)
