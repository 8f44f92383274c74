"""Staff accounts: the first administrator, invitations, resets, roles at headquarters."""

from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from app.accounts import links, passwords, queries, signing_in
from app.accounts.models import MailLink, Purpose, SignIn, User
from app.accounts.users import user_of
from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.model import Base


def create_administrator(
    session: Session, hashes: PasswordHasher, email: str, name: str, password: str, at: datetime
) -> User:
    """A user of headquarters with a password; an existing user becomes one, signed out wherever somebody was."""
    passwords.check_strength(password)
    user = user_of(session, email, "en")
    user.name, user.headquarters, user.disabled_at = name or user.name, True, None
    user.password_hash = hashes.hash(password)
    session.flush()
    signing_in.end_all(session, user.id, at)
    links.retire(session, user.id, at)
    return user


def invite(session: Session, email: str, name: str, locale: str, at: datetime) -> User:
    """Invite a colleague by mail, where they have no password yet; the roles are granted separately."""
    user = user_of(session, email, locale, name)
    if user.disabled_at:
        raise DomainError(_l("This account is disabled. Enable it first."), "email")
    user.name = user.name or name
    if not user.password_hash:
        links.send(session, user, Purpose.INVITATION, at)
    return user


def invite_again(session: Session, user: User, at: datetime, role: Base | None = None) -> None:
    """Send another invitation to one who has not accepted the first; logged with the ``role`` that it is to."""
    if user.password_hash:
        raise DomainError(_l("This person has accepted the invitation meanwhile."))
    if user.disabled_at:
        raise DomainError(_l("This account is disabled. Enable it first."))
    links.send(session, user, Purpose.INVITATION, at)
    audit.record(session, "invite", role or user)


def ask_reset(session: Session, email: str, at: datetime) -> None:
    """Send a reset link where the address is of staff; say nothing of whether it is."""
    user = queries.user_by_email(session, email)
    if user and user.password_hash and not user.disabled_at:
        links.send(session, user, Purpose.RESET, at)


def set_password(session: Session, hashes: PasswordHasher, link: MailLink, password: str, at: datetime) -> User:
    """Use an invitation or reset link; every browser of that user is signed out, every other link closed."""
    passwords.check_strength(password)
    user = links.use(session, link, at)
    user.password_hash = hashes.hash(password)
    signing_in.end_all(session, user.id, at)
    links.retire(session, user.id, at)
    return user


def change_password(
    session: Session, hashes: PasswordHasher, browser: SignIn, current: str, password: str, at: datetime
) -> None:
    """Change one's own password; every other browser is signed out."""
    user = browser.user
    if not passwords.matches(hashes, user.password_hash, current):
        raise DomainError(_l("This is not your present password."), "current")
    passwords.check_strength(password)
    user.password_hash = hashes.hash(password)
    signing_in.end_all(session, user.id, at, but=browser.id)
    links.retire(session, user.id, at)


def set_headquarters(session: Session, user: User, granted: bool) -> None:
    """Give or take the role at headquarters; the last one keeps it."""
    if not granted:
        _keep_one(session, user)
    user.headquarters = granted


def disable(session: Session, user: User, at: datetime) -> None:
    """Bar a user from signing in, at once and everywhere."""
    _keep_one(session, user)
    user.disabled_at = user.disabled_at or at
    signing_in.end_all(session, user.id, at)
    links.retire(session, user.id, at)


def sign_out(session: Session, user: User, at: datetime) -> None:
    """Sign another user out everywhere, and close the links that would sign them in."""
    signing_in.end_all(session, user.id, at)
    links.retire(session, user.id, at)
    audit.record(session, "sign_out", user)


def enable(user: User) -> None:
    user.disabled_at = None


def _keep_one(session: Session, user: User) -> None:
    others = [other for other in queries.headquarters(session, lock=True) if other.id != user.id]
    if user.headquarters and not others:
        raise DomainError(_l("This is the last account of headquarters that can sign in. Appoint another one first."))
