"""What arrives late, twice, or from a device that is not to be trusted."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.devices import revoke
from app.checkin.ledger import ScanItem
from app.checkin.models import Attendance, Scan
from app.core.clock import now
from app.core.errors import DomainError
from tests.factories.checkin import Door, make_door, make_item, make_phone, scan


def ago(minutes: float) -> datetime:
    return now() - timedelta(minutes=minutes)


def verdicts(session: Session) -> list[str]:
    return list(session.scalars(select(Scan.verdict).order_by(Scan.corrected_at)))


def attendance(session: Session) -> list[Attendance]:
    return list(session.scalars(select(Attendance).execution_options(populate_existing=True)))


def test_an_old_id_under_another_body_is_refused(session: Session):
    door = make_door(session)
    (_, ticket), (_, other) = door.guest(session), door.guest(session)
    item = make_item(door.checkpoint, ticket.code)
    scan(session, door.phone, item)
    [answer] = scan(session, door.phone, replace(item, code=other.code))
    assert (answer.verdict, answer.error.code) == (None, "scan_id_reused")
    assert len(attendance(session)) == 1


def test_the_same_id_of_another_device_is_another_scan(session: Session):
    door = make_door(session)
    other = make_phone(session, door.event)
    _, ticket = door.guest(session)
    item = make_item(door.checkpoint, ticket.code)
    assert scan(session, door.phone, item)[0].verdict == "admitted"
    assert scan(session, other, item)[0].verdict == "repeat"


def test_a_replay_at_another_event_is_never_answered_with_this_ones(session: Session):
    door, other = make_door(session), make_door(session)
    _, ticket = door.guest(session)
    item = make_item(door.checkpoint, ticket.code)
    scan(session, door.phone, item)
    [answer] = scan(session, other.phone, item)
    assert (answer.person, answer.error.code) == (None, "unknown_checkpoint")


def test_one_wrong_item_spoils_no_other(session: Session):
    door, other = make_door(session), make_door(session)
    (_, one), (_, two) = door.guest(session), door.guest(session)
    items = [
        make_item(door.checkpoint, one.code),
        make_item(other.checkpoint, two.code),
        make_item(door.checkpoint, "nonsense"),
        make_item(door.checkpoint, two.code),
        make_item(door.checkpoint, one.code),
    ]
    answers = scan(session, door.phone, *items)
    told = [answer.verdict or answer.error.code for answer in answers]
    assert told == ["admitted", "unknown_checkpoint", "refused", "admitted", "repeat"]
    assert [answer.scan_id for answer in answers] == [item.scan_id for item in items]


def test_the_same_item_twice_in_one_batch_is_one_scan(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    item = make_item(door.checkpoint, ticket.code)
    answers = scan(session, door.phone, item, item)
    assert [answer.verdict for answer in answers] == ["admitted", "admitted"]
    assert len(session.scalars(select(Scan)).all()) == 1


def test_of_two_offline_admissions_the_later_becomes_a_conflict(session: Session):
    door = make_door(session)
    other = make_phone(session, door.event)
    _, ticket = door.guest(session)
    early = make_item(door.checkpoint, ticket.code, scanned_at=ago(10), device_verdict="admitted")
    late = make_item(door.checkpoint, ticket.code, scanned_at=ago(5), device_verdict="admitted")
    assert scan(session, other, late)[0].verdict == "admitted"
    assert scan(session, door.phone, early)[0].verdict == "admitted"
    assert verdicts(session) == ["admitted", "conflict"]
    [row] = attendance(session)
    assert row.scan_id == early.scan_id


def offline_morning(door: Door, code: str) -> list[tuple[str, ScanItem]]:
    """Scans of one guest by two phones, in the order they were made."""
    made = [("a", 30), ("b", 25), ("a", 20), ("b", 15)]
    sequences = {"a": iter(range(100, 200)), "b": iter(range(100, 200))}
    return [
        (
            name,
            make_item(
                door.checkpoint,
                code,
                sequence=next(sequences[name]),
                scanned_at=ago(minutes),
                device_verdict="admitted" if position < 2 else "repeat",
            ),
        )
        for position, (name, minutes) in enumerate(made)
    ]


@pytest.mark.parametrize("rule", ["once", "in_out", "count"])
def test_devices_merge_to_the_same_attendance_in_whatever_order_they_come(session: Session, rule: str):
    outcomes = set()
    door = make_door(session, rule=rule)
    at = now()
    for order in list(permutations(range(4)))[::5]:
        phones = {"a": make_phone(session, door.event), "b": make_phone(session, door.event)}
        guest, ticket = door.guest(session)
        made = offline_morning(door, ticket.code)
        for place in order:
            name, item = made[place]
            scan(session, phones[name], item, at=at)
        lines = session.execute(
            select(Scan.device_id, Scan.sequence, Scan.verdict).where(Scan.registration_id == guest.id)
        )
        names = {phones[name].device.id: name for name in phones}
        told = sorted((names[device], sequence, verdict) for device, sequence, verdict in lines)
        [row] = session.scalars(select(Attendance).where(Attendance.registration_id == guest.id))
        outcomes.add((tuple(told), names[row.device_id], row.count, row.inside))
    assert len(outcomes) == 1


def test_nobody_wins_by_setting_the_clock_back(session: Session):
    door = make_door(session)
    cheat = make_phone(session, door.event)
    _, ticket = door.guest(session)
    _, other = door.guest(session)
    scan(session, cheat, make_item(door.checkpoint, other.code, sequence=1, scanned_at=ago(1)))
    scan(session, door.phone, make_item(door.checkpoint, ticket.code, scanned_at=ago(5)))
    backdated = make_item(door.checkpoint, ticket.code, sequence=2, scanned_at=ago(600), device_verdict="admitted")
    [answer] = scan(session, cheat, backdated)
    assert answer.verdict == "conflict"
    assert answer.at >= ago(2)


def test_a_clock_that_is_ahead_never_passes_the_moment_of_receipt(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    [answer] = scan(session, door.phone, make_item(door.checkpoint, ticket.code, scanned_at=ago(-600)))
    assert answer.at <= now()


def test_a_measured_offset_puts_a_wrong_clock_right(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    item = make_item(door.checkpoint, ticket.code, scanned_at=ago(180), clock_offset_ms=179 * 60_000)
    [answer] = scan(session, door.phone, item)
    assert ago(2) < answer.at < ago(0.5)


def test_a_device_past_its_end_is_not_trusted(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    door.phone.device.expires_at = ago(1)
    assert scan(session, door.phone, make_item(door.checkpoint, ticket.code))[0].reason == "device_revoked"


def test_a_device_is_revoked_once(session: Session):
    device = make_door(session).phone.device
    revoke(device, now())
    with pytest.raises(DomainError):
        revoke(device, now())
