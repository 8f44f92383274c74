"""Reads of who gets a badge, and of what was printed."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Exists, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.badges.models import BadgePrint, PrintJob
from app.checkin.models import Attendance, Checkpoint, CheckpointKind
from app.core.names import PersonName
from app.core.text import Bilingual
from app.directory.models import OverseasGroup
from app.registration.models import Category, Registration, RegistrationState
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Choice:
    """Whose badges: everyone's, or of those alone who meet all that is said here."""

    #: Public id of a category, slug of an overseas group, a country's code; '' for all.
    category: str = ""
    group: str = ""
    country: str = ""
    #: Public ids.
    registrations: Collection[str] | None = None
    #: Never printed with the code that is valid now.
    only_new: bool = False
    #: Printed, and what stands on it is another thing by now.
    changed: bool = False
    walk_ins: bool = False
    #: Admitted at no entrance yet.
    not_arrived: bool = False


def printable(session: Session, event_id: int, choice: Choice) -> list[Ticket]:
    """The valid tickets of accepted registrations, by pinyin; ``choice.changed`` is for who knows, see ``changes``."""
    wanted = valid(event_id).join(Ticket.registration).where(*_conditions(event_id, choice))
    loaded = _with_people(wanted).options(joinedload(Ticket.registration).joinedload(Registration.group))
    return list(session.scalars(loaded.order_by(Registration.sort_zh, Registration.id)))


def _conditions(event_id: int, choice: Choice) -> Iterator[ColumnElement[bool]]:
    if choice.category:
        yield Registration.category.has(Category.public_id == choice.category)
    if choice.group:
        yield Registration.group.has(OverseasGroup.slug == choice.group)
    if choice.country:
        yield Registration.country == choice.country
    if choice.registrations is not None:
        yield Registration.public_id.in_(choice.registrations)
    if choice.only_new:
        yield ~printed()
    if choice.walk_ins:
        yield Registration.walk_in.is_(True)
    if choice.not_arrived:
        entrances = select(Checkpoint.id).where(
            Checkpoint.event_id == event_id, Checkpoint.kind == CheckpointKind.ENTRY
        )
        arrived = Attendance.registration_id == Registration.id, Attendance.checkpoint_id.in_(entrances)
        yield ~exists().where(*arrived)


#: Overseas groups and countries that somebody with a badge comes with or from.
Facets = tuple[list[OverseasGroup], list[str]]


def facets(session: Session, event_id: int) -> Facets:
    mine = Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED
    groups = select(OverseasGroup).where(OverseasGroup.id.in_(select(Registration.group_id).where(*mine)))
    countries = select(Registration.country).where(*mine, Registration.country != "").distinct()
    named = sorted(session.scalars(groups), key=lambda group: group.slug)
    return named, sorted(session.scalars(countries))


def edited_since(session: Session, event_id: int) -> list[tuple[Registration, str]]:
    """Registrations that were edited after their badge was printed last, and the digest of what stood on it."""
    same = BadgePrint.registration_id == Ticket.registration_id, BadgePrint.generation == Ticket.generation
    mine = select(func.max(BadgePrint.id)).where(*same, _stands()).correlate(Ticket).scalar_subquery()
    touched = or_(Registration.changed_at > PrintJob.printed_at, Category.changed_at > PrintJob.printed_at)
    wanted = (
        select(Registration, BadgePrint.digest)
        .join(Ticket, and_(Ticket.registration_id == Registration.id, Ticket.replaced_at.is_(None)))
        .join(BadgePrint, BadgePrint.id == mine)
        .join(PrintJob, PrintJob.id == BadgePrint.job_id)
        .join(Registration.category)
        .where(Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED, touched)
        .options(joinedload(Registration.category), joinedload(Registration.group))
    )
    return [(one, digest) for one, digest in session.execute(wanted)]


def people(session: Session, event_id: int) -> list[tuple[PersonName, Bilingual]]:
    """Name and organisation of everyone who gets a badge, sorted as the badges are."""
    wanted = valid(event_id).join(Ticket.registration).with_only_columns(Registration.name, Registration.organisation)
    return [(name, where) for name, where in session.execute(wanted.order_by(Registration.sort_zh, Registration.id))]


def job_tickets(session: Session, job: PrintJob, lane: int | None = None) -> list[Ticket]:
    """The tickets of a job in its order, of one lane where it is given; without those replaced since."""
    same = and_(BadgePrint.registration_id == Ticket.registration_id, BadgePrint.generation == Ticket.generation)
    mine = BadgePrint.job_id == job.id, Ticket.replaced_at.is_(None)
    wanted = select(Ticket).join(BadgePrint, same).where(*mine).join(Ticket.registration)
    if lane is not None:
        wanted = wanted.where(BadgePrint.lane == lane)
    return list(session.scalars(_with_people(wanted).order_by(BadgePrint.position, BadgePrint.id)))


def job_by_public_id(session: Session, event_id: int, public_id: str) -> PrintJob | None:
    return session.scalar(select(PrintJob).where(PrintJob.event_id == event_id, PrintJob.public_id == public_id))


@dataclass(frozen=True, slots=True)
class Standing:
    """Badges of a category: how many there are, were never printed with this code, have changed since."""

    all: int
    unprinted: int
    changed: int

    @property
    def printed(self) -> int:
        return self.all - self.unprinted


def standings(session: Session, event_id: int, changed: Iterable[Registration]) -> dict[int, Standing]:
    """By the category's key."""
    since = Counter(registration.category_id for registration in changed)
    return {
        category_id: Standing(every, unprinted, since[category_id])
        for category_id, every, unprinted in session.execute(
            valid(event_id)
            .join(Ticket.registration)
            .with_only_columns(Registration.category_id, func.count(), func.count().filter(~printed()))
            .group_by(Registration.category_id)
        )
    }


def without_ticket(session: Session, event_id: int) -> int:
    """Accepted registrations that have no ticket, and so no badge."""
    ticket = exists().where(Ticket.registration_id == Registration.id, Ticket.replaced_at.is_(None))
    accepted = Registration.event_id == event_id, Registration.state == RegistrationState.ACCEPTED
    known = Registration.erased_at.is_(None)
    return session.scalar(select(func.count(Registration.id)).where(*accepted, known, ~ticket)) or 0


def valid(event_id: int) -> Select[Ticket]:
    accepted = Ticket.registration.has(Registration.state == RegistrationState.ACCEPTED)
    return select(Ticket).where(Ticket.event_id == event_id, Ticket.replaced_at.is_(None), accepted)


def printed() -> Exists:
    """Whether this generation of the ticket was ever printed."""
    same = BadgePrint.registration_id == Ticket.registration_id, BadgePrint.generation == Ticket.generation
    return exists().where(*same, _stands())


def _stands() -> ColumnElement[bool]:
    """Whether the job of a print was not taken back."""
    return BadgePrint.job_id.in_(select(PrintJob.id).where(PrintJob.undone_at.is_(None)))


def _with_people(wanted: Select[Ticket]) -> Select[Ticket]:
    return wanted.options(joinedload(Ticket.registration).joinedload(Registration.category))
