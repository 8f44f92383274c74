"""What a device reports of the time after its end waits for a supervisor."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin import held
from app.checkin.models import Attendance, Scan
from app.core.clock import now
from app.core.errors import DomainError
from app.tickets import issuing
from tests.factories.accounts import make_user
from tests.factories.checkin import Door, make_door, make_item, make_phone, scan
from tests.factories.tickets import secrets_of_app


def ago(minutes: float) -> datetime:
    return now() - timedelta(minutes=minutes)


def attendance(session: Session) -> list[Attendance]:
    return list(session.scalars(select(Attendance).execution_options(populate_existing=True)))


def test_scans_after_the_revocation_are_held_and_those_before_count(session: Session):
    door = make_door(session)
    (_, before), (_, after) = door.guest(session), door.guest(session)
    door.phone.device.revoked_at = ago(10)
    answers = scan(
        session,
        door.phone,
        make_item(door.checkpoint, before.code, scanned_at=ago(20)),
        make_item(door.checkpoint, after.code, scanned_at=ago(5)),
    )
    assert [answer.verdict for answer in answers] == ["admitted", "refused"]
    assert answers[1].reason == "device_revoked"
    assert answers[1].person is None
    assert len(attendance(session)) == 1
    assert [line.scan_id for line in held.held_scans(session, door.event.id)] == [answers[1].scan_id]


def hold_one(session: Session, door: Door) -> Scan:
    _, ticket = door.guest(session)
    door.phone.device.revoked_at = ago(10)
    [answer] = scan(session, door.phone, make_item(door.checkpoint, ticket.code))
    return session.scalars(select(Scan).where(Scan.scan_id == answer.scan_id)).one()


def test_a_held_scan_counts_once_a_supervisor_accepts_it(session: Session):
    door = make_door(session)
    line = hold_one(session, door)
    held.accept(session, door.event, line, None, now())
    assert (line.verdict, line.reason, line.held) == ("admitted", "", False)
    assert len(attendance(session)) == 1
    with pytest.raises(DomainError):
        held.accept(session, door.event, line, None, now())


def test_a_held_scan_that_is_dropped_stays_in_the_ledger_refused(session: Session):
    door = make_door(session)
    line = hold_one(session, door)
    held.drop(session, line, None, now())
    assert (line.verdict, line.held) == ("refused", False)
    assert attendance(session) == []


def hold(session: Session, door: Door, code: str, **overrides: Any) -> Scan:
    door.phone.device.revoked_at = ago(10)
    [answer] = scan(session, door.phone, make_item(door.checkpoint, code, **overrides))
    return session.scalars(select(Scan).where(Scan.scan_id == answer.scan_id)).one()


@pytest.mark.parametrize("typed", [False, True])
def test_a_badge_that_was_replaced_stays_refused_when_it_is_let_count(session: Session, typed: bool) -> None:
    door = make_door(session)
    guest, ticket = door.guest(session)
    issuing.reissue(session, secrets_of_app(), guest, now())
    line = hold(session, door, **({"code": "", "short_code": ticket.short_code} if typed else {"code": ticket.code}))
    held.accept(session, door.event, line, None, now())
    assert (line.verdict, line.reason, line.held) == ("refused", "replaced", False)
    assert attendance(session) == []


def test_whoever_was_found_by_name_counts_once_accepted(session: Session) -> None:
    door = make_door(session)
    guest, _ = door.guest(session)
    door.phone = make_phone(session, door.event, "search")
    line = hold(session, door, "", registration=guest.public_id)
    held.accept(session, door.event, line, None, now())
    assert line.verdict == "admitted"


def test_a_code_of_nobody_admits_nobody_when_it_is_let_count(session: Session) -> None:
    door = make_door(session)
    line = hold(session, door, "nonsense")
    held.accept(session, door.event, line, None, now())
    assert (line.verdict, line.reason, line.held) == ("refused", "unknown", False)


@pytest.mark.parametrize("settled", [held.ACCEPTED, held.DROPPED])
def test_who_settled_a_scan_and_when_stands_beside_it(session: Session, settled: str) -> None:
    door = make_door(session)
    line, by, at = hold(session, door, door.guest(session)[1].code), make_user(session).id, now()
    if settled == held.ACCEPTED:
        held.accept(session, door.event, line, by, at)
    else:
        held.drop(session, line, by, at)
    assert (line.settled, line.settled_by, line.settled_at) == (settled, by, at)


def test_out_of_service_a_device_is_told_no_names(session: Session) -> None:
    door = make_door(session)
    guest, ticket = door.guest(session)
    before = make_item(door.checkpoint, ticket.code)
    assert scan(session, door.phone, before)[0].person is not None
    door.phone.device.expires_at = ago(0)
    again, repeated, fresh = scan(
        session,
        door.phone,
        before,
        make_item(door.checkpoint, ticket.code, scanned_at=ago(1)),
        make_item(door.checkpoint, door.guest(session)[1].code, scanned_at=ago(1)),
    )
    assert [answer.verdict for answer in (again, repeated, fresh)] == ["admitted", "repeat", "admitted"]
    assert [(answer.person, answer.first) for answer in (again, repeated, fresh)] == [(None, None)] * 3
    assert guest.public_id


@pytest.mark.parametrize("how", ["short_code", "registration"])
def test_out_of_service_a_device_is_not_believed_that_somebody_stood_there(session: Session, how: str) -> None:
    door = make_door(session)
    guest, ticket = door.guest(session)
    door.phone = make_phone(session, door.event, "search")
    door.phone.device.revoked_at = ago(10)
    named = {"short_code": ticket.short_code, "registration": guest.public_id}[how]
    [answer] = scan(session, door.phone, make_item(door.checkpoint, scanned_at=ago(20), **{how: named}))
    assert (answer.verdict, answer.reason, answer.person) == ("refused", "device_revoked", None)
    assert len(held.held_scans(session, door.event.id)) == 1
