"""The agenda on other days: copied to the next edition, or moved with its event."""

from typing import TypeVar

from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, Room, SessionState, Track
from app.agenda.queries import managed_sessions, rooms, tracks
from app.events.models import Event
from app.events.shifting import Shift, between

Row = TypeVar("Row", Room, Track, AgendaSession)

OF_ROOM = ("name", "directions", "seats", "position")
OF_TRACK = ("name", "hue", "position")
OF_SESSION = ("kind", "title", "abstract", "languages")


def copy(session: Session, source: Event, event: Event) -> None:
    """Rooms, tracks and sessions as drafts; no speakers, no links of online meetings, nothing that was cancelled."""
    shift = between(source, event)
    new_rooms = {room.id: _copied(Room, room, event, OF_ROOM) for room in rooms(session, source.id)}
    new_tracks = {track.id: _copied(Track, track, event, OF_TRACK) for track in tracks(session, source.id)}
    session.add_all([*new_rooms.values(), *new_tracks.values()])
    for row in managed_sessions(session, source.id):
        if row.state is SessionState.CANCELLED:
            continue
        made = _copied(AgendaSession, row, event, OF_SESSION)
        made.starts_at, made.ends_at = shift.span(row.starts_at, row.ends_at)
        made.room = new_rooms[row.room_id] if row.room_id else None
        made.track = new_tracks[row.track_id] if row.track_id else None
        session.add(made)
    session.flush()


def move(session: Session, event: Event, shift: Shift) -> None:
    """Move every session; tombstones stay where they were."""
    for row in managed_sessions(session, event.id):
        starts_at, ends_at = shift.span(row.starts_at, row.ends_at)
        if (starts_at, ends_at) != (row.starts_at, row.ends_at):
            row.starts_at, row.ends_at = starts_at, ends_at
            row.sequence += 1
    session.flush()


def _copied(model: type[Row], row: Row, event: Event, names: tuple[str, ...]) -> Row:
    return model(event_id=event.id, **{name: getattr(row, name) for name in names})
