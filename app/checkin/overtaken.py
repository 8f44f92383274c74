"""Lines that a late arrival puts off: made after it, by their device's sequence, though they claimed to be earlier.

So that the order in which a device's scans arrive changes nothing, each stands where it would had they come in order.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin import told
from app.checkin.bygone import Bygone, bygone
from app.checkin.judging import gate_of, scanner_of
from app.checkin.models import Checkpoint, Device, Scan
from app.checkin.rejudging import change, hold, judge_again
from app.checkin.rules import at_that_hour, window_of
from app.events.models import Event


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A line of the ledger that has to stand at a later time."""

    id: int
    checkpoint_id: int
    registration_id: int | None
    at: datetime


def overtaken(session: Session, device: Device, made: Iterable[tuple[int, datetime]]) -> list[Overtaken]:
    """The device's lines that follow one of ``made``, sequences with corrected times, and stand before it."""
    rising = sorted(made)
    if not rising:
        return []
    sequences = [sequence for sequence, _at in rising]
    latest = list(accumulate((at for _sequence, at in rising), max))
    later = select(Scan.id, Scan.checkpoint_id, Scan.registration_id, Scan.sequence, Scan.corrected_at).where(
        Scan.device_id == device.id, Scan.sequence > sequences[0], Scan.corrected_at < latest[-1]
    )
    found = []
    for key, checkpoint_id, registration_id, sequence, at in session.execute(later.order_by(Scan.sequence)):
        floor = latest[bisect_left(sequences, sequence) - 1]
        if floor > at:
            found.append(Overtaken(key, checkpoint_id, registration_id, floor))
    return found


def put_off(session: Session, event: Event, device: Device, lines: Sequence[Overtaken]) -> Collection[Checkpoint]:
    """Move lines to their later times, and judge anew where the hour matters; call after ``lock_people``.

    Answers their checkpoints, at which attendance has to be folded again.
    """
    if not lines:
        return []
    wanted = select(Scan).where(Scan.id.in_([line.id for line in lines])).execution_options(populate_existing=True)
    scans = {scan.id: scan for scan in session.scalars(wanted)}
    used = select(Checkpoint).where(Checkpoint.id.in_({line.checkpoint_id for line in lines}))
    checkpoints = {checkpoint.id: checkpoint for checkpoint in session.scalars(used)}
    told.keep(session, scans.values())
    people = {line.registration_id for line in lines if line.registration_id}
    since = bygone(session, people, min(scan.corrected_at for scan in scans.values()))
    moving = _Moving(session, event, device, checkpoints, since)
    for line in lines:
        moving.put_off(scans[line.id], line.at)
    session.flush()
    return checkpoints.values()


@dataclass(frozen=True, slots=True)
class _Moving:
    """What lines that move to a later time are judged by."""

    session: Session
    event: Event
    device: Device
    checkpoints: Mapping[int, Checkpoint]
    since: Bygone

    def put_off(self, scan: Scan, at: datetime) -> None:
        gate, scanner = gate_of(self.checkpoints[scan.checkpoint_id], self.event), scanner_of(self.device, self.event)
        before, scan.corrected_at = scan.corrected_at, at
        scan.window = window_of(gate.rule, at, gate.zone, scan.round)
        other_hour = at_that_hour(gate, scanner, before) != at_that_hour(gate, scanner, at)
        if scan.undoes_id or scan.held or not (other_hour or self._changes_between(scan, before, at)):
            return
        decision = judge_again(self.session, self.event, scan, scanner)
        if decision:
            change(scan, decision)
        elif at_that_hour(gate, scanner, at).device_ended:
            hold(scan)

    def _changes_between(self, scan: Scan, one: datetime, other: datetime) -> bool:
        return scan.registration_id is not None and self.since.changes_between(scan.registration_id, one, other)
