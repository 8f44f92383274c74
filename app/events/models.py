"""Series, and events: the editions of a series, and trips."""

import secrets
import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User
from app.core.model import Base, PublicId, Timestamps, one_of
from app.core.revisions import SHARED, event_scope
from app.core.text import Bilingual, bilingual
from app.directory.models import ProgramBase, Theme


class Series(PublicId, Timestamps, Base):
    """What rotates: a forum held in turn in different cities."""

    __tablename__ = "series"
    __audited__ = True
    __table_args__ = (CheckConstraint("hue between 0 and 350", name="hue"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[Bilingual] = bilingual("title")
    summary: Mapped[Bilingual] = bilingual("summary")
    #: OKLCH hue of the series' accent, in steps of 10.
    hue: Mapped[int] = mapped_column(default=250)
    archived_at: Mapped[datetime | None]

    def revision_scopes(self) -> list[str]:
        return [SHARED]


class EventKind(StrEnum):
    FORUM = "forum"
    TRIP = "trip"


class EventState(StrEnum):
    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


def new_number_code() -> int:
    return secrets.randbits(32)


def new_uid() -> str:
    return f"{uuid.uuid4()}@luntan"


class Event(PublicId, Timestamps, Base):
    """A forum or a trip. Whether registration is open, and whether it runs, follows from its dates."""

    __tablename__ = "event"
    __audited__ = True
    __table_args__ = (
        UniqueConstraint("series_id", "number"),
        CheckConstraint(
            "arrival_on <= starts_on and starts_on <= ends_on and ends_on <= departure_on",
            name="dates_in_order",
        ),
        CheckConstraint("registration_opens_at < registration_closes_at", name="registration_window"),
        CheckConstraint("state <> 'published' or approval_number <> ''", name="approved_when_published"),
        CheckConstraint("capacity > 0", name="capacity"),
        CheckConstraint("retention_days > 0", name="retention_days"),
        Index(None, "state", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Public number of the event inside ticket codes; 32 random bits.
    number_code: Mapped[int] = mapped_column(BigInteger, default=new_number_code, unique=True)
    kind: Mapped[EventKind] = mapped_column(one_of(EventKind))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    series: Mapped[Series | None] = relationship()
    #: Which edition of its series, from 1.
    number: Mapped[int | None]
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[Bilingual] = bilingual("title")
    #: As in the approval document; the public title may differ.
    official_title: Mapped[Bilingual] = bilingual("official_title")
    summary: Mapped[Bilingual] = bilingual("summary")
    description: Mapped[Bilingual] = bilingual("description")
    state: Mapped[EventState] = mapped_column(one_of(EventState), default=EventState.DRAFT)
    approval_number: Mapped[str] = mapped_column(String(80), default="")
    approved_on: Mapped[date | None]
    #: IANA name of the place's zone.
    zone: Mapped[str] = mapped_column(String(64), default="Asia/Shanghai")
    #: Guests may check in to their hotel and register on site from this day.
    arrival_on: Mapped[date]
    #: First and last day of the meeting itself.
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    departure_on: Mapped[date]
    registration_opens_at: Mapped[datetime | None]
    registration_closes_at: Mapped[datetime | None]
    #: Until when a participant may edit or withdraw; None: until the meeting starts.
    edits_until: Mapped[datetime | None]
    #: How many people in all; None: no limit.
    capacity: Mapped[int | None]
    host_base_id: Mapped[int | None] = mapped_column(ForeignKey("program_base.id"), index=True)
    host_base: Mapped[ProgramBase | None] = relationship()
    city: Mapped[Bilingual] = bilingual("city")
    venue: Mapped[Bilingual] = bilingual("venue")
    address: Mapped[Bilingual] = bilingual("address")
    #: WGS 84.
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    contact_email: Mapped[str] = mapped_column(String(254), default="")
    #: How many days after the departure it is forgotten who was registered.
    retention_days: Mapped[int] = mapped_column(default=90)
    cloned_from_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    #: iCalendar: stable for ever; raised when the meeting's days, the place or the status change.
    uid: Mapped[str] = mapped_column(String(80), default=new_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    #: How often those two changed: what sessions and stops have from their event, and add to their own ``sequence``.
    status_changes: Mapped[int] = mapped_column(default=0)
    place_changes: Mapped[int] = mapped_column(default=0)
    themes: Mapped[list[Theme]] = relationship(secondary="event_theme", order_by=(Theme.position, Theme.id))

    def revision_scopes(self) -> list[str]:
        return [SHARED, event_scope(self.id)]

    def audit_event_id(self) -> int:
        return self.id


class EventTheme(Base):
    __tablename__ = "event_theme"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), primary_key=True)
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"), primary_key=True, index=True)


class EventRole(StrEnum):
    ORGANIZER = "organizer"
    CHECKIN = "checkin"
    VIEWER = "viewer"


class EventGrant(Base):
    """A user's role on one event."""

    __tablename__ = "event_grant"
    __audited__ = True
    __table_args__ = (UniqueConstraint("user_id", "event_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    user: Mapped[User] = relationship()
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    role: Mapped[EventRole] = mapped_column(one_of(EventRole))

    def audit_label(self, locale: str = "en") -> str:
        user: User | None = self.user  # None before the flush of a row that was given the key alone
        return user.audit_label(locale) if user else ""


class EventChange(Base):
    """A dated change of what the public knows of an event: its state, its dates, its place."""

    __tablename__ = "event_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    field: Mapped[str] = mapped_column(String(40))
    #: A day, a zone or a state is the same in both languages; see ``app.events.told``.
    before: Mapped[Bilingual] = bilingual("before")
    after: Mapped[Bilingual] = bilingual("after")
    reason: Mapped[Bilingual] = bilingual("reason")
