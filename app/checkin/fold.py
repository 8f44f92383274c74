"""Attendance as a fold over the scans of one registration at one checkpoint.

The result depends on the scans alone, not on the order in which they arrived: the earliest by corrected time
wins, whoever uploaded first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import accumulate

from app.checkin.facts import Previous, Verdict
from app.checkin.rules import is_coming, rule_within, verdict_after, window_of


@dataclass(frozen=True, slots=True)
class ScanFact:
    """One line of the ledger, as far as attendance depends on it.

    ``id``: unique among the scans given. ``sequence``: rises with each scan of a device.
    ``offset_ms``: to be added to the device's clock. ``device_verdict``: what the device showed by itself, empty
    if it waited for the server. ``counts``: valid apart from attendance, or forced; and not held. ``undoes``: the
    scan that this one takes back. ``at``: the corrected time, where it was settled already, with all of the device's
    scans in view; the others get theirs from the scans given. ``round``: the headcount that it belongs to. ``item``:
    what was handed out.
    """

    id: str
    device: str
    sequence: int
    scanned_at: datetime
    received_at: datetime
    offset_ms: int = 0
    direction: str = "in"
    device_verdict: str = ""
    counts: bool = True
    undoes: str = ""
    at: datetime | None = None
    round: str = ""
    item: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceState:
    """Attendance in one window. ``scan`` and ``device``: of the first admission; for in and out of the last
    change. ``count``: admissions; exits are not counted. ``item``: what was handed out last."""

    window: str
    scan: str
    device: str
    first_at: datetime
    last_at: datetime
    inside: bool = True
    count: int = 1
    item: str = ""

    def previous(self, rule: str, checkpoint: str) -> Previous:
        """As the rules see it when the next scan comes."""
        since = self.last_at if rule == "in_out" else self.first_at
        return Previous(since, self.device, checkpoint, self.inside, self.count)


@dataclass(frozen=True, slots=True)
class Fold:
    """``verdicts``: of each scan that counts. ``undone``: the scans that were taken back. ``unentered``: exits of
    people who had not come in."""

    windows: Mapping[str, AttendanceState] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    undone: frozenset[str] = frozenset()
    unentered: frozenset[str] = frozenset()


def fold(rule: str, zone: str, scans: Iterable[ScanFact]) -> Fold:
    """Attendance by window and each scan's verdict; undoing an undo has no effect: scan again instead."""
    ledger = {scan.id: scan for scan in scans}
    times = corrected_times(ledger.values())
    undone = frozenset(scan.undoes for scan in ledger.values() if scan.counts) & _scans_of_people(ledger)
    windows: dict[str, AttendanceState] = {}
    verdicts: dict[str, Verdict] = {}
    unentered: set[str] = set()
    for scan in sorted(ledger.values(), key=lambda scan: (times[scan.id], scan.device, scan.sequence, scan.id)):
        if not scan.counts or scan.undoes or scan.id in undone:
            continue
        within = rule_within(rule, scan.round)
        window = window_of(within, times[scan.id], zone, scan.round)
        state = windows.get(window)
        verdicts[scan.id] = _verdict(within, scan, state, ledger)
        if state is None and not is_coming(within, scan.direction):
            unentered.add(scan.id)
        if verdicts[scan.id] is Verdict.ADMITTED:
            windows[window] = _advanced(within, scan, state, window, times[scan.id])
    return Fold(windows, verdicts, undone, frozenset(unentered))


def corrected_time(
    scanned_at: datetime, offset_ms: int, received_at: datetime, floor: datetime | None = None
) -> datetime:
    """When a scan was made: by the device's clock and its offset, but not before ``floor``, the corrected
    time of the device's scan before it, and never after it was received."""
    claimed = scanned_at + timedelta(milliseconds=offset_ms)
    return min(received_at, max(claimed, floor or claimed))


def corrected_times(scans: Iterable[ScanFact]) -> dict[str, datetime]:
    """Corrected time of each scan by its id; rises with the sequence of each device, so that nobody wins by
    setting a clock back."""
    by_device: defaultdict[str, list[ScanFact]] = defaultdict(list)
    for scan in scans:
        by_device[scan.device].append(scan)
    return {key: time for made in by_device.values() for key, time in _times_of_device(made)}


def _times_of_device(scans: list[ScanFact]) -> Iterator[tuple[str, datetime]]:
    scans = sorted(scans, key=lambda scan: (scan.sequence, scan.id))
    received = [scan.received_at for scan in scans]
    limits = list(accumulate(reversed(received), min))[::-1]  # made before any later one was received
    before: datetime | None = None
    for scan, limit in zip(scans, limits, strict=True):
        before = scan.at or corrected_time(scan.scanned_at, scan.offset_ms, limit, before)
        yield scan.id, before


def _scans_of_people(ledger: Mapping[str, ScanFact]) -> frozenset[str]:
    return frozenset(key for key, scan in ledger.items() if not scan.undoes)


def _verdict(rule: str, scan: ScanFact, state: AttendanceState | None, ledger: Mapping[str, ScanFact]) -> Verdict:
    if state is None:
        return Verdict.ADMITTED
    arrived_first = not scan.device_verdict and scan.received_at < ledger[state.scan].received_at
    return verdict_after(
        state.previous(rule, ""),
        rule,
        scan.device,
        coming=is_coming(rule, scan.direction),
        let_in=scan.device_verdict == Verdict.ADMITTED or arrived_first,
    )


def _advanced(rule: str, scan: ScanFact, state: AttendanceState | None, window: str, at: datetime) -> AttendanceState:
    coming = is_coming(rule, scan.direction)
    if state is None:
        return AttendanceState(window, scan.id, scan.device, at, at, coming, int(coming), scan.item)
    if rule == "count":
        return replace(state, last_at=at, count=state.count + 1, item=scan.item)
    first_at, item = state.first_at if state.count else at, scan.item if coming else state.item
    return AttendanceState(window, scan.id, scan.device, first_at, at, coming, state.count + int(coming), item)
