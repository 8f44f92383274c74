"""The desk on site: people who came unannounced, and what the desk should know of those who were expected."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Base, PublicId, Timestamps, one_of
from app.registration.models import Registration


class Trouble(StrEnum):
    """Why somebody should look at a walk-in although it was taken."""

    #: The same blank badge was given to somebody else before.
    SPARE_TAKEN = "spare_taken"
    #: Its stock had been withdrawn, or its key revoked.
    SPARE_VOID = "spare_void"
    #: No place was left: on the waiting list.
    FULL = "full"
    #: No place was left, and a supervisor let the person in all the same.
    OVER_CAPACITY = "over_capacity"
    #: Its device was out of service by then: on the waiting list.
    DEVICE_ENDED = "device_ended"
    #: Somebody of this name was registered before.
    SAME_NAME = "same_name"


class WalkIn(PublicId, Base):
    """A person whom a device registered at the desk; known by the device and the id that it made."""

    __tablename__ = "walk_in"
    __table_args__ = (
        UniqueConstraint("device_id", "walk_in_id"),
        Index(None, "event_id", "received_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id"))
    #: UUIDv7 made by the device.
    walk_in_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    #: SHA-256 of what was sent: the same id with another content is refused.
    digest: Mapped[str] = mapped_column(String(64))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    registration: Mapped[Registration] = relationship()
    spare_id: Mapped[int | None] = mapped_column(ForeignKey("spare_badge.id", ondelete="SET NULL"), index=True)
    #: By the device's clock, corrected.
    made_at: Mapped[datetime]
    received_at: Mapped[datetime]
    trouble: Mapped[Trouble | None] = mapped_column(one_of(Trouble))
    #: What a supervisor said with it.
    note: Mapped[str] = mapped_column(String(200), default="", info={"sensitive": True})
    settled_at: Mapped[datetime | None]
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))


class DeskNote(Timestamps, Base):
    """What the desk should know of a person; sealed, since it may tell of their health."""

    __tablename__ = "desk_note"
    __audited__ = True

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    registration: Mapped[Registration] = relationship()
    vip: Mapped[bool] = mapped_column(default=False)
    #: JSON of ``note`` and ``call``: who is to be called.
    sealed: Mapped[bytes] = mapped_column(LargeBinary, info={"sensitive": True})

    def audit_label(self, locale: str = "en") -> str:
        return self.registration.public_id

    def audit_event_id(self) -> int | None:
        return self.registration.event_id
