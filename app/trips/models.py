"""The itinerary of a trip: legs from city to city, and the stops of each."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Base, PublicId, Timestamps, one_of
from app.core.revisions import event_scope
from app.core.text import Bilingual, bilingual
from app.directory.models import ProgramBase
from app.events.models import new_uid


class Leg(PublicId, Timestamps, Base):
    """A stay in one city, in its own zone."""

    __tablename__ = "leg"
    __audited__ = True
    __table_args__ = (CheckConstraint("arrives_on <= leaves_on", name="days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    city: Mapped[Bilingual] = bilingual("city")
    province: Mapped[Bilingual] = bilingual("province")
    zone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    arrives_on: Mapped[date]
    leaves_on: Mapped[date]
    #: What travellers should know: altitude, weather, dress.
    notice: Mapped[Bilingual] = bilingual("notice")
    host_base_id: Mapped[int | None] = mapped_column(ForeignKey("program_base.id"), index=True)
    host_base: Mapped[ProgramBase | None] = relationship()
    #: Set when the leg is taken off the itinerary and tombstones of its stops remain.
    removed_at: Mapped[datetime | None]

    def revision_scopes(self) -> list[str]:
        return [event_scope(self.event_id)]


class StopKind(StrEnum):
    SITE = "site"
    MEETING = "meeting"
    TRANSFER = "transfer"
    MEAL = "meal"
    HOTEL = "hotel"
    FREE = "free"


class StopState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class Stop(PublicId, Timestamps, Base):
    """One item of a trip's day. A removed one that was public stays as a tombstone for calendars."""

    __tablename__ = "stop"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        Index(None, "event_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    leg_id: Mapped[int] = mapped_column(ForeignKey("leg.id", ondelete="CASCADE"), index=True)
    leg: Mapped[Leg] = relationship()
    kind: Mapped[StopKind] = mapped_column(one_of(StopKind), default=StopKind.SITE)
    state: Mapped[StopState] = mapped_column(one_of(StopState), default=StopState.DRAFT)
    title: Mapped[Bilingual] = bilingual("title")
    description: Mapped[Bilingual] = bilingual("description")
    place: Mapped[Bilingual] = bilingual("place")
    #: WGS 84.
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    #: Zone at the end, where a flight or train ends in another one; '' for the leg's.
    end_zone: Mapped[str] = mapped_column(String(64), default="")
    uid: Mapped[str] = mapped_column(String(80), default=new_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    #: Why it is cancelled, told to the public.
    cancellation: Mapped[Bilingual] = bilingual("cancellation")
    #: Set when a stop that was public is taken off the itinerary.
    removed_at: Mapped[datetime | None]

    def revision_scopes(self) -> list[str]:
        return [event_scope(self.event_id)]
