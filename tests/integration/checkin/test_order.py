"""Whatever a device's clock says and in whatever order scans arrive, the books come to the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select
from sqlalchemy.orm import Session

from app.checkin.ledger import ScanItem
from app.checkin.models import Attendance, Scan
from app.checkin.timing import Neighbours, neighbours
from app.core.clock import now
from app.core.db import db
from tests.factories.checkin import Door, make_checkpoint, make_door, make_item, make_phone, scan, uuid7
from tests.factories.events import make_event

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def ago(minutes: float) -> datetime:
    return now() - timedelta(minutes=minutes)


def attendance(session: Session) -> list[Attendance]:
    return list(session.scalars(select(Attendance).execution_options(populate_existing=True)))


def line_of(session: Session, item: ScanItem) -> Scan:
    wanted = select(Scan).where(Scan.scan_id == item.scan_id).execution_options(populate_existing=True)
    return session.scalars(wanted).one()


@pytest.mark.parametrize("shown", ["", "admitted"])
def test_a_phone_that_was_paired_a_minute_ago_scanned_nobody_before(session: Session, shown: str) -> None:
    door = make_door(session)
    fresh = make_phone(session, door.event, created_at=ago(1))
    _, ticket = door.guest(session)
    scan(session, door.phone, make_item(door.checkpoint, ticket.code, scanned_at=ago(5), device_verdict="admitted"))
    backdated = make_item(door.checkpoint, ticket.code, scanned_at=LONG_AGO, device_verdict=shown)
    [answer] = scan(session, fresh, backdated)
    assert answer.verdict == ("conflict" if shown else "repeat")
    assert answer.at == fresh.device.created_at
    [row] = attendance(session)
    assert row.device_id == door.phone.device.id


def test_nobody_comes_on_a_day_before_the_phone_was_paired(session: Session) -> None:
    door = make_door(session, make_event(session, zone="Asia/Shanghai"), rule="daily")
    fresh = make_phone(session, door.event, created_at=ago(1))
    _, ticket = door.guest(session)
    [first] = scan(session, door.phone, make_item(door.checkpoint, ticket.code, scanned_at=ago(2)))
    backdated = make_item(door.checkpoint, ticket.code, scanned_at=LONG_AGO, device_verdict="admitted")
    scan(session, fresh, backdated)
    assert {row.window for row in attendance(session)} <= {
        first.window,
        (now() + timedelta(hours=8)).date().isoformat(),
    }


def test_a_closed_door_is_not_opened_by_a_clock_set_back(session: Session) -> None:
    door = make_door(session, closes_at=ago(60))
    fresh = make_phone(session, door.event, created_at=ago(30))
    _, ticket = door.guest(session)
    [answer] = scan(session, fresh, make_item(door.checkpoint, ticket.code, scanned_at=ago(61)))
    assert answer.reason == "too_late"


def test_a_scan_that_arrives_late_puts_off_those_made_after_it(session: Session) -> None:
    door = make_door(session)
    honest, cheat = door.phone, make_phone(session, door.event)
    (guest, ticket), (_, other) = door.guest(session), door.guest(session)
    at = now()
    first = make_item(door.checkpoint, other.code, sequence=10, scanned_at=at - timedelta(minutes=30))
    backdated = make_item(
        door.checkpoint, ticket.code, sequence=11, scanned_at=at - timedelta(hours=5), device_verdict="admitted"
    )
    scan(session, honest, make_item(door.checkpoint, ticket.code, scanned_at=at - timedelta(hours=1)), at=at)
    assert scan(session, cheat, backdated, at=at)[0].verdict == "admitted"
    scan(session, cheat, first, at=at)
    assert line_of(session, first).corrected_at == line_of(session, backdated).corrected_at
    assert line_of(session, backdated).verdict == "conflict"
    [row] = [row for row in attendance(session) if row.registration_id == guest.id]
    assert row.device_id == honest.device.id


def test_what_is_put_off_past_closing_time_is_refused_as_if_it_had_come_in_order(session: Session) -> None:
    told = []
    for backwards in (False, True):
        door = make_door(session, closes_at=ago(60))
        (_, ticket), (_, other) = door.guest(session), door.guest(session)
        items = [
            make_item(door.checkpoint, other.code, sequence=1, scanned_at=ago(30), device_verdict="admitted"),
            make_item(door.checkpoint, ticket.code, sequence=2, scanned_at=ago(90), device_verdict="admitted"),
        ]
        for item in reversed(items) if backwards else items:
            scan(session, door.phone, item)
        told.append([(line_of(session, item).verdict, line_of(session, item).reason) for item in items])
    assert told == [[("refused", "too_late"), ("refused", "too_late")]] * 2
    assert attendance(session) == []


def test_what_is_put_off_past_the_end_of_its_device_is_held(session: Session) -> None:
    door = make_door(session)
    (_, ticket), (_, other) = door.guest(session), door.guest(session)
    door.phone.device.revoked_at = ago(40)
    last = make_item(door.checkpoint, ticket.code, sequence=2, scanned_at=ago(90))
    nobody = make_item(door.checkpoint, "nonsense", sequence=3, scanned_at=ago(90))
    scan(session, door.phone, last)
    scan(session, door.phone, nobody)
    scan(session, door.phone, make_item(door.checkpoint, other.code, sequence=1, scanned_at=ago(30)))
    for item in (last, nobody):
        line = line_of(session, item)
        assert (line.verdict, line.reason, line.held) == ("refused", "device_revoked", True)
    assert attendance(session) == []


def test_a_live_scan_was_made_when_it_came_in_whatever_its_number(session: Session) -> None:
    door = make_door(session)
    counting = make_checkpoint(session, door.event, rule="count")
    codes = [door.guest(session)[1].code for _ in range(4)]
    scan(session, door.phone, make_item(door.checkpoint, codes[0], sequence=50))
    at = now() + timedelta(hours=1)
    [short] = scan(session, door.phone, make_item(door.checkpoint, codes[1], sequence=3, scanned_at=at), at=at)
    [long] = scan(session, door.phone, make_item(counting, codes[1], sequence=4, scanned_at=at), at=at)
    pair = [make_item(door.checkpoint, code, sequence=5, scanned_at=at) for code in codes[2:]]
    batch = scan(session, door.phone, *pair, at=at)
    assert [answer.at for answer in (short, long, *batch)] == [at] * 4


def test_a_device_that_repeats_its_number_gains_nothing(session: Session) -> None:
    door = make_door(session)
    cheat = make_phone(session, door.event)
    (_, ticket), (_, other) = door.guest(session), door.guest(session)
    scan(session, door.phone, make_item(door.checkpoint, ticket.code, scanned_at=ago(60)))
    scan(session, cheat, make_item(door.checkpoint, other.code, sequence=0, scanned_at=ago(1)))
    backdated = make_item(door.checkpoint, ticket.code, sequence=0, scanned_at=ago(600), device_verdict="admitted")
    assert scan(session, cheat, backdated)[0].verdict == "conflict"


def test_an_exit_that_comes_in_before_its_entry_loses_its_mark(session: Session) -> None:
    door = make_door(session, rule="in_out")
    _, ticket = door.guest(session)
    shown = {"device_verdict": "admitted"}
    leaving = make_item(door.checkpoint, ticket.code, sequence=2, scanned_at=ago(5), direction="out", **shown)
    coming = make_item(door.checkpoint, ticket.code, sequence=1, scanned_at=ago(10), **shown)
    assert scan(session, door.phone, leaving)[0].flags == ("exit_without_entry",)
    scan(session, door.phone, coming)
    assert line_of(session, leaving).flags == []
    [row] = attendance(session)
    assert (row.inside, row.count) == (False, 1)


def morning(door: Door, codes: list[str], chance: random.Random, at: datetime) -> list[tuple[int, ScanItem]]:
    """Scans by three phones without a network, whose clocks jump."""
    return [
        (
            phone,
            make_item(
                door.checkpoint,
                chance.choice(codes),
                sequence=sequence,
                scanned_at=at - timedelta(minutes=chance.randint(1, 120)),
                direction=chance.choice(["in", "in", "out"]),
                device_verdict=chance.choice(["admitted", "repeat", "refused"]),
            ),
        )
        for phone in range(3)
        for sequence in range(4)
    ]


def books(session: Session, phones: list[int], people: list[int]) -> tuple[Any, ...]:
    """Lines and attendance, devices and people by their places."""
    lines = session.execute(
        select(Scan.device_id, Scan.sequence, Scan.verdict, Scan.reason, Scan.flags, Scan.window, Scan.corrected_at)
        .where(Scan.device_id.in_(phones))
        .order_by(Scan.device_id, Scan.sequence)
    )
    present = session.scalars(
        select(Attendance).where(Attendance.registration_id.in_(people)).execution_options(populate_existing=True)
    )
    return (
        [(phones.index(device), *(str(value) for value in rest)) for device, *rest in lines],
        sorted(
            (
                people.index(row.registration_id),
                row.window,
                phones.index(row.device_id),
                row.first_at,
                row.last_at,
                row.inside,
                row.count,
            )
            for row in present
        ),
    )


@pytest.mark.parametrize("rule", ["once", "daily", "in_out", "count"])
@pytest.mark.parametrize("seed", range(2))
def test_several_people_and_devices_come_to_the_same_books_in_any_order(session: Session, rule: str, seed: int) -> None:
    chance, at = random.Random(seed), now().replace(hour=17, minute=0)  # an hour into the day at the place
    at -= timedelta(days=1)
    event_there = make_event(session, zone="Asia/Shanghai")
    door = make_door(session, event_there, rule=rule, closes_at=at - timedelta(minutes=20))
    kept = random.Random(seed).getstate()
    outcomes = []
    for _order in range(4):
        guests = [door.guest(session) for _ in range(3)]
        phones = [make_phone(session, event_there) for _ in range(3)]
        again = random.Random()
        again.setstate(kept)
        made = morning(door, [ticket.code for _, ticket in guests], again, at)
        chance.shuffle(made)
        while made:
            size = chance.randint(1, 3)
            batch, made = made[:size], made[size:]
            for phone in range(3):
                if items := [item for owner, item in batch if owner == phone]:
                    scan(session, phones[phone], *items, at=at)
        outcomes.append(books(session, [phone.device.id for phone in phones], [guest.id for guest, _ in guests]))
    assert all(outcome == outcomes[0] for outcome in outcomes[1:])
    times = [line[-1] for line in outcomes[0][0]]
    assert all(times[phone * 4 : phone * 4 + 4] == sorted(times[phone * 4 : phone * 4 + 4]) for phone in range(3))


def test_the_neighbours_of_many_numbers_are_found_in_one_statement(session: Session) -> None:
    door, chance, at = make_door(session), random.Random(7), now()
    moments = [at - timedelta(minutes=chance.randint(1, 500)) for _ in range(60)]
    rows = [
        {
            "event_id": door.event.id,
            "device_id": door.phone.device.id,
            "scan_id": uuid7(),
            "digest": "x",
            "checkpoint_id": door.checkpoint.id,
            "sequence": 3 * number,
            "scanned_at": moment,
            "corrected_at": moment,
            "received_at": moment,
            "verdict": "refused",
        }
        for number, moment in enumerate(moments)
    ]
    session.execute(insert(Scan), rows)
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    wanted = [-1, 0, 1, 2, 3, 50, 91, 92, 177, 178, 10**9]
    found = neighbours(session, door.phone.device, [*wanted, 50])
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) == 1
    for sequence in wanted:
        before, after = moments[: max(sequence // 3 + 1, 0)], moments[max(sequence // 3 + 1, 0) :]
        assert found[sequence] == Neighbours(before[-1] if before else None, min(after, default=None))
