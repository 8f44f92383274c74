"""What must add up in the database, whatever anybody did: places, the ledger of scans, attendance."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.facts import Verdict
from app.checkin.fold import Fold, ScanFact, fold
from app.checkin.models import Attendance, Checkpoint, Scan
from app.events.models import Event
from app.registration.models import Places, Registration


def places_add_up(session: Session) -> bool:
    """Every counter says how many registrations hold a place; none is above its capacity."""
    holders = select(Registration.event_id, Registration.category_id).where(Registration.holds_place)
    held: dict[tuple[int, int | None], int] = defaultdict(int)
    for event_id, category_id in session.execute(holders):
        held[event_id, category_id] += 1
        held[event_id, None] += 1
    counters = session.scalars(select(Places)).all()
    for counter in counters:
        assert counter.taken == held[counter.event_id, counter.category_id]
        assert counter.capacity is None or counter.taken <= counter.capacity
    assert held.keys() <= {(counter.event_id, counter.category_id) for counter in counters}
    return True


def ledger_adds_up(session: Session) -> bool:
    """Attendance is the fold of the ledger: nobody is present without a scan, nobody's scan is forgotten."""
    zones = {event.id: event.zone for event in session.scalars(select(Event))}
    rules = {row.id: (row.rule, zones[row.event_id]) for row in session.scalars(select(Checkpoint))}
    scans: dict[tuple[int, int], list[Scan]] = defaultdict(list)
    for scan in session.scalars(select(Scan).where(Scan.registration_id.is_not(None))):
        scans[scan.checkpoint_id, scan.registration_id or 0].append(scan)
    folded = {
        (checkpoint, person, window): (state.inside, state.count, state.first_at, state.last_at, state.scan)
        for (checkpoint, person), rows in scans.items()
        for window, state in _folded(rules[checkpoint], rows).windows.items()
    }
    present = {
        (row.checkpoint_id, row.registration_id, row.window): (
            row.inside,
            row.count,
            row.first_at,
            row.last_at,
            f"{row.device_id}/{row.scan_id}",
        )
        for row in session.scalars(select(Attendance))
    }
    assert folded == present
    return True


def _folded(rule: tuple[str, str], rows: list[Scan]) -> Fold:
    names = {scan.id: f"{scan.device_id}/{scan.scan_id}" for scan in rows}
    facts = [
        ScanFact(
            id=names[scan.id],
            device=str(scan.device_id),
            sequence=scan.sequence,
            scanned_at=scan.scanned_at,
            received_at=scan.received_at,
            offset_ms=scan.clock_offset_ms,
            direction=scan.direction,
            device_verdict=scan.device_verdict,
            counts=scan.verdict != Verdict.REFUSED and not scan.held,
            undoes=names.get(scan.undoes_id or 0, ""),
            at=scan.corrected_at,
            round=scan.round,
            item=scan.item,
        )
        for scan in rows
    ]
    return fold(rule[0], rule[1], facts)
