"""Two lanes scan one badge within seconds: who waits for the server is told by its order, and that stands."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.models import Attendance, Scan
from app.core.clock import now
from tests.factories.checkin import make_door, make_item, make_phone, scan


def test_a_scan_made_just_before_the_winner_but_told_after_it_is_a_repeat(session: Session) -> None:
    door = make_door(session)
    other = make_phone(session, door.event)
    _, ticket = door.guest(session)
    winner = make_item(door.checkpoint, ticket.code)
    slow = make_item(door.checkpoint, ticket.code, scanned_at=winner.scanned_at - timedelta(seconds=2))
    assert [scan(session, door.phone, winner)[0].verdict, scan(session, other, slow)[0].verdict] == [
        "admitted",
        "repeat",
    ]
    assert session.scalars(select(Attendance)).one().scan_id == winner.scan_id


def test_what_was_told_stands_when_attendance_is_folded_again(session: Session) -> None:
    door = make_door(session)
    other, late = make_phone(session, door.event), make_phone(session, door.event)
    _, ticket = door.guest(session)
    winner = make_item(door.checkpoint, ticket.code)
    slow = make_item(door.checkpoint, ticket.code, scanned_at=winner.scanned_at - timedelta(seconds=2))
    scan(session, door.phone, winner)
    scan(session, other, slow)
    offline = make_item(door.checkpoint, ticket.code, scanned_at=now(), device_verdict="repeat")
    scan(session, late, offline, make_item(door.checkpoint, door.guest(session)[1].code))
    verdicts = dict(session.execute(select(Scan.scan_id, Scan.verdict).where(Scan.registration_id.is_not(None))).all())
    assert (verdicts[winner.scan_id], verdicts[slow.scan_id]) == ("admitted", "repeat")


def test_a_device_that_admitted_by_itself_before_still_wins(session: Session) -> None:
    door = make_door(session)
    other = make_phone(session, door.event)
    _, ticket = door.guest(session)
    live = make_item(door.checkpoint, ticket.code)
    before = live.scanned_at - timedelta(seconds=2)
    offline = make_item(door.checkpoint, ticket.code, scanned_at=before, device_verdict="admitted")
    scan(session, door.phone, live)
    assert scan(session, other, offline)[0].verdict == "admitted"
    assert session.scalars(select(Attendance)).one().scan_id == offline.scan_id


@pytest.mark.parametrize("rule", ["once", "in_out"])
def test_the_lane_that_was_answered_first_keeps_its_answer(session: Session, rule: str) -> None:
    door = make_door(session, rule=rule)
    other = make_phone(session, door.event)
    _, ticket = door.guest(session)
    moment = now()
    [first] = scan(session, door.phone, make_item(door.checkpoint, ticket.code), at=moment + timedelta(seconds=1))
    [second] = scan(session, other, make_item(door.checkpoint, ticket.code), at=moment)
    assert (first.verdict, second.verdict) == ("admitted", "repeat")
    verdicts = dict(session.execute(select(Scan.scan_id, Scan.verdict)).all())
    assert verdicts == {first.scan_id: "admitted", second.scan_id: "repeat"}
