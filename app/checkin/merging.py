"""A batch into the ledger, in one transaction: what each item is worth by itself, then attendance folded anew.

Twenty devices that were offline all morning come to the same attendance in whatever order they deliver.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.checkin.answers import ScanAnswer, answers_of, failed
from app.checkin.attendance import lock_people, refold
from app.checkin.bygone import Bygone, bygone
from app.checkin.devices import in_service
from app.checkin.facts import Decision, Flag, Previous, Reason, Scanner, Situation, Verdict
from app.checkin.identification import Identified, identify
from app.checkin.judging import (
    Place,
    Rosters,
    attendances,
    checkpoints_named,
    gate_of,
    previous_of,
    rosters,
    scanner_of,
    suspended,
)
from app.checkin.ledger import AT_THE_SAME_MOMENT, Delivery, ScanItem, stored_scans
from app.checkin.models import Checkpoint, CheckpointKind, Device, DeviceRole, Scan
from app.checkin.overtaken import overtaken, put_off
from app.checkin.rules import decide, is_coming
from app.checkin.timing import times_of
from app.checkin.touching import touch
from app.events.models import Event


def merge(
    session: Session, event: Event, device: Device, items: Sequence[ScanItem], delivery: Delivery
) -> list[ScanAnswer]:
    """Record what is new of ``items`` and answer all of them in their order; the session must have begun to write.

    An item that cannot be recorded gets an error of its own. ``IntegrityError`` where the same items came in twice at
    the same time: roll back and call again.
    """
    stored = stored_scans(session, device.id, {item.scan_id for item in items})
    batch = _Batch(session, event, device, delivery)
    known = checkpoints_named(session, event.id, {item.checkpoint for item in items})
    fresh, errors = _sorted_out(items, stored, known, device)
    scans = batch.record(fresh, known)
    trusted = in_service(device, delivery.received_at)
    ledger = answers_of(
        session,
        [*stored.values(), *scans],
        replayed=frozenset(stored),
        names_people=trusted,
        names_picked=device.role.picks_by_name,
    )
    return [errors.get(position) or ledger[item.scan_id] for position, item in enumerate(items)]


def _sorted_out(
    items: Sequence[ScanItem],
    stored: Mapping[uuid.UUID, Scan],
    checkpoints: Mapping[str, Checkpoint],
    device: Device,
) -> tuple[list[ScanItem], dict[int, ScanAnswer]]:
    """The items to record, in the order they were made, and the answers of those that cannot be, by position."""
    digests = {scan_id: scan.digest for scan_id, scan in stored.items()}
    fresh: list[ScanItem] = []
    errors: dict[int, ScanAnswer] = {}
    for position, item in enumerate(items):
        if (digest := digests.get(item.scan_id)) is not None:
            if digest != item.digest:
                errors[position] = failed(item.scan_id, "scan_id_reused", "this scan_id was used for another scan")
        elif problem := _problem(item, checkpoints, device):
            errors[position] = problem
        else:
            digests[item.scan_id] = item.digest
            fresh.append(item)
    return sorted(fresh, key=lambda item: (item.sequence, item.scan_id)), errors


def _problem(item: ScanItem, checkpoints: Mapping[str, Checkpoint], device: Device) -> ScanAnswer | None:
    if item.checkpoint not in checkpoints:
        return failed(item.scan_id, "unknown_checkpoint", "the device's event has no such checkpoint")
    if item.registration and not (device.role.picks_by_name or _comes_back(item, checkpoints[item.checkpoint])):
        return failed(item.scan_id, "not_allowed", "only a device with the role search may pick people by name")
    if item.forced and device.role is not DeviceRole.SUPERVISOR:
        return failed(item.scan_id, "not_allowed", "only a supervisor's device may overrule a refusal")
    return None


def _comes_back(item: ScanItem, checkpoint: Checkpoint) -> bool:
    """Equipment that is taken back names who had it: nobody is let in by that."""
    return checkpoint.kind is CheckpointKind.EQUIPMENT and bool(item.item) and item.direction == "out"


@dataclass(slots=True)
class _Batch:
    """The items of one delivery on their way into the ledger."""

    session: Session
    event: Event
    device: Device
    delivery: Delivery
    previous: dict[Place, dict[str, Previous]] = field(default_factory=dict)
    bygone: Bygone = field(default_factory=Bygone)

    def record(self, items: Sequence[ScanItem], checkpoints: Mapping[str, Checkpoint]) -> list[Scan]:
        if not items:
            return []
        found = identify(self.session, self.event, items)
        times = times_of(self.session, self.device, items, self.delivery)
        late = overtaken(self.session, self.device, self._made_before(items, times))
        people = {identified.registration.id for identified in found if identified.registration}
        lock_people(self.session, people | {line.registration_id for line in late if line.registration_id})
        again = put_off(self.session, self.event, self.device, late)
        used = {checkpoints[item.checkpoint] for item in items}
        self._look_up_attendance(used, people)
        self._look_back(people, times)
        roster = rosters(self.session, used, people)
        scans = [
            self._line(item, at, identified, checkpoints[item.checkpoint], roster)
            for item, at, identified in zip(items, times, found, strict=True)
        ]
        self.session.add_all(scans)
        self.session.flush()
        places = {place for scan in scans if (place := _place(scan))}
        moved = {(line.checkpoint_id, line.registration_id) for line in late if line.registration_id}
        refold(self.session, self.event, used.union(again), places | moved, untold=scans)
        touch(self.session, moved, self.delivery.received_at)
        return scans

    def _made_before(self, items: Sequence[ScanItem], times: Sequence[datetime]) -> list[tuple[int, datetime]]:
        """Sequences and times of what was not scanned just now: that may have been made before what is known."""
        made = zip(items, times, strict=True)
        return [(item.sequence, at) for item, at in made if not self.delivery.is_live(item)]

    def _look_up_attendance(self, checkpoints: Iterable[Checkpoint], people: Iterable[int]) -> None:
        by_id = {checkpoint.id: checkpoint for checkpoint in checkpoints}
        places = {(checkpoint, person) for checkpoint in by_id for person in people}
        for place, rows in attendances(self.session, places).items():
            self.previous[place] = {row.window: previous_of(row, by_id[place[0]]) for row in rows}

    def _look_back(self, people: Collection[int], times: Iterable[datetime]) -> None:
        """Where something was scanned a while ago, how people stood then."""
        earliest = min(times)
        if self.delivery.received_at - earliest > AT_THE_SAME_MOMENT:
            self.bygone = bygone(self.session, people, earliest)

    def _after_who_was_told(self, item: ScanItem, at: datetime, place: Place) -> datetime:
        """Who waits for the answer comes after whom another lane was told of at the same moment."""
        previous = self.previous.get(place)
        if not previous or not self.delivery.is_live(item):
            return at
        told = max(before.since for before in previous.values())
        return told + timedelta(milliseconds=1) if timedelta() <= told - at <= AT_THE_SAME_MOMENT else at

    def _line(self, item: ScanItem, at: datetime, found: Identified, checkpoint: Checkpoint, roster: Rosters) -> Scan:
        place = (checkpoint.id, found.registration.id if found.registration else 0)
        at = self._after_who_was_told(item, at, place)
        situation = Situation(
            gate_of(checkpoint, self.event),
            self._scanner(item, at),
            at,
            found.code,
            self.bygone.person(roster.person(found, checkpoint, self.event), place[1], found.code, at),
            item.direction,
            self.previous.get(place, {}),
            item.device_verdict,
            authoritative=True,
            forced=item.forced,
            round=item.round,
        )
        decision = decide(situation)
        if decision.verdict is Verdict.ADMITTED:
            self.previous.setdefault(place, {})[decision.window] = _after(situation)
        scan = new_line(item, at, found, decision, self.delivery)
        scan.event_id, scan.device_id, scan.checkpoint_id = self.event.id, self.device.id, checkpoint.id
        scan.forced_by = self.device.user_id if Flag.FORCED in decision.flags else None
        return scan

    def _scanner(self, item: ScanItem, at: datetime) -> Scanner:
        """Out of service, a device is believed only what a code proves: no typed or picked name, whatever its date."""
        scanner = scanner_of(self.device, self.event)
        believed = item.code or in_service(self.device, self.delivery.received_at)
        return scanner if believed else suspended(scanner, at)


def _after(situation: Situation) -> Previous:
    """Attendance after an admission, as far as the next decision depends on it."""
    gate = situation.gate
    return Previous(situation.at, situation.scanner.id, gate.id, is_coming(gate.rule, situation.direction))


def new_line(item: ScanItem, at: datetime, found: Identified, decision: Decision, delivery: Delivery) -> Scan:
    """The line of a scan, but for where and by which device it was made."""
    return Scan(
        scan_id=item.scan_id,
        digest=item.digest,
        registration_id=found.registration.id if found.registration else None,
        code_digest=found.digest,
        method=item.method,
        generation=found.code.generation if found.code and found.registration else None,
        direction=item.direction,
        sequence=item.sequence,
        scanned_at=item.scanned_at,
        clock_offset_ms=delivery.offset_of(item),
        corrected_at=at,
        received_at=max(delivery.received_at, at),
        device_verdict=item.device_verdict,
        verdict=decision.verdict,
        reason=decision.reason or "",
        flags=sorted(decision.flags),
        other=decision.other,
        window=decision.window,
        round=item.round,
        item=item.item,
        held=decision.reason is Reason.DEVICE_REVOKED,
    )


def _place(scan: Scan) -> Place | None:
    if scan.registration_id is None or scan.verdict == Verdict.REFUSED:
        return None
    return scan.checkpoint_id, scan.registration_id
