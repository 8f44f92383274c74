"""Reads of users and their signed-in browsers."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import MailLink, Purpose, SignIn, User


def user_by_email(session: Session, email: str) -> User | None:
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def user_by_public_id(session: Session, public_id: str) -> User | None:
    return session.scalar(select(User).where(User.public_id == public_id))


def live_sign_in(session: Session, public_id: str, at: datetime) -> SignIn | None:
    """The signed-in browser of that id, unless signed out, expired or its user disabled."""
    found = session.scalar(select(SignIn).where(SignIn.public_id == public_id))
    if found is None or found.revoked_at or found.expires_at <= at or found.user.disabled_at:
        return None
    return found


def live_sign_ins(session: Session, user_id: int, at: datetime) -> list[SignIn]:
    """A user's signed-in browsers, the latest seen first."""
    mine = select(SignIn).where(SignIn.user_id == user_id, SignIn.revoked_at.is_(None), SignIn.expires_at > at)
    return list(session.scalars(mine.order_by(SignIn.last_seen_at.desc())))


def headquarters(session: Session, *, lock: bool = False) -> list[User]:
    """Who of headquarters can sign in; with ``lock`` nobody else changes that before this transaction ends."""
    able = select(User).where(User.headquarters, User.password_hash != "", User.disabled_at.is_(None)).order_by(User.id)
    return list(session.scalars(able.with_for_update() if lock else able))


def sign_in_by_public_id(session: Session, public_id: str) -> SignIn | None:
    return session.scalar(select(SignIn).where(SignIn.public_id == public_id))


def staff(session: Session, wanted: str, state: str, offset: int, limit: int) -> tuple[list[User], int]:
    """Members of staff by name, and how many there are in all: who has a password, a role here, or an invitation.

    ``wanted`` is a part of name or mail address; ``state`` is active, invited, disabled, or '' for all.
    """
    invited = select(MailLink.id).where(MailLink.user_id == User.id, MailLink.purpose == Purpose.INVITATION).exists()
    found = select(User).where(or_(User.password_hash != "", User.headquarters, invited))
    if wanted:
        found = found.where(
            User.name.icontains(wanted, autoescape=True) | User.email.icontains(wanted, autoescape=True)
        )
    if state == "disabled":
        found = found.where(User.disabled_at.is_not(None))
    elif state in ("active", "invited"):
        has_password = User.password_hash != "" if state == "active" else User.password_hash == ""
        found = found.where(User.disabled_at.is_(None), has_password)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    return list(session.scalars(found.order_by(User.name, User.email).offset(offset).limit(limit))), total


def last_seen(session: Session, user_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these users was last seen in any browser; those never seen are left out."""
    latest = select(SignIn.user_id, func.max(SignIn.last_seen_at)).where(SignIn.user_id.in_(user_ids))
    rows = session.execute(latest.group_by(SignIn.user_id)).all()
    return {row[0]: row[1] for row in rows}
