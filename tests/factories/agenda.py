"""Rooms, tracks, speakers and sessions of a forum."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, Room, SessionKind, SessionSpeaker, SessionState, Speaker, Track
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import Event

_numbers = count(1)


def make_room(session: Session, event: Event, **overrides: Any) -> Room:
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": Bilingual(f"东湖厅{number}", f"East Lake Hall {number}"),
        "directions": Bilingual("一层", "Ground floor"),
        "seats": 200,
    }
    return _added(session, Room(event_id=event.id, **values | overrides))


def make_track(session: Session, event: Event, **overrides: Any) -> Track:
    number = next(_numbers)
    values: dict[str, Any] = {"name": Bilingual(f"新能源{number}", f"New energy {number}"), "hue": 140}
    return _added(session, Track(event_id=event.id, **values | overrides))


def make_speaker(session: Session, event: Event, **overrides: Any) -> Speaker:
    values: dict[str, Any] = {
        "name": PersonName("吕小明", "Lyu", "Xiaoming"),
        "title": Bilingual("教授", "Professor"),
        "affiliation": Bilingual("澄湖大学(虚构)", "Chenghu University (fictional)"),
    }
    return _added(session, Speaker(event_id=event.id, **values | overrides))


def at_clock(event: Event, shown: str, day: int = 0) -> datetime:
    """The instant of ``HH:MM`` on the clocks of the event's place, ``day`` days after its first."""
    on = event.starts_on + timedelta(days=day)
    return datetime.combine(on, time.fromisoformat(shown), ZoneInfo(event.zone))


def make_session(
    session: Session, event: Event, start: str = "10:00", *, day: int = 0, minutes: int = 30, **overrides: Any
) -> AgendaSession:
    """A confirmed talk at ``start`` on the clocks of the place; ``speakers`` in their order."""
    number = next(_numbers)
    speakers: Iterable[Speaker] = overrides.pop("speakers", ())
    begins = at_clock(event, start, day)
    values: dict[str, Any] = {
        "kind": SessionKind.TALK,
        "state": SessionState.CONFIRMED,
        "title": Bilingual(f"光伏与灌溉{number}", f"Solar power and irrigation {number}"),
        "starts_at": begins,
        "ends_at": begins + timedelta(minutes=minutes),
    }
    row = _added(session, AgendaSession(event_id=event.id, **values | overrides))
    for position, speaker in enumerate(speakers):
        session.add(SessionSpeaker(session_id=row.id, speaker_id=speaker.id, position=position))
    session.flush()
    session.expire(row, ["speakers"])
    return row


def _added(session: Session, row: Any) -> Any:
    session.add(row)
    session.flush()
    return row
