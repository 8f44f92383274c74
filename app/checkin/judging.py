"""From rows to what the rules decide on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.checkin.facts import Gate, Person, Previous, Scanner
from app.checkin.identification import Identified
from app.checkin.models import Admits, Attendance, Checkpoint, Device, RosterEntry
from app.events.models import Event

#: Checkpoint and registration, by their keys.
Place = tuple[int, int]


def gate_of(checkpoint: Checkpoint, event: Event) -> Gate:
    return Gate(
        id=checkpoint.public_id,
        event=event.number_code,
        admits=checkpoint.admits,
        categories=frozenset(category.kind for category in checkpoint.categories),
        rule=checkpoint.rule,
        zone=event.zone,
        opens_at=checkpoint.opens_at,
        closes_at=checkpoint.closes_at,
    )


def scanner_of(device: Device, event: Event) -> Scanner:
    allowed = None if device.all_checkpoints else frozenset(c.public_id for c in device.checkpoints)
    return Scanner(str(device.id), event.number_code, allowed, device.expires_at, device.revoked_at)


def trusted(scanner: Scanner) -> Scanner:
    """The same device, as if it had never been revoked: for scans that a supervisor accepts after all."""
    return Scanner(scanner.id, scanner.event, scanner.checkpoints)


def suspended(scanner: Scanner, at: datetime) -> Scanner:
    """A device as if it were out of service at ``at`` already."""
    return replace(scanner, revoked_at=at)


def checkpoints_named(session: Session, event_id: int, public_ids: Collection[str]) -> dict[str, Checkpoint]:
    """Checkpoints of an event by public id, archived ones too: a device may not have heard of that yet."""
    wanted = select(Checkpoint).where(Checkpoint.event_id == event_id, Checkpoint.public_id.in_(public_ids))
    return {c.public_id: c for c in session.scalars(wanted.options(selectinload(Checkpoint.categories)))}


@dataclass(slots=True)
class Rosters:
    """Who is expected where, as far as some checkpoints with a roster ask."""

    #: Registrations by checkpoint.
    expected: dict[int, set[int]] = field(default_factory=dict)
    #: For a kind of checkpoint and a registration: the public id of the one whose roster has the person.
    elsewhere: dict[tuple[str, int], str] = field(default_factory=dict)

    def person(self, found: Identified, checkpoint: Checkpoint, event: Event) -> Person | None:
        if found.registration is None:
            return Person(event.number_code, found.blank, 0, "") if found.blank else None
        registration = found.registration
        return Person(
            event.number_code,
            registration.state,
            found.generation,
            registration.category.kind,
            on_roster=registration.id in self.expected.get(checkpoint.id, ()),
            elsewhere=self.elsewhere.get((checkpoint.kind, registration.id), ""),
        )


def rosters(session: Session, checkpoints: Collection[Checkpoint], registration_ids: Collection[int]) -> Rosters:
    """The rosters that matter to ``checkpoints`` and these people; no query where none has a roster."""
    kinds = {c.kind for c in checkpoints if c.admits is Admits.ROSTER}
    if not kinds or not registration_ids:
        return Rosters()
    event_id = next(iter(checkpoints)).event_id
    rows = session.execute(
        select(Checkpoint.id, Checkpoint.kind, Checkpoint.public_id, RosterEntry.registration_id)
        .join(Checkpoint, Checkpoint.id == RosterEntry.checkpoint_id)
        .where(RosterEntry.registration_id.in_(registration_ids), Checkpoint.event_id == event_id)
        .where(Checkpoint.kind.in_(kinds), Checkpoint.archived_at.is_(None))
        .order_by(Checkpoint.position.desc(), Checkpoint.id.desc())
    )
    found = Rosters()
    for checkpoint_id, kind, public_id, registration_id in rows:
        found.expected.setdefault(checkpoint_id, set()).add(registration_id)
        found.elsewhere[kind, registration_id] = public_id
    return found


def previous_of(attendance: Attendance, checkpoint: Checkpoint) -> Previous:
    """A row of attendance as the rules see it when the next scan comes."""
    since = attendance.last_at if checkpoint.rule == "in_out" else attendance.first_at
    return Previous(since, str(attendance.device_id), checkpoint.public_id, attendance.inside, attendance.count)


def attendances(session: Session, places: Collection[Place]) -> Mapping[Place, list[Attendance]]:
    """The rows of attendance at some places, every window of each."""
    found: dict[Place, list[Attendance]] = {place: [] for place in places}
    rows = select(Attendance).where(
        Attendance.checkpoint_id.in_({checkpoint for checkpoint, _ in places}),
        Attendance.registration_id.in_({registration for _, registration in places}),
    )
    for row in session.scalars(rows):
        if (place := (row.checkpoint_id, row.registration_id)) in found:
            found[place].append(row)
    return found
