"""Rooms counted without names: several phones, in any order, heard of more than once."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.headcounts.models import Tally
from tests.factories.checkin import Door, Phone, make_door, make_phone
from tests.integration.outside import catch_up


@pytest.fixture
def room(session: Session) -> Door:
    made = make_door(session)
    session.commit()
    return made


def tell(client: FlaskClient, room: Door, phone: Phone, ups: Any, downs: Any = 0, day: str = "2027-06-20") -> Any:
    said = {"checkpoint": room.checkpoint.public_id, "day": day, "ups": ups, "downs": downs}
    return client.post("/api/v1/tallies", json={"tallies": [said]}, headers=phone.headers)


def test_each_phone_hears_what_the_others_counted(client: FlaskClient, session: Session, room: Door) -> None:
    other = make_phone(session, room.event)
    session.commit()
    tell(client, room, room.phone, 12, 3)
    assert tell(client, room, other, 5).json["tallies"][0]["others"] == 9
    assert tell(client, room, room.phone, 12, 3).json["tallies"][0]["others"] == 5


def test_an_older_number_that_comes_late_changes_nothing(client: FlaskClient, session: Session, room: Door) -> None:
    for ups, downs in ((7, 2), (12, 3), (9, 2), (12, 3)):
        tell(client, room, room.phone, ups, downs)
    catch_up(session)
    [row] = session.scalars(select(Tally))
    assert (row.ups, row.downs) == (12, 3)


def test_each_day_is_counted_by_itself(client: FlaskClient, room: Door) -> None:
    tell(client, room, room.phone, 12)
    assert tell(client, room, room.phone, 1, day="2027-06-21").json["tallies"][0]["others"] == 0


@pytest.mark.parametrize(
    ("ups", "day"), [(-1, "2027-06-20"), ("12", "2027-06-20"), (1, "today"), (10**9, "2027-06-20")]
)
def test_what_is_no_number_is_refused(client: FlaskClient, room: Door, ups: Any, day: str) -> None:
    assert tell(client, room, room.phone, ups, day=day).status_code == 422


def test_another_event_s_phone_counts_nothing_here(client: FlaskClient, session: Session, room: Door) -> None:
    foreign = make_door(session)
    session.commit()
    assert tell(client, room, foreign.phone, 1).status_code == 404
