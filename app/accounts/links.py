"""Links sent by mail: single use, expiring, and safe against link previews, since only a POST uses them.

A token is ``<public id>.<mac of the nonce>``; the database alone cannot make one.
"""

import base64
import hmac
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import MailLink, Purpose, User
from app.accounts.users import user_of
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.outbox import enqueue
from app.core.secrets import Secrets

LASTS = {
    Purpose.SIGN_IN: timedelta(hours=1),
    Purpose.RESET: timedelta(hours=1),
    Purpose.INVITATION: timedelta(days=7),
}
#: What opens the page where a password is chosen.
SETS_PASSWORD = (Purpose.INVITATION, Purpose.RESET)


def token_of(link: MailLink, secrets: Secrets) -> str:
    """The token of a link, for the mail that carries it."""
    mac = secrets.mac("mail-link", f"{link.public_id}:{link.purpose}:{link.nonce}".encode(), 20)
    return f"{link.public_id}.{base64.b32encode(mac).decode()}"


def send(session: Session, user: User, purpose: Purpose, at: datetime, next_path: str = "") -> MailLink:
    """Make a link and put its mail into the outbox."""
    link = MailLink(user=user, purpose=purpose, created_at=at, expires_at=at + LASTS[purpose], next_path=next_path)
    session.add(link)
    session.flush()
    enqueue(session, f"link_{purpose}", user.email, user.locale, {"link": link.id})
    return link


def ask_sign_in(session: Session, email: str, locale: str, at: datetime, next_path: str = "") -> None:
    """Send a sign-in link to ``email``; silently none where the account is disabled."""
    user = user_of(session, email, locale)
    if not user.disabled_at:
        send(session, user, Purpose.SIGN_IN, at, next_path)


def is_open(link: MailLink, at: datetime) -> bool:
    """Whether a link still works."""
    return not link.used_at and link.expires_at > at and not link.user.disabled_at


def find(session: Session, secrets: Secrets, token: str, at: datetime, *purposes: Purpose) -> MailLink:
    """The open link of a token, made for one of ``purposes``; a ``DomainError`` that says what to do otherwise."""
    public_id, _, _mac = token.partition(".")
    link = session.scalar(select(MailLink).where(MailLink.public_id == public_id[:16], MailLink.purpose.in_(purposes)))
    if link is None or not hmac.compare_digest(token_of(link, secrets).encode(), token.encode()):
        raise DomainError(_l("This link is not complete. Open it from the mail again."))
    if not is_open(link, at):
        raise DomainError(_l("This link was used or is too old. Ask for a new one."))
    return link


def use(session: Session, link: MailLink, at: datetime) -> User:
    """Use a link up; of two who try at once, one is refused."""
    unused = update(MailLink).where(MailLink.id == link.id, MailLink.used_at.is_(None)).values(used_at=at)
    if session.connection().execute(unused).rowcount != 1:
        raise DomainError(_l("This link was used or is too old. Ask for a new one."))
    return link.user


def retire(session: Session, user_id: int, at: datetime) -> None:
    """Close every link that a user has not used yet."""
    unused = update(MailLink).where(MailLink.user_id == user_id, MailLink.used_at.is_(None)).values(used_at=at)
    session.execute(unused.execution_options(synchronize_session=False))
