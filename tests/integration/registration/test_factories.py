"""What the factories make, and what follows from it by itself."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.names import PersonName
from app.registration import places, queries
from app.registration.models import Registration, SearchKey
from tests.factories.registration import make_field, make_open_event, make_registration


def test_an_accepted_registration_has_taken_its_place(session: Session) -> None:
    event, category = make_open_event(session, capacity=10)
    make_registration(session, category)
    make_registration(session, category, state="rejected")
    rooms = queries.rooms(session, event.id)
    assert (rooms[category.id].taken, rooms[None].taken) == (1, 1)
    assert queries.places_left(rooms, category.id) == 9


def test_a_new_limit_holds_at_once(session: Session) -> None:
    event, category = make_open_event(session, capacity=10)
    category.capacity = 1
    session.flush()
    make_registration(session, category)
    with pytest.raises(DomainError):
        places.take(session, category)
    event.capacity = None
    session.flush()
    assert queries.rooms(session, event.id)[None].capacity is None


def test_a_limit_never_falls_below_what_is_taken(session: Session) -> None:
    event, category = make_open_event(session, capacity=10)
    make_registration(session, category)
    make_registration(session, category)
    event.capacity = 1
    with pytest.raises(DomainError):
        session.flush()


def test_search_keys_and_sort_keys_follow_the_name(session: Session) -> None:
    _event, category = make_open_event(session)
    registration = make_registration(session, category, name=PersonName(han="吕小明"))
    assert registration.sort_zh.startswith("lv3吕")
    registration.name = PersonName(han="王大山")
    session.flush()
    keys = set(session.scalars(select(SearchKey.key).where(SearchKey.registration_id == registration.id)))
    assert "王大山" in keys
    assert not any(key.startswith("吕") for key in keys)


def test_questions_stand_in_their_order(session: Session) -> None:
    event, _category = make_open_event(session)
    first, second = make_field(session, event), make_field(session, event, "choices")
    assert queries.questions(session, event.id) == [first, second]
    assert session.scalar(select(func.count()).select_from(Registration)) == 0
