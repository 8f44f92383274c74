"""Attendance: folded again from the ledger whenever a scan or an undo changes it, under a lock of the person."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin import told
from app.checkin.facts import Flag, Previous, Verdict
from app.checkin.fold import AttendanceState, Fold, ScanFact, fold
from app.checkin.judging import Place, attendances, previous_of
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


def refold(
    session: Session,
    event: Event,
    checkpoints: Iterable[Checkpoint],
    places: Collection[Place],
    untold: Collection[Scan] = (),
) -> None:
    """Bring verdicts and attendance at ``places`` in line with the ledger; call after ``lock_people`` and a flush.

    ``untold``: lines whose devices have no answer yet.
    """
    scans, present = _scans_at(session, places), attendances(session, places)
    known, new = {checkpoint.id: checkpoint for checkpoint in checkpoints}, set(untold)
    folded = {place: fold(known[place[0]].rule, event.zone, _facts(scans[place].values())) for place in sorted(places)}
    changed = [
        scan
        for place, result in folded.items()
        for scan in _changed(known[place[0]], result, scans[place], present[place])
    ]
    told.keep(session, [scan for scan in changed if scan not in new])
    for place, result in folded.items():
        for name, verdict in result.verdicts.items():
            scans[place][name].verdict = verdict
            scans[place][name].flags = _flags(scans[place][name], result, name)
        _write(session, event, place, result, present[place], scans[place])
    session.flush()


@dataclass(frozen=True, slots=True)
class Remaining:
    """What counts of a person in a window: by which scan, and whether it says that they are in."""

    scan_id: int
    inside: bool


def without(session: Session, event: Event, checkpoint: Checkpoint, target: Scan) -> Remaining | None:
    """What would count if ``target`` were taken back; None if nobody would have come."""
    place = (checkpoint.id, target.registration_id or 0)
    scans = _scans_at(session, [place])[place]
    gone = ScanFact("undo", "", 0, target.received_at, target.received_at, undoes=_name(target))
    state = fold(checkpoint.rule, event.zone, [*_facts(scans.values()), gone]).windows.get(target.window)
    return Remaining(scans[state.scan].id, state.inside) if state else None


def _changed(
    checkpoint: Checkpoint, folded: Fold, scans: Mapping[str, Scan], present: Iterable[Attendance]
) -> Iterator[Scan]:
    """The lines that come to say another thing, of themselves or of whom they met."""
    before = {row.window: _met(previous_of(row, checkpoint)) for row in present}
    after = {window: _met(state.previous(checkpoint.rule, "")) for window, state in folded.windows.items()}
    for name, verdict in folded.verdicts.items():
        scan = scans[name]
        met_another = scan.verdict in told.BEATEN and before.get(scan.window) != after.get(scan.window)
        if met_another or verdict != scan.verdict or scan.flags != _flags(scan, folded, name):
            yield scan


def _met(previous: Previous) -> tuple[datetime, str]:
    return previous.since, previous.device


def _flags(scan: Scan, folded: Fold, name: str) -> list[str]:
    """The flags that were decided, but for the one that depends on what came before."""
    others = {flag for flag in scan.flags if flag != Flag.EXIT_WITHOUT_ENTRY}
    return sorted(others | {Flag.EXIT_WITHOUT_ENTRY.value} if name in folded.unentered else others)


def _scans_at(session: Session, places: Collection[Place]) -> dict[Place, dict[str, Scan]]:
    """The lines at each place by their names in the fold."""
    found: dict[Place, dict[str, Scan]] = {place: {} for place in places}
    rows = select(Scan).where(
        Scan.registration_id.in_({registration for _, registration in places}),
        Scan.checkpoint_id.in_({checkpoint for checkpoint, _ in places}),
    )
    for scan in session.scalars(rows.execution_options(populate_existing=True)):
        if (place := (scan.checkpoint_id, scan.registration_id or 0)) in found:
            found[place][_name(scan)] = scan
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
            at=scan.corrected_at,
            round=scan.round,
            item=scan.item,
        )
        for scan in scans
    ]


def _write(
    session: Session, event: Event, place: Place, folded: Fold, present: Iterable[Attendance], scans: Mapping[str, Scan]
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
    row.inside, row.count, row.item = state.inside, state.count, state.item
