"""Reads of an event's agenda."""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.agenda.models import AgendaSession, Room, SessionSpeaker, SessionState, Speaker, Track

Placed = TypeVar("Placed", Room, Track, Speaker, AgendaSession)

#: States in which the public sees a session.
PUBLIC_STATES = (SessionState.CONFIRMED, SessionState.CANCELLED)


def public_sessions(session: Session, event_id: int, *, removed: bool = False) -> list[AgendaSession]:
    """The agenda as the public sees it, by start and room; ``removed``: with the tombstones that calendars keep.

    Rooms, tracks and speakers come along, in three statements whatever the number of sessions.
    """
    wanted = select(AgendaSession).where(AgendaSession.event_id == event_id, AgendaSession.state.in_(PUBLIC_STATES))
    if not removed:
        wanted = wanted.where(AgendaSession.removed_at.is_(None))
    loaded = wanted.options(
        joinedload(AgendaSession.room), joinedload(AgendaSession.track), selectinload(AgendaSession.speakers)
    )
    return list(session.scalars(loaded.order_by(AgendaSession.starts_at, AgendaSession.id)))


def public_session(session: Session, event_id: int, public_id: str) -> AgendaSession | None:
    """One session that the public may see."""
    wanted = select(AgendaSession).where(
        AgendaSession.event_id == event_id,
        AgendaSession.public_id == public_id,
        AgendaSession.state.in_(PUBLIC_STATES),
        AgendaSession.removed_at.is_(None),
    )
    return session.scalar(wanted)


def rooms(session: Session, event_id: int) -> list[Room]:
    return list(session.scalars(select(Room).where(Room.event_id == event_id).order_by(Room.position, Room.id)))


def tracks(session: Session, event_id: int) -> list[Track]:
    return list(session.scalars(select(Track).where(Track.event_id == event_id).order_by(Track.position, Track.id)))


def speakers(session: Session, event_id: int) -> list[Speaker]:
    return list(
        session.scalars(select(Speaker).where(Speaker.event_id == event_id).order_by(Speaker.position, Speaker.id))
    )


def public_speakers(session: Session, event_id: int, *, removed: bool = False) -> list[Speaker]:
    """The speakers of public sessions, in their order; who speaks in drafts alone is known to nobody yet.

    ``removed``: of tombstones too.
    """
    speaking = select(SessionSpeaker.speaker_id).join(AgendaSession, AgendaSession.id == SessionSpeaker.session_id)
    speaking = speaking.where(AgendaSession.state.in_(PUBLIC_STATES))
    if not removed:
        speaking = speaking.where(AgendaSession.removed_at.is_(None))
    wanted = select(Speaker).where(Speaker.event_id == event_id, Speaker.id.in_(speaking))
    return list(session.scalars(wanted.order_by(Speaker.position, Speaker.id)))


def managed_sessions(session: Session, event_id: int, *, removed: bool = False) -> list[AgendaSession]:
    """The agenda as organizers see it, drafts included; ``removed``: the tombstones instead."""
    gone = AgendaSession.removed_at.is_not(None) if removed else AgendaSession.removed_at.is_(None)
    wanted = select(AgendaSession).where(AgendaSession.event_id == event_id, gone)
    loaded = wanted.options(
        joinedload(AgendaSession.room), joinedload(AgendaSession.track), selectinload(AgendaSession.speakers)
    )
    return list(session.scalars(loaded.order_by(AgendaSession.starts_at, AgendaSession.id)))


def sessions_by_public_id(session: Session, event_id: int, public_ids: Collection[str]) -> list[AgendaSession]:
    """Those of the ids that are sessions of the event, locked until the end of the transaction."""
    wanted = select(AgendaSession).where(
        AgendaSession.event_id == event_id, AgendaSession.public_id.in_(list(public_ids)[:500])
    )
    return list(session.scalars(wanted.order_by(AgendaSession.id).with_for_update()))


def sessions_in_room(session: Session, room_id: int, *, removed: bool = False) -> list[AgendaSession]:
    wanted = select(AgendaSession).where(AgendaSession.room_id == room_id)
    if not removed:
        wanted = wanted.where(AgendaSession.removed_at.is_(None))
    return list(session.scalars(wanted))


def sessions_in_track(session: Session, track_id: int) -> list[AgendaSession]:
    return list(session.scalars(select(AgendaSession).where(AgendaSession.track_id == track_id)))


def sessions_of_speaker(session: Session, speaker_id: int) -> list[AgendaSession]:
    """By start; tombstones included."""
    wanted = select(AgendaSession).join(SessionSpeaker, SessionSpeaker.session_id == AgendaSession.id)
    return list(
        session.scalars(
            wanted.where(SessionSpeaker.speaker_id == speaker_id).order_by(AgendaSession.starts_at, AgendaSession.id)
        )
    )


def last_session(session: Session, event_id: int) -> AgendaSession | None:
    """The session that was added last."""
    wanted = select(AgendaSession).where(AgendaSession.event_id == event_id, AgendaSession.removed_at.is_(None))
    return session.scalar(wanted.order_by(AgendaSession.id.desc()).limit(1))


def of_event(session: Session, model: type[Placed], event_id: int, public_id: str) -> Placed | None:
    """A room, track, speaker or session by its public id, where it is of the event."""
    return session.scalar(select(model).where(model.public_id == public_id, model.event_id == event_id))
