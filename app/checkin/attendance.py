"""Attendance: folded again from the ledger whenever a scan or an undo changes it, under a lock of the person."""

from collections.abc import Collection, Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.facts import Verdict
from app.checkin.fold import AttendanceState, Fold, ScanFact, fold
from app.checkin.judging import Place, attendances
from app.checkin.models import Attendance, Checkpoint, Scan
from app.events.models import Event
from app.registration.models import Registration


def lock_people(session: Session, registration_ids: Collection[int]) -> None:
    """Let nobody else change these people's attendance before this transaction ends; in one order, against deadlocks.

    The strong lock waits for those who claim attendance in one statement, too: they hold the weak one.
    """
    people = select(Registration.id).where(Registration.id.in_(registration_ids)).order_by(Registration.id)
    if registration_ids:
        session.execute(people.with_for_update()).all()


def refold(session: Session, event: Event, checkpoints: Collection[Checkpoint], places: Collection[Place]) -> None:
    """Bring verdicts and attendance at ``places`` in line with the ledger; call after ``lock_people`` and a flush."""
    scans = _scans_at(session, places)
    present = attendances(session, places)
    rules = {checkpoint.id: checkpoint.rule for checkpoint in checkpoints}
    for place in sorted(places):
        facts = {_name(scan): scan for scan in scans[place]}
        folded = fold(rules[place[0]], event.zone, _facts(facts.values()))
        for name, verdict in folded.verdicts.items():
            facts[name].verdict = verdict
        _write(session, event, place, folded, present[place], facts)
    session.flush()


def _scans_at(session: Session, places: Collection[Place]) -> dict[Place, list[Scan]]:
    found: dict[Place, list[Scan]] = {place: [] for place in places}
    rows = select(Scan).where(
        Scan.registration_id.in_({registration for _, registration in places}),
        Scan.checkpoint_id.in_({checkpoint for checkpoint, _ in places}),
    )
    for scan in session.scalars(rows.execution_options(populate_existing=True)):
        if (place := (scan.checkpoint_id, scan.registration_id or 0)) in found:
            found[place].append(scan)
    return found


def _name(scan: Scan) -> str:
    return f"{scan.device_id}/{scan.scan_id}"


def _facts(scans: Iterable[Scan]) -> list[ScanFact]:
    scans = list(scans)
    names = {scan.id: _name(scan) for scan in scans}
    return [
        ScanFact(
            id=_name(scan),
            device=str(scan.device_id),
            sequence=scan.sequence,
            scanned_at=scan.scanned_at,
            received_at=scan.received_at,
            offset_ms=scan.clock_offset_ms,
            direction=scan.direction,
            device_verdict=scan.device_verdict,
            counts=scan.verdict != Verdict.REFUSED and not scan.held,
            undoes=names.get(scan.undoes_id or 0, ""),
            floor=scan.corrected_at,
        )
        for scan in scans
    ]


def _write(
    session: Session, event: Event, place: Place, folded: Fold, present: list[Attendance], scans: dict[str, Scan]
) -> None:
    rows = {row.window: row for row in present}
    for window in rows.keys() - folded.windows.keys():
        session.delete(rows[window])
    for window, state in folded.windows.items():
        row = rows.get(window)
        if row is None:
            row = Attendance(event_id=event.id, checkpoint_id=place[0], registration_id=place[1], window=window)
            session.add(row)
        _take_over(row, state, scans[state.scan])


def _take_over(row: Attendance, state: AttendanceState, winner: Scan) -> None:
    row.device_id, row.scan_id = winner.device_id, winner.scan_id
    row.first_at, row.last_at = state.first_at, state.last_at
    row.inside, row.count = state.inside, state.count
