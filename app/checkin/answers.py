"""What a device is told about a scan. Texts come in both languages, for the device to pick from."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.checkin.facts import Flag, Reason, Verdict
from app.checkin.ledger import PICKED, UNDO
from app.checkin.models import Checkpoint, Device, Scan
from app.checkin.told import Outcome, outcome, winners
from app.core.names import PersonName
from app.core.text import LOCALES, Bilingual
from app.events.models import Event
from app.events.queries import PUBLIC_STATES
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

    ``other``: the checkpoint or published event where a refused person belongs. ``forcible``: a supervisor may overrule
    the refusal. ``replayed``: the scan had been recorded before, and this is what was answered then.
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
    session: Session,
    scans: Sequence[Scan],
    *,
    replayed: frozenset[uuid.UUID],
    names_people: bool = True,
    names_picked: bool = True,
) -> dict[uuid.UUID, ScanAnswer]:
    """What was told of ``scans``, all of one device, by scan id; without ``names_people`` of nobody who it was, and
    without ``names_picked`` of nobody whom the device named by id rather than by a code."""
    holders = winners(session, scans)
    told = {scan.id: outcome(scan, holders) for scan in scans}
    named = [scan for scan in scans if names_people and (names_picked or scan.method != PICKED)]
    context = _Context(session, scans, told.values(), named)
    return {scan.scan_id: context.answer(scan, told[scan.id], scan.scan_id in replayed) for scan in scans}


class _Context:
    """What answers name besides the lines themselves, read at once."""

    def __init__(
        self, session: Session, scans: Sequence[Scan], told: Collection[Outcome], named: Sequence[Scan]
    ) -> None:
        people = {scan.registration_id for scan in named if scan.registration_id}
        devices = {outcome.first_device for outcome in told if outcome.first_device} if named else set()
        self._people = _people(session, people)
        self._devices = _device_names(session, devices)
        self._checkpoints = _checkpoints(session, {scan.checkpoint_id for scan in scans})
        self._elsewhere = _elsewhere(session, told)

    def answer(self, scan: Scan, told: Outcome, replayed: bool) -> ScanAnswer:
        checkpoint = self._checkpoints[scan.checkpoint_id]
        device = self._devices.get(told.first_device or 0)
        return ScanAnswer(
            scan_id=scan.scan_id,
            verdict=UNDO if told.verdict == UNDO else Verdict(told.verdict),
            reason=Reason(told.reason) if told.reason else None,
            at=told.at,
            checkpoint=checkpoint.public_id,
            direction=scan.direction,
            window=told.window,
            flags=tuple(Flag(flag) for flag in told.flags),
            person=None if told.reason == Reason.DEVICE_REVOKED else self._people.get(scan.registration_id or 0),
            first=FirstScan(told.first_at, checkpoint.title, device) if told.first_at and device else None,
            other=self._elsewhere.get(told.other),
            forcible=is_forcible(told.verdict, told.reason, told.flags),
            replayed=replayed,
        )


def _people(session: Session, ids: set[int]) -> Mapping[int, Guest]:
    wanted = select(Registration).where(Registration.id.in_(ids)).options(joinedload(Registration.category))
    return {found.id: guest_of(found) for found in session.scalars(wanted)} if ids else {}


def _device_names(session: Session, ids: set[int]) -> Mapping[int, str]:
    wanted = select(Device.id, Device.name).where(Device.id.in_(ids))
    return {key: name for key, name in session.execute(wanted)} if ids else {}  # noqa: C416 - rows are typed


def _checkpoints(session: Session, ids: set[int]) -> Mapping[int, Checkpoint]:
    return {found.id: found for found in session.scalars(select(Checkpoint).where(Checkpoint.id.in_(ids)))}


def _elsewhere(session: Session, told: Iterable[Outcome]) -> Mapping[str, Bilingual]:
    """The titles of where people belong: of checkpoints, and of events that the public knows."""
    events = {int(one.other) for one in told if one.other and one.reason == Reason.OTHER_EVENT}
    checkpoints = {one.other for one in told if one.other and one.reason != Reason.OTHER_EVENT}
    found: dict[str, Bilingual] = {}
    if events:
        known = select(Event.number_code, Event.title).where(Event.state.in_(PUBLIC_STATES))
        rows = session.execute(known.where(Event.number_code.in_(events)))
        found |= {str(number): title for number, title in rows}
    if checkpoints:
        named = select(Checkpoint.public_id, Checkpoint.title).where(Checkpoint.public_id.in_(checkpoints))
        found |= {key: title for key, title in session.execute(named)}  # noqa: C416 - rows are typed
    return found
