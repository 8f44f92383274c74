"""Stations that print a badge when its person is admitted: each badge once, however many stations there are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, joinedload

from app.badges.kits import Kit
from app.badges.layouts.schema import Layout
from app.badges.layouts.stored import kit_for, kit_of, opened
from app.badges.models import BadgeClaim, BadgePrint, PrintJob, PrintStation, PrintStationCheckpoint
from app.badges.printing import Printer, print_badges
from app.badges.queries import Choice, printed, valid
from app.checkin.models import Attendance, Scan, TouchedPlace
from app.events.models import Event
from app.registration.models import Registration
from app.tickets.models import SpareBadge, Ticket

#: How many of those who wait are shown.
SHOWN = 30
LATEST = 8


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits for a badge with the first first, whose print was never confirmed, who has theirs since when."""

    waiting: Sequence[Ticket]
    unsure: Sequence[Ticket]
    done: Sequence[tuple[Registration, datetime]]


def stations(session: Session, event_id: int) -> Sequence[PrintStation]:
    mine = select(PrintStation).where(PrintStation.event_id == event_id)
    return session.scalars(mine.options(joinedload(PrintStation.layout)).order_by(PrintStation.name)).all()


def station_by_public_id(session: Session, event_id: int, public_id: str) -> PrintStation | None:
    return session.scalar(
        select(PrintStation).where(PrintStation.event_id == event_id, PrintStation.public_id == public_id)
    )


def kit_of_station(session: Session, station: PrintStation) -> Kit:
    """What it prints with: a label a page, whatever sheets the layouts are for."""
    if station.layout:
        kit = kit_for(session, station.event_id, opened(station.layout))
    else:
        kit = kit_of(session, station.event_id)
    single = {kind: _off_the_sheet(layout) for kind, layout in kit.by_kind.items()}
    return replace(kit, usual=_off_the_sheet(kit.usual), by_kind=single)


def _off_the_sheet(layout: Layout) -> Layout:
    return layout.model_copy(update={"sheet": ""})


def queue(session: Session, station: PrintStation) -> Queue:
    """What the station shows now."""
    return Queue(
        waiting=session.scalars(_waiting(station).limit(SHOWN)).all(),
        unsure=session.scalars(_claimed_by(station)).all(),
        done=_done(session, station),
    )


def stamp(session: Session, station: PrintStation) -> str:
    """Another text whenever the queue may be another one: a handful of look-ups in indexes."""
    gates = select(PrintStationCheckpoint.checkpoint_id).where(PrintStationCheckpoint.station_id == station.id)
    mine = PrintJob.event_id == station.event_id
    claims = BadgeClaim.station_id.in_(select(PrintStation.id).where(PrintStation.event_id == station.event_id))
    marks = (
        select(func.max(Scan.received_at)).where(Scan.checkpoint_id.in_(gates)),
        select(func.max(TouchedPlace.touched_at)).where(TouchedPlace.checkpoint_id.in_(gates)),
        select(func.max(Registration.changed_at)).where(Registration.event_id == station.event_id),
        select(func.max(PrintJob.id)).where(mine),
        select(func.max(PrintJob.undone_at)).where(mine),
        select(func.count(BadgeClaim.id)).where(claims),
        select(func.max(BadgeClaim.id)).where(claims),
    )
    found = session.execute(select(*(mark.scalar_subquery() for mark in marks))).one()
    return "·".join(str(part) for part in (*found, station.changed_at))


def claim(session: Session, station: PrintStation, registration: Registration, at: datetime) -> Ticket | None:
    """Take it upon this station to print a waiting badge; None where another was quicker, or nothing is to print."""
    ticket = session.scalar(_waiting(station).where(Ticket.registration_id == registration.id))
    if ticket is None:
        return None
    make = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    values = {"registration_id": registration.id, "generation": ticket.generation}
    row = make(BadgeClaim).values(station_id=station.id, claimed_at=at, **values)
    return ticket if session.scalar(row.on_conflict_do_nothing().returning(BadgeClaim.id)) else None


def confirm(session: Session, station: PrintStation, registration: Registration, by: Printer) -> PrintJob | None:
    """The browser has printed what it claimed: log it, once."""
    mine = BadgeClaim.station_id == station.id, BadgeClaim.registration_id == registration.id
    open_claim = update(BadgeClaim).where(*mine, BadgeClaim.printed_at.is_(None))
    if not session.execute(open_claim.values(printed_at=by.at)).rowcount:  # type: ignore[attr-defined]
        return None
    return again(session, station, registration, by)


def again(session: Session, station: PrintStation, registration: Registration, by: Printer) -> PrintJob:
    """Log another print of a badge at this station. Raises `DomainError` where the person has none."""
    event = session.get_one(Event, station.event_id)
    choice = Choice(registrations={registration.public_id})
    return print_badges(session, event, choice, replace(by, station=station))


def release(session: Session, station: PrintStation, registration: Registration) -> None:
    """Put back what was claimed and not printed: it waits again, for any station."""
    mine = BadgeClaim.station_id == station.id, BadgeClaim.registration_id == registration.id
    session.execute(delete(BadgeClaim).where(*mine, BadgeClaim.printed_at.is_(None)))


def label_ticket(session: Session, station: PrintStation, registration: Registration) -> Ticket | None:
    """The valid ticket of somebody of the station's event."""
    wanted = valid(station.event_id).where(Ticket.registration_id == registration.id)
    return session.scalar(_with_people(wanted))


def set_checkpoints(session: Session, station: PrintStation, checkpoint_ids: Sequence[int]) -> None:
    session.flush()
    rows = [{"station_id": station.id, "checkpoint_id": one} for one in checkpoint_ids]
    session.execute(insert(PrintStationCheckpoint), rows)


def _waiting(station: PrintStation) -> Select[Ticket]:
    """Valid tickets of people admitted or registered at the desk, which nobody printed or has in hand."""
    same = BadgeClaim.registration_id == Ticket.registration_id, BadgeClaim.generation == Ticket.generation
    entered = (
        select(func.min(Attendance.first_at))
        .where(Attendance.registration_id == Ticket.registration_id, *_at_its_checkpoints(station))
        .correlate(Ticket)
        .scalar_subquery()
    )
    called_for: list[ColumnElement[bool]] = [entered.is_not(None)]
    if station.walk_ins:
        called_for.append(_walked_in(station))
    wanted = valid(station.event_id).join(Ticket.registration)
    wanted = wanted.where(~printed(), ~exists().where(*same), or_(*called_for))
    return _with_people(wanted).order_by(func.coalesce(entered, Registration.created_at), Ticket.id)


def _at_its_checkpoints(station: PrintStation) -> list[ColumnElement[bool]]:
    gates = select(PrintStationCheckpoint.checkpoint_id).where(PrintStationCheckpoint.station_id == station.id)
    conditions: list[ColumnElement[bool]] = [Attendance.checkpoint_id.in_(gates)]
    return [*conditions, Attendance.first_at >= station.since] if station.since else conditions


def _walked_in(station: PrintStation) -> ColumnElement[bool]:
    """Registered at the desk, and not given a blank badge that was printed before."""
    spare = exists().where(SpareBadge.public_id == Registration.public_id)
    came = and_(Registration.walk_in.is_(True), ~spare)
    return and_(came, Registration.created_at >= station.since) if station.since else came


def _claimed_by(station: PrintStation) -> Select[Ticket]:
    same = BadgeClaim.registration_id == Ticket.registration_id, BadgeClaim.generation == Ticket.generation
    wanted = valid(station.event_id).join(BadgeClaim, and_(*same)).join(Ticket.registration)
    mine = BadgeClaim.station_id == station.id, BadgeClaim.printed_at.is_(None)
    return _with_people(wanted.where(*mine)).order_by(BadgeClaim.id)


def _done(session: Session, station: PrintStation) -> list[tuple[Registration, datetime]]:
    wanted = (
        select(Registration, PrintJob.printed_at)
        .join(BadgePrint, BadgePrint.registration_id == Registration.id)
        .join(PrintJob, PrintJob.id == BadgePrint.job_id)
        .where(PrintJob.station_id == station.id)
        .options(joinedload(Registration.category))
        .order_by(PrintJob.id.desc())
        .limit(LATEST)
    )
    return [(person, at) for person, at in session.execute(wanted)]


def _with_people(wanted: Select[Ticket]) -> Select[Ticket]:
    loaded = joinedload(Ticket.registration)
    return wanted.options(loaded.joinedload(Registration.category), loaded.joinedload(Registration.group))
