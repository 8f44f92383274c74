"""Forgetting what is no longer needed: spent links, ended sign-ins, addresses that nobody ever proved to be theirs."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import MailLink, Purpose, SignIn, User
from app.core.forgetting import forget_mails
from app.core.outbox import OutboxMail
from app.core.providers import ask

#: Long enough to find out what went wrong with a link or who was signed in where.
KEPT = timedelta(days=30)
AT_ONCE = 100
#: Of nobody who works here.
_BLANK = (User.password_hash == "", User.name == "", User.headquarters.is_(False))


def tidy(session: Session, at: datetime) -> None:
    """Delete what ended more than ``KEPT`` ago. Invitations stay: they tell who was invited."""
    before = at - KEPT
    session.execute(delete(MailLink).where(MailLink.expires_at < before, MailLink.purpose != Purpose.INVITATION))
    session.execute(delete(SignIn).where(or_(SignIn.expires_at < before, SignIn.revoked_at < before)))
    for user in _never_proven(session, before):
        if not any(ask("grants", session, user.id)):
            session.delete(user)


def forget(session: Session, emails: Collection[str]) -> None:
    """Delete the accounts of these addresses and the mails to them, but not those of staff."""
    blank = select(User).where(User.email.in_(emails), *_BLANK)
    doomed = {user.email: user.id for user in session.scalars(blank) if not any(ask("grants", session, user.id))}
    strangers = set(emails) - set(session.scalars(select(User.email).where(User.email.in_(emails))))
    session.execute(delete(User).where(User.id.in_(doomed.values())), execution_options={"synchronize_session": False})
    forget_mails(session, OutboxMail.to.in_(strangers | doomed.keys()))


def _never_proven(session: Session, before: datetime) -> list[User]:
    """Made when somebody typed an address and asked for a link, which was never used."""
    used = select(SignIn.id).where(SignIn.user_id == User.id).exists()
    linked = select(MailLink.id).where(MailLink.user_id == User.id).exists()
    blank = select(User).where(*_BLANK)
    return list(session.scalars(blank.where(User.created_at < before, ~used, ~linked).order_by(User.id).limit(AT_ONCE)))
