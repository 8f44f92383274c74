"""Reads of who gets a badge, and of what was printed."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Exists, Select, and_, exists, func, select
from sqlalchemy.orm import Session, joinedload

from app.badges.models import BadgePrint, PrintJob
from app.core.names import PersonName
from app.core.text import Bilingual
from app.registration.models import Category, Registration, RegistrationState
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose badges: all, of one category, of some registrations by public id, those never printed as they are."""

    category: str = ""
    registrations: Collection[str] | None = None
    only_new: bool = False


def printable(session: Session, event_id: int, choice: Choice) -> list[Ticket]:
    """The valid tickets of accepted registrations, sorted as people look for their badge: by pinyin."""
    wanted = _valid(event_id).join(Ticket.registration)
    if choice.category:
        wanted = wanted.join(Registration.category).where(Category.public_id == choice.category)
    if choice.registrations is not None:
        wanted = wanted.where(Registration.public_id.in_(choice.registrations))
    if choice.only_new:
        wanted = wanted.where(~_printed())
    return list(session.scalars(_with_people(wanted)))


def people(session: Session, event_id: int) -> list[tuple[PersonName, Bilingual]]:
    """Name and organisation of everyone who gets a badge, sorted as the badges are."""
    wanted = _valid(event_id).join(Ticket.registration).with_only_columns(Registration.name, Registration.organisation)
    return [(name, where) for name, where in session.execute(wanted.order_by(Registration.sort_zh, Registration.id))]


def job_tickets(session: Session, job: PrintJob) -> list[Ticket]:
    """The tickets of a job, of the generations that it printed."""
    same = and_(BadgePrint.registration_id == Ticket.registration_id, BadgePrint.generation == Ticket.generation)
    wanted = select(Ticket).join(BadgePrint, same).where(BadgePrint.job_id == job.id).join(Ticket.registration)
    return list(session.scalars(_with_people(wanted)))


def job_by_public_id(session: Session, event_id: int, public_id: str) -> PrintJob | None:
    return session.scalar(select(PrintJob).where(PrintJob.event_id == event_id, PrintJob.public_id == public_id))


def latest_jobs(session: Session, event_id: int, limit: int = 10) -> list[tuple[PrintJob, int]]:
    """The latest jobs, each with how many badges it holds."""
    count = func.count(BadgePrint.id)
    wanted = select(PrintJob, count).outerjoin(BadgePrint, BadgePrint.job_id == PrintJob.id)
    latest = wanted.where(PrintJob.event_id == event_id).group_by(PrintJob.id).order_by(PrintJob.id.desc()).limit(limit)
    return [(job, badges) for job, badges in session.execute(latest)]


@dataclass(frozen=True, slots=True)
class Standing:
    """Badges of a category: how many there are, and how many were never printed as they are."""

    all: int
    unprinted: int


def standings(session: Session, event_id: int) -> dict[int, Standing]:
    """By the category's key."""
    return {
        category_id: Standing(every, unprinted)
        for category_id, every, unprinted in session.execute(
            _valid(event_id)
            .join(Ticket.registration)
            .with_only_columns(Registration.category_id, func.count(), func.count().filter(~_printed()))
            .group_by(Registration.category_id)
        )
    }


def without_ticket(session: Session, event_id: int) -> int:
    """Accepted registrations that have no ticket, and so no badge."""
    ticket = exists().where(Ticket.registration_id == Registration.id, Ticket.replaced_at.is_(None))
    accepted = Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED
    known = Registration.erased_at.is_(None)
    return session.scalar(select(func.count(Registration.id)).where(*accepted, known, ~ticket)) or 0


def _valid(event_id: int) -> Select[Ticket]:
    accepted = Ticket.registration.has(Registration.state == RegistrationState.ACCEPTED)
    return select(Ticket).where(Ticket.event_id == event_id, Ticket.replaced_at.is_(None), accepted)


def _printed() -> Exists:
    """Whether this generation of the ticket was ever printed."""
    same = BadgePrint.registration_id == Ticket.registration_id, BadgePrint.generation == Ticket.generation
    return exists().where(*same)


def _with_people(wanted: Select[Ticket]) -> Select[Ticket]:
    loaded = wanted.options(joinedload(Ticket.registration).joinedload(Registration.category))
    return loaded.order_by(Registration.sort_zh, Registration.id)
