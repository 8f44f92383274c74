"""Rooms, tracks and speakers of an event: their order, and what their change means for sessions."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, Room, Speaker, Track
from app.agenda.queries import sessions_in_room, sessions_in_track, sessions_of_speaker
from app.core.editing import assign, check_version, lock
from app.core.errors import DomainError, NotFound
from app.core.i18n import lazy_gettext as _l
from app.events.editing import check_open
from app.events.models import Event

Placed = TypeVar("Placed", Room, Track, Speaker)


def create(session: Session, event: Event, model: type[Placed], values: Mapping[str, Any]) -> Placed:
    """A room, track or speaker of ``event``."""
    check_open(event)
    row = model(event_id=event.id, **values)
    session.add(row)
    session.flush()
    return row


def edit(session: Session, event: Event, row: Placed, values: Mapping[str, Any], version: str) -> Placed:
    """Change one that is still of ``version``. A room's new name is a new place for its sessions."""
    check_version(session, row, version)
    check_open(event)
    changed = assign(row, values)
    if "name" in changed:
        for found in _placed_in(session, row):
            found.sequence += 1
    session.flush()
    return row


def _placed_in(session: Session, row: Room | Track | Speaker) -> list[AgendaSession]:
    return sessions_in_room(session, row.id) if isinstance(row, Room) else []


def move(session: Session, event: Event, rows: Sequence[Room] | Sequence[Track], row: Room | Track, by: int) -> None:
    """Put ``row`` ``by`` places further down (up where negative) among ``rows``, which are in their order."""
    check_open(event)
    order = [*rows]
    if row not in order:
        raise NotFound(_l("This was removed meanwhile."))
    here = order.index(row)
    order.insert(max(0, min(len(order) - 1, here + by)), order.pop(here))
    for position, placed in enumerate(order):
        placed.position = position
    session.flush()


def remove_room(session: Session, event: Event, room: Room) -> None:
    """Refused while sessions are in it; tombstones forget it."""
    lock(session, room)
    check_open(event)
    found = sessions_in_room(session, room.id, removed=True)
    if any(row.removed_at is None for row in found):
        raise DomainError(_l("Sessions are in this room. Move them to another one first."))
    for row in found:
        row.room = None
    session.flush()
    session.delete(room)
    session.flush()


def remove_track(session: Session, event: Event, track: Track, at: datetime) -> None:
    """Its sessions stay, without a track."""
    lock(session, track)
    check_open(event)
    for row in sessions_in_track(session, track.id):
        row.track, row.changed_at = None, at
    session.flush()
    session.delete(track)
    session.flush()


def remove_speaker(session: Session, event: Event, speaker: Speaker, at: datetime) -> None:
    """The sessions stay, without the speaker."""
    lock(session, speaker)
    check_open(event)
    sessions: list[AgendaSession] = sessions_of_speaker(session, speaker.id)
    for row in sessions:
        row.changed_at = at
    session.delete(speaker)
    session.flush()
    for row in sessions:
        session.expire(row, ["speakers"])
