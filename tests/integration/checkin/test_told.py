"""A replay is answered as the first time, whatever became of the scan since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin import held
from app.checkin.ledger import ScanItem
from app.checkin.models import Scan
from app.checkin.undoing import Undo, undo
from app.core.clock import now
from tests.factories.checkin import Door, make_door, make_item, make_phone, scan, uuid7


def ago(minutes: float) -> datetime:
    return now() - timedelta(minutes=minutes)


def line_of(session: Session, item: ScanItem) -> Scan:
    wanted = select(Scan).where(Scan.scan_id == item.scan_id).execution_options(populate_existing=True)
    return session.scalars(wanted).one()


def test_a_replay_gets_the_first_answer_and_writes_nothing(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    item = make_item(door.checkpoint, ticket.code)
    [first] = scan(session, door.phone, item)
    [again] = scan(session, door.phone, item)
    assert again == replace(first, replayed=True)
    assert len(session.scalars(select(Scan)).all()) == 1


@pytest.mark.parametrize("code", ["not a code", "repeat"])
def test_every_kind_of_answer_is_replayed_alike(session: Session, code: str):
    door = make_door(session)
    _, ticket = door.guest(session)
    scan(session, make_phone(session, door.event), make_item(door.checkpoint, ticket.code))
    item = make_item(door.checkpoint, ticket.code if code == "repeat" else code)
    [first] = scan(session, door.phone, item)
    [again] = scan(session, door.phone, item)
    assert again == replace(first, replayed=True)


def scanned_earlier(session: Session, door: Door, code: str, _first: ScanItem) -> None:
    """By a phone that had no network until now."""
    earlier = make_item(door.checkpoint, code, scanned_at=ago(30), device_verdict="admitted")
    scan(session, make_phone(session, door.event), earlier)


def taken_back(session: Session, door: Door, _code: str, first: ScanItem) -> None:
    wanted = Undo(scan_id=uuid7(), target=line_of(session, first), sequence=1, reason="wrong person")
    undo(session, door.event, make_phone(session, door.event, "supervisor").device, wanted, now())


@pytest.mark.parametrize("happens", [scanned_earlier, taken_back])
@pytest.mark.parametrize("shown", ["", "admitted"])
def test_what_happens_later_changes_the_line_and_not_what_was_told(
    session: Session, shown: str, happens: Callable[[Session, Door, str, ScanItem], None]
) -> None:
    door = make_door(session)
    other = make_phone(session, door.event)
    _, ticket = door.guest(session)
    items = [make_item(door.checkpoint, ticket.code, device_verdict=shown) for _ in range(2)]
    phones = [door.phone, other]
    told = [scan(session, phone, item)[0] for phone, item in zip(phones, items, strict=True)]
    assert [answer.verdict for answer in told] == ["admitted", "conflict" if shown else "repeat"]
    happens(session, door, ticket.code, items[0])
    again = [scan(session, phone, item)[0] for phone, item in zip(phones, items, strict=True)]
    assert again == [replace(answer, replayed=True) for answer in told]
    changed = [line_of(session, item).verdict for item in items]
    assert changed != [answer.verdict for answer in told]


def test_whom_a_repeat_met_stays_as_told_when_somebody_proves_to_have_been_earlier(session: Session) -> None:
    door = make_door(session)
    _, ticket = door.guest(session)
    items = [make_item(door.checkpoint, ticket.code, device_verdict=shown) for shown in ("", "repeat")]
    told = [scan(session, door.phone, item)[0] for item in items]
    scanned_earlier(session, door, ticket.code, items[0])
    [again] = scan(session, door.phone, items[1])
    assert line_of(session, items[1]).verdict == told[1].verdict == "repeat"
    assert again == replace(told[1], replayed=True)


def test_what_a_supervisor_lets_count_was_refused_to_the_device_all_the_same(session: Session) -> None:
    door = make_door(session)
    _, ticket = door.guest(session)
    door.phone.device.revoked_at = ago(10)
    item = make_item(door.checkpoint, ticket.code)
    [told] = scan(session, door.phone, item)
    held.accept(session, door.event, line_of(session, item), None, now())
    assert scan(session, door.phone, item) == [replace(told, replayed=True)]
    assert line_of(session, item).verdict == "admitted"


def test_what_was_put_off_is_answered_with_its_first_time(session: Session) -> None:
    door = make_door(session)
    (_, ticket), (_, other) = door.guest(session), door.guest(session)
    item = make_item(door.checkpoint, ticket.code, sequence=2, scanned_at=ago(60), device_verdict="admitted")
    [told] = scan(session, door.phone, item)
    late = make_item(door.checkpoint, other.code, sequence=1, scanned_at=ago(20), device_verdict="admitted")
    scan(session, door.phone, late)
    assert line_of(session, item).corrected_at > told.at
    assert scan(session, door.phone, item) == [replace(told, replayed=True)]
