"""Rooms, tracks and speakers: their order, and what becomes of sessions when they change."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.agenda import places
from app.agenda.queries import rooms, speakers, tracks
from app.core.clock import now
from app.core.editing import version_of
from app.core.errors import DomainError
from app.core.text import Bilingual
from tests.factories.agenda import make_room, make_session, make_speaker, make_track
from tests.factories.events import make_event


def test_a_room_renamed_is_a_new_place_for_its_sessions(session: Session) -> None:
    event = make_event(session)
    room = make_room(session, event)
    inside, outside = make_session(session, event, room=room), make_session(session, event)
    places.edit(session, event, room, {"name": Bilingual("新厅", "New hall")}, version_of(room))
    assert (inside.sequence, outside.sequence) == (1, 0)
    places.edit(session, event, room, {"directions": Bilingual("二层", "Upstairs"), "seats": 9}, version_of(room))
    assert inside.sequence == 1


def test_a_room_in_use_is_not_removed(session: Session) -> None:
    event = make_event(session)
    room = make_room(session, event)
    make_session(session, event, room=room)
    with pytest.raises(DomainError):
        places.remove_room(session, event, room)


def test_an_empty_room_is_removed_though_tombstones_name_it(session: Session) -> None:
    event = make_event(session)
    room = make_room(session, event)
    gone = make_session(session, event, room=room, removed_at=now())
    places.remove_room(session, event, room)
    assert rooms(session, event.id) == []
    assert gone.room is None


def test_a_track_removed_leaves_its_sessions(session: Session) -> None:
    event = make_event(session)
    track = make_track(session, event)
    row = make_session(session, event, track=track)
    changed_at = row.changed_at
    places.remove_track(session, event, track, now())
    assert tracks(session, event.id) == []
    assert (row.track, row.sequence) == (None, 0)
    assert row.changed_at > changed_at


def test_a_speaker_removed_leaves_the_sessions(session: Session) -> None:
    event = make_event(session)
    leaving, staying = make_speaker(session, event), make_speaker(session, event)
    row = make_session(session, event, speakers=[leaving, staying])
    changed_at = row.changed_at
    places.remove_speaker(session, event, leaving, now())
    assert speakers(session, event.id) == row.speakers == [staying]
    assert row.changed_at > changed_at


def test_rooms_move_up_and_down_and_stop_at_the_ends(session: Session) -> None:
    event = make_event(session)
    first, second, third = (make_room(session, event, position=number) for number in range(3))
    places.move(session, event, rooms(session, event.id), third, -1)
    assert rooms(session, event.id) == [first, third, second]
    places.move(session, event, rooms(session, event.id), first, -1)
    assert rooms(session, event.id) == [first, third, second]
    places.move(session, event, rooms(session, event.id), first, 1)
    assert rooms(session, event.id) == [third, first, second]
