"""The agenda: sessions in rooms and tracks, and who speaks."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.model import Base, PublicId, Timestamps, one_of
from app.core.names import PersonName
from app.core.person import person_name
from app.core.revisions import event_scope
from app.core.text import Bilingual, bilingual
from app.events.models import Event, new_uid


class OfEvent(PublicId, Timestamps):
    """Belongs to one event, whose public pages change with it."""

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)

    def revision_scopes(self) -> list[str]:
        return [event_scope(self.event_id)]


class Room(OfEvent, Base):
    __tablename__ = "room"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Bilingual] = bilingual("name")
    #: How to find it: building, floor.
    directions: Mapped[Bilingual] = bilingual("directions")
    seats: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)


class Track(OfEvent, Base):
    __tablename__ = "track"
    __audited__ = True
    __table_args__ = (CheckConstraint("hue between 0 and 350", name="hue"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[Bilingual] = bilingual("name")
    hue: Mapped[int] = mapped_column(default=200)
    position: Mapped[int] = mapped_column(default=0)


class Speaker(OfEvent, Base):
    __tablename__ = "speaker"
    __audited__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[PersonName] = person_name()
    title: Mapped[Bilingual] = bilingual("title")
    affiliation: Mapped[Bilingual] = bilingual("affiliation")
    biography: Mapped[Bilingual] = bilingual("biography")
    position: Mapped[int] = mapped_column(default=0)

    def audit_label(self, locale: str = "en") -> str:
        return self.name.display(locale)


class SessionKind(StrEnum):
    TALK = "talk"
    PLENARY = "plenary"
    PANEL = "panel"
    POSTER = "poster"
    VISIT = "visit"
    BREAK = "break"
    MEAL = "meal"
    SOCIAL = "social"


class SessionState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"


class AgendaSession(OfEvent, Base):
    """One item of the agenda. A removed one that was public stays as a tombstone for calendars."""

    __tablename__ = "session"
    __audited__ = True
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        Index(None, "event_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[Event] = relationship()
    kind: Mapped[SessionKind] = mapped_column(one_of(SessionKind), default=SessionKind.TALK)
    state: Mapped[SessionState] = mapped_column(one_of(SessionState), default=SessionState.DRAFT)
    title: Mapped[Bilingual] = bilingual("title")
    abstract: Mapped[Bilingual] = bilingual("abstract")
    #: ISO 639 codes of the languages spoken, such as ``zh en``.
    languages: Mapped[str] = mapped_column(String(40), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    room: Mapped[Room | None] = relationship()
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"), index=True)
    track: Mapped[Track | None] = relationship()
    conference_url: Mapped[str] = mapped_column(String(300), default="")
    uid: Mapped[str] = mapped_column(String(80), default=new_uid, unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    #: Why it is cancelled, told to the public.
    cancellation: Mapped[Bilingual] = bilingual("cancellation")
    #: Set when a session that was public is taken off the agenda.
    removed_at: Mapped[datetime | None]
    speakers: Mapped[list[Speaker]] = relationship(
        secondary="session_speaker", order_by="(SessionSpeaker.position, SessionSpeaker.speaker_id)"
    )


class SessionSpeaker(Base):
    __tablename__ = "session_speaker"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    speaker_id: Mapped[int] = mapped_column(ForeignKey("speaker.id", ondelete="CASCADE"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
