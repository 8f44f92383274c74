"""Forgetting mails: what was said to people, and to which address."""

from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.outbox import MailboxMessage, OutboxMail


def forget_mails(session: Session, *which: Any) -> None:
    """Delete the mails that satisfy all conditions ``which``, sent or not, and what a demo's mailbox shows of them."""
    named = select(OutboxMail.message_id).where(*which)
    quick = {"synchronize_session": False}
    session.execute(delete(MailboxMessage).where(MailboxMessage.message_id.in_(named)), execution_options=quick)
    session.execute(delete(OutboxMail).where(*which), execution_options=quick)
