"""Feeds whose address is a secret."""

import secrets
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.model import Base, PublicId
from app.events.models import Event


def new_nonce() -> str:
    return secrets.token_urlsafe(24)


class OrganizerFeed(PublicId, Base):
    """One member of staff's feed of an event's agenda, drafts included. Renewing changes its address."""

    __tablename__ = "organizer_feed"
    __audited__ = True
    __table_args__ = (UniqueConstraint("user_id", "event_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    user: Mapped[User] = relationship()
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    event: Mapped[Event] = relationship()
    nonce: Mapped[str] = mapped_column(String(40), default=new_nonce, info={"sensitive": True})
    created_at: Mapped[datetime]
    last_fetched_at: Mapped[datetime | None]
