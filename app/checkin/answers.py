"""What a device is told about a scan. Texts come in both languages, for the device to pick from."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.checkin.facts import Flag, Reason, Verdict
from app.checkin.ledger import UNDO
from app.checkin.models import Attendance, Checkpoint, Device, Scan
from app.core.names import PersonName
from app.core.text import LOCALES, Bilingual
from app.events.models import Event
from app.registration.models import Registration

Problem = Literal["invalid", "scan_id_reused", "unknown_checkpoint", "not_allowed", "too_many_guesses"]
#: What a supervisor may overrule: the person is known, and bars are all that stands in the way.
FORCIBLE = frozenset(
    {
        Reason.CANCELLED,
        Reason.NOT_ACCEPTED,
        Reason.WAITLISTED,
        Reason.OTHER_CHECKPOINT,
        Reason.NOT_ON_ROSTER,
        Reason.TOO_EARLY,
        Reason.TOO_LATE,
    }
)


@dataclass(frozen=True, slots=True)
class Guest:
    """A person as the door needs to know them."""

    id: str
    name: Bilingual
    category: Bilingual
    kind: str
    hue: int


@dataclass(frozen=True, slots=True)
class FirstScan:
    """The scan that a repeat or conflict met."""

    at: datetime
    checkpoint: Bilingual
    device: str


@dataclass(frozen=True, slots=True)
class ItemError:
    """Why an item was not recorded. ``retry_after`` in seconds, where trying again later helps."""

    code: Problem
    message: str
    retry_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanAnswer:
    """The answer to one item: a verdict, or the error for which it is not in the ledger.

    ``other``: the event or checkpoint where a refused person belongs. ``forcible``: a supervisor may overrule the
    refusal. ``replayed``: the scan had been recorded before, and this is what was answered then.
    """

    scan_id: uuid.UUID | None = None
    verdict: Verdict | Literal["undo"] | None = None
    reason: Reason | None = None
    at: datetime | None = None
    checkpoint: str = ""
    direction: str = "in"
    window: str = ""
    flags: tuple[Flag, ...] = ()
    person: Guest | None = None
    first: FirstScan | None = None
    other: Bilingual | None = None
    forcible: bool = False
    replayed: bool = False
    error: ItemError | None = None


def failed(scan_id: uuid.UUID | None, code: Problem, message: str, retry_after: int | None = None) -> ScanAnswer:
    return ScanAnswer(scan_id=scan_id, error=ItemError(code, message, retry_after))


def guest_of(registration: Registration) -> Guest:
    category = registration.category
    return Guest(registration.public_id, shown_name(registration.name), category.title, category.kind, category.hue)


def shown_name(name: PersonName) -> Bilingual:
    return Bilingual(*(name.display(locale) for locale in LOCALES))


def is_forcible(verdict: str, reason: str, flags: Iterable[str]) -> bool:
    return verdict == Verdict.REFUSED and reason in FORCIBLE and Flag.DEVICE_NOT_ASSIGNED not in flags


def answers_of(
    session: Session, scans: Sequence[Scan], *, replayed: frozenset[uuid.UUID]
) -> dict[uuid.UUID, ScanAnswer]:
    """The answers that the ledger holds for ``scans``, all of one device, by scan id."""
    people = _people(session, {s.registration_id for s in scans if s.registration_id and not s.held})
    checkpoints = _checkpoints(session, {s.checkpoint_id for s in scans})
    winners = _winners(session, scans)
    answers = {}
    for scan in scans:
        checkpoint = checkpoints[scan.checkpoint_id]
        key = (scan.checkpoint_id, scan.registration_id or 0, scan.window)
        answers[scan.scan_id] = ScanAnswer(
            scan_id=scan.scan_id,
            verdict=UNDO if scan.verdict == UNDO else Verdict(scan.verdict),
            reason=Reason(scan.reason) if scan.reason else None,
            at=scan.corrected_at,
            checkpoint=checkpoint.public_id,
            direction=scan.direction,
            window=scan.window,
            flags=tuple(Flag(flag) for flag in scan.flags),
            person=people.get(scan.registration_id or 0),
            first=_first(scan, checkpoint, winners.get(key)),
            other=_other(session, scan),
            forcible=is_forcible(scan.verdict, scan.reason, scan.flags),
            replayed=scan.scan_id in replayed,
        )
    return answers


def _people(session: Session, ids: set[int]) -> Mapping[int, Guest]:
    wanted = select(Registration).where(Registration.id.in_(ids)).options(joinedload(Registration.category))
    return {found.id: guest_of(found) for found in session.scalars(wanted)} if ids else {}


def _checkpoints(session: Session, ids: set[int]) -> Mapping[int, Checkpoint]:
    return {found.id: found for found in session.scalars(select(Checkpoint).where(Checkpoint.id.in_(ids)))}


def _winners(session: Session, scans: Sequence[Scan]) -> Mapping[tuple[int, int, str], tuple[Attendance, str]]:
    beaten = [scan for scan in scans if scan.verdict in (Verdict.REPEAT, Verdict.CONFLICT)]
    if not beaten:
        return {}
    found = select(Attendance, Device.name).join(Device, Device.id == Attendance.device_id)
    found = found.where(
        Attendance.registration_id.in_({scan.registration_id for scan in beaten}),
        Attendance.checkpoint_id.in_({scan.checkpoint_id for scan in beaten}),
    )
    return {(a.checkpoint_id, a.registration_id, a.window): (a, name) for a, name in session.execute(found)}


def _first(scan: Scan, checkpoint: Checkpoint, winner: tuple[Attendance, str] | None) -> FirstScan | None:
    if winner is None or scan.verdict not in (Verdict.REPEAT, Verdict.CONFLICT):
        return None
    attendance, device = winner
    since = attendance.last_at if checkpoint.rule == "in_out" else attendance.first_at
    return FirstScan(since, checkpoint.title, device)


def _other(session: Session, scan: Scan) -> Bilingual | None:
    if not scan.other:
        return None
    if scan.reason == Reason.OTHER_EVENT:
        return session.scalar(select(Event.title).where(Event.number_code == int(scan.other)))
    return session.scalar(select(Checkpoint.title).where(Checkpoint.public_id == scan.other))
