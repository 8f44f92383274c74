"""Clashes of rooms and speakers."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app.agenda.conflicts import conflicts
from app.agenda.models import AgendaSession, Room, SessionState, Speaker

NINE = datetime(2027, 6, 20, 1, tzinfo=UTC)
HALL, STUDY = Room(id=1), Room(id=2)
WEI, ANNA = Speaker(id=1), Speaker(id=2)


def talk(number: int, start: int, minutes: int = 30, **values: Any) -> AgendaSession:
    """From ``start`` minutes after nine."""
    starts_at = NINE + timedelta(minutes=start)
    given = {"state": SessionState.CONFIRMED, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes)}
    return AgendaSession(id=number, **given | values)


def found(*sessions: AgendaSession) -> list[tuple[str, int, int]]:
    return [(clash.kind.value, clash.first.id, clash.second.id) for clash in conflicts(sessions)]


def test_two_sessions_in_one_room_at_once_clash() -> None:
    assert found(talk(1, 0, room=HALL), talk(2, 15, room=HALL)) == [("room", 1, 2)]


def test_one_may_begin_when_the_other_ends() -> None:
    assert found(talk(1, 0, room=HALL), talk(2, 30, room=HALL)) == []


def test_other_rooms_do_not_clash() -> None:
    assert found(talk(1, 0, room=HALL), talk(2, 0, room=STUDY), talk(3, 0), talk(4, 0)) == []


def test_a_speaker_in_two_sessions_at_once_clashes() -> None:
    assert found(talk(1, 0, speakers=[WEI]), talk(2, 0, speakers=[ANNA, WEI])) == [("speaker", 1, 2)]


def test_a_long_session_clashes_with_each_it_covers_whatever_the_order() -> None:
    rows = [talk(3, 60, room=HALL), talk(1, 0, 120, room=HALL), talk(2, 30, room=HALL)]
    assert found(*rows) == [("room", 1, 2), ("room", 1, 3)]


def test_what_does_not_take_place_does_not_clash() -> None:
    cancelled = talk(2, 0, room=HALL, state=SessionState.CANCELLED)
    removed = talk(3, 0, room=HALL, removed_at=NINE)
    assert found(talk(1, 0, room=HALL), cancelled, removed) == []


def test_drafts_clash_too() -> None:
    assert found(talk(1, 0, room=HALL), talk(2, 0, room=HALL, state=SessionState.DRAFT)) == [("room", 1, 2)]
