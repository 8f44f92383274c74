"""Signing browsers in and out. A sign-in is a row: it can be listed and revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.accounts.models import Level, SignIn, User
from app.accounts.queries import user_by_email
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.signals import signed_out

LASTS = {Level.STAFF: timedelta(days=14), Level.MAIL: timedelta(days=90)}
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a request came from, as shown on the page of signed-in browsers."""

    agent: str
    address: str


def check(session: Session, hashes: PasswordHasher, email: str, password: str) -> User:
    """The user of ``email``; one message, after the same time, for every reason why not. Only reads."""
    user = user_by_email(session, email)
    stored = user.password_hash if user and not user.disabled_at else ""
    if not passwords.matches(hashes, stored, password) or user is None:
        raise DomainError(_l("Mail address and password do not match."), "password")
    return user


def keep_hash_fresh(hashes: PasswordHasher, user: User, password: str) -> None:
    """Hash a password anew where the work factor has changed since."""
    if hashes.check_needs_rehash(user.password_hash):
        user.password_hash = hashes.hash(password)


def start(session: Session, user: User, level: Level, browser: Browser, at: datetime) -> SignIn:
    """Sign a browser in."""
    sign_in = SignIn(
        user=user,
        level=level,
        created_at=at,
        last_seen_at=at,
        expires_at=at + LASTS[level],
        browser=browser.agent[:300],
        address=browser.address[:64],
    )
    session.add(sign_in)
    session.flush()
    return sign_in


def end(session: Session, sign_in: SignIn, at: datetime) -> None:
    """Sign one browser out."""
    sign_in.revoked_at = sign_in.revoked_at or at
    signed_out.send(None, session=session, user_id=sign_in.user_id, at=at)


def end_all(session: Session, user_id: int, at: datetime, but: int | None = None) -> None:
    """Sign a user out everywhere, or everywhere but in one browser."""
    live = update(SignIn).where(SignIn.user_id == user_id, SignIn.revoked_at.is_(None), SignIn.id != (but or 0))
    session.execute(live.values(revoked_at=at).execution_options(synchronize_session=False))
    signed_out.send(None, session=session, user_id=user_id, at=at)
