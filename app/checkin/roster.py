"""What a scanning phone keeps to decide by itself: who is expected, how each stands, and who came.

Whole at first, then what has changed since. A change is told more than once rather than missed: it is known by the time
it was made, and a transaction may end a while after that, so each answer begins ``MARGIN`` before the one before it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, select
from sqlalchemy.orm import Session

from app.checkin.answers import shown_name
from app.checkin.models import Admits, Attendance, Checkpoint, Device, RosterEntry, Rule, Scan, TouchedPlace
from app.checkin.sealing import seal_name
from app.core.text import Bilingual
from app.events.models import Event
from app.registration.models import Category, Registration
from app.registration.queries import GONE_KEPT, categories, gone_since
from app.tickets.models import Ticket
from app.tickets.spares import voided

#: Longer than any transaction that changes registrations.
MARGIN = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """``generation`` -1 where no ticket was issued. ``name`` is sealed, see ``sealing``; empty without a ticket."""

    id: str
    state: str
    generation: int
    category: str
    name: str


@dataclass(frozen=True, slots=True)
class RosterCategory:
    id: str
    kind: str
    title: Bilingual
    hue: int


@dataclass(frozen=True, slots=True)
class RosterDevice:
    """Another device of the event, to be named when somebody was there before."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class RosterList:
    """Whom a checkpoint with a list of its own expects."""

    checkpoint: str
    registrations: list[str]


@dataclass(frozen=True, slots=True)
class Came:
    """Attendance in one window. ``since``: the first admission; for in and out the last change. ``device``: an id.
    ``item``: the label of what was handed out last."""

    window: str
    since: datetime
    device: str
    inside: bool
    count: int
    item: str = ""


@dataclass(frozen=True, slots=True)
class RosterPlace:
    """All attendance of a person at a checkpoint; none where what there was has been taken back."""

    checkpoint: str
    registration: str
    came: list[Came]


@dataclass(frozen=True, slots=True)
class Roster:
    """``cursor`` asks for what comes after this; ``whole``: forget what you have."""

    cursor: datetime
    whole: bool
    categories: list[RosterCategory]
    devices: list[RosterDevice]
    people: list[RosterPerson]
    #: Ids that nobody has any more, of people who were erased.
    gone: list[str]
    lists: list[RosterList]
    places: list[RosterPlace]


def roster(
    session: Session, event: Event, checkpoints: Sequence[Checkpoint], since: datetime | None, at: datetime
) -> Roster:
    """The roster of a device's ``checkpoints``: all of it, or what may have changed since an earlier ``cursor``."""
    begin = since - MARGIN if since and at - since < GONE_KEPT else None
    return Roster(
        cursor=at,
        whole=begin is None,
        categories=[RosterCategory(c.public_id, c.kind, c.title, c.hue) for c in categories(session, event.id)],
        devices=[RosterDevice(row.public_id, row.name) for row in session.execute(_devices(event.id))],
        people=[*_people(session, event.id, begin), *_void_badges(session, event.id, begin)],
        gone=gone_since(session, event.id, begin) if begin else [],
        lists=_lists(session, checkpoints, begin),
        places=_places(session, checkpoints, begin),
    )


def _devices(event_id: int) -> Select[*tuple[str, str]]:
    return select(Device.public_id, Device.name).where(Device.event_id == event_id).order_by(Device.id)


def _people(session: Session, event_id: int, since: datetime | None) -> Iterable[RosterPerson]:
    valid = and_(Ticket.registration_id == Registration.id, Ticket.replaced_at.is_(None))
    wanted = (
        select(
            Registration.public_id,
            Registration.state,
            Registration.name,
            Category.public_id.label("category"),
            Ticket.generation,
            Ticket.code,
        )
        .join(Registration.category)
        .outerjoin(Ticket, valid)
        .where(Registration.event_id == event_id)
    )
    for row in session.execute(wanted if since is None else wanted.where(Registration.changed_at >= since)):
        name = seal_name(row.code, shown_name(row.name)) if row.code else ""
        generation = -1 if row.generation is None else row.generation
        yield RosterPerson(row.public_id, row.state, generation, row.category, name)


def _void_badges(session: Session, event_id: int, since: datetime | None) -> Iterable[RosterPerson]:
    """Blank badges that were withdrawn: their signature is good, so a phone must know of them."""
    return (RosterPerson(key, "void", 0, category, "") for key, category in voided(session, event_id, since))


def _lists(session: Session, checkpoints: Sequence[Checkpoint], since: datetime | None) -> list[RosterList]:
    """Each list that may have changed, whole: they are short."""
    own = {c.id: c.public_id for c in checkpoints if c.admits is Admits.ROSTER and (not since or c.changed_at >= since)}
    found: dict[int, list[str]] = {key: [] for key in own}
    entries = (
        select(RosterEntry.checkpoint_id, Registration.public_id)
        .join(Registration, Registration.id == RosterEntry.registration_id)
        .where(RosterEntry.checkpoint_id.in_(own))
        .order_by(Registration.public_id)
    )
    for key, registration in session.execute(entries) if own else ():
        found[key].append(registration)
    return [RosterList(own[key], registrations) for key, registrations in found.items()]


def _places(session: Session, checkpoints: Sequence[Checkpoint], since: datetime | None) -> list[RosterPlace]:
    known = {checkpoint.id: checkpoint for checkpoint in checkpoints}
    found: dict[tuple[int, str], list[Came]] = {}
    for row in session.execute(_attendance(known, since)):
        came = found.setdefault((row.checkpoint_id, row.registration), [])
        if row.device:
            changes = known[row.checkpoint_id].rule is Rule.IN_OUT
            at = row.last_at if changes else row.first_at
            came.append(Came(row.window, at, row.device, row.inside, row.times, row.item))
    return [RosterPlace(known[key].public_id, registration, came) for (key, registration), came in found.items()]


def _attendance(checkpoint_ids: Collection[int], since: datetime | None) -> Select[Any]:
    """The rows of every place with attendance; with ``since`` of every place that has changed since then, which may
    have none (an undo)."""
    places = (_places_at(Attendance, checkpoint_ids) if since is None else _changed(checkpoint_ids, since)).subquery()
    same = places.c.checkpoint_id == Attendance.checkpoint_id, places.c.registration_id == Attendance.registration_id
    return (
        select(
            places.c.checkpoint_id,
            Registration.public_id.label("registration"),
            Device.public_id.label("device"),
            Attendance.window,
            Attendance.first_at,
            Attendance.last_at,
            Attendance.inside,
            Attendance.count.label("times"),
            Attendance.item,
        )
        .join(Registration, Registration.id == places.c.registration_id)
        .outerjoin(Attendance, and_(*same))
        .outerjoin(Device, Device.id == Attendance.device_id)
    )


def _changed(checkpoint_ids: Collection[int], since: datetime) -> CompoundSelect[int, int | None]:
    """Where somebody was scanned, or what had been scanned came to count otherwise."""
    scanned = _places_at(Scan, checkpoint_ids).where(Scan.received_at >= since)
    touched = _places_at(TouchedPlace, checkpoint_ids).where(TouchedPlace.touched_at >= since)
    return scanned.union(touched)


def _places_at(
    source: type[Attendance | Scan | TouchedPlace], checkpoint_ids: Collection[int]
) -> Select[int, int | None]:
    places = select(source.checkpoint_id, source.registration_id)
    return places.where(source.checkpoint_id.in_(checkpoint_ids)).distinct()
