"""What phones on site tell of themselves, what organizers tell them, and files of scans that a phone could not send."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.checkin.models import Checkpoint, Device
from app.core.model import Base, PublicId


class DeviceReport(Base):
    """How a device stood when it last told. Beside its device's row, which the scan's fast way takes for unchanged."""

    __tablename__ = "device_report"
    __table_args__ = (CheckConstraint("battery between 0 and 100", name="battery"),)

    device_id: Mapped[int] = mapped_column(
        ForeignKey("device.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    reported_at: Mapped[datetime]
    #: When it last heard how its roster stands; None where it has none.
    roster_at: Mapped[datetime | None]
    #: Scans that it could not send yet.
    waiting: Mapped[int] = mapped_column(default=0)
    checkpoint_id: Mapped[int | None] = mapped_column(ForeignKey("checkpoint.id", ondelete="SET NULL"))
    checkpoint: Mapped[Checkpoint | None] = relationship()
    #: How far its clock is behind the server's.
    clock_offset_ms: Mapped[int] = mapped_column(BigInteger, default=0)
    #: In per cent; None where its browser does not tell.
    battery: Mapped[int | None]
    charging: Mapped[bool | None]
    rehearsing: Mapped[bool] = mapped_column(default=False)
    build: Mapped[str] = mapped_column(String(40), default="")


class DeviceMessage(PublicId, Base):
    """What an organizer tells one device, or all that the event has at the time."""

    __tablename__ = "device_message"
    __audited__ = True
    __table_args__ = (Index(None, "event_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    #: None: to all.
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), index=True)
    device: Mapped[Device | None] = relationship()
    text: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))

    def audit_label(self, locale: str = "en") -> str:
        return self.text[:80]


class MessageSeen(Base):
    """Somebody tapped a message away on a device."""

    __tablename__ = "message_seen"

    message_id: Mapped[int] = mapped_column(ForeignKey("device_message.id", ondelete="CASCADE"), primary_key=True)
    device_id: Mapped[int] = mapped_column(ForeignKey("device.id", ondelete="CASCADE"), primary_key=True, index=True)
    seen_at: Mapped[datetime]


class QueueFile(PublicId, Base):
    """A file of scans that a phone exported, from its upload to its import; nowhere in it stands who somebody is."""

    __tablename__ = "queue_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    #: As it was called on the organizer's computer.
    name: Mapped[str] = mapped_column(String(120))
    #: Emptied once imported.
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="SET NULL"))
    imported_at: Mapped[datetime | None]
    #: Scans by their verdict at import, ``known`` for those that were in the ledger before.
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    def audit_label(self, locale: str = "en") -> str:
        return self.name
