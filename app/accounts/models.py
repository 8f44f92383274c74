"""Users, the browsers they are signed in with, and the links sent to them by mail."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Base, PublicId, Timestamps, one_of


class User(PublicId, Timestamps, Base):
    """Anyone with a proven mail address. With a password and a role, a member of staff; else an attendee."""

    __tablename__ = "user"
    __audited__ = True
    __table_args__ = (CheckConstraint("email = lower(email)", name="lower_email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    locale: Mapped[str] = mapped_column(String(2), default="en")
    #: argon2id; empty for attendees and for staff who have not accepted their invitation.
    password_hash: Mapped[str] = mapped_column(String(200), default="", info={"sensitive": True})
    headquarters: Mapped[bool] = mapped_column(default=False)
    disabled_at: Mapped[datetime | None]

    def audit_label(self, locale: str = "en") -> str:
        return self.name or self.email


class Level(StrEnum):
    MAIL = "mail"
    STAFF = "staff"


class SignIn(PublicId, Base):
    """One signed-in browser; revoking it signs that browser out at its next request."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    user: Mapped[User] = relationship(lazy="joined")
    level: Mapped[Level] = mapped_column(one_of(Level))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    browser: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(64), default="")


class Purpose(StrEnum):
    SIGN_IN = "sign_in"
    INVITATION = "invitation"
    RESET = "reset"


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


class MailLink(PublicId, Base):
    """A single-use, expiring link. Its token is derived from the nonce under a secret key, and stored nowhere."""

    __tablename__ = "mail_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    user: Mapped[User] = relationship(lazy="joined")
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose))
    nonce: Mapped[str] = mapped_column(String(40), default=new_nonce)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    #: Where the reader goes after signing in: a path of this site, or ''.
    next_path: Mapped[str] = mapped_column(String(300), default="")
