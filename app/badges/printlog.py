"""Who printed what and when, by job and by person."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import User
from app.badges.models import BadgePrint, PrintJob
from app.registration.models import Registration
from app.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the print log: a job, by whom, and either how many badges it holds or the one that is meant."""

    job: PrintJob
    by: str
    badges: int = 1
    badge: BadgePrint | None = None
    #: Whether the code that was printed is valid no longer.
    replaced: bool = False


BY_WHOM = func.coalesce(func.nullif(User.name, ""), User.email, "")


def latest_jobs(session: Session, event_id: int, limit: int = 10, offset: int = 0) -> list[Logged]:
    """The latest jobs first."""
    count = select(func.count(BadgePrint.id)).where(BadgePrint.job_id == PrintJob.id).correlate(PrintJob)
    wanted = select(PrintJob, BY_WHOM, count.scalar_subquery()).outerjoin(User, User.id == PrintJob.printed_by)
    mine = wanted.where(PrintJob.event_id == event_id).options(joinedload(PrintJob.station))
    latest = mine.order_by(PrintJob.id.desc()).limit(limit).offset(offset)
    return [Logged(job, by, badges) for job, by, badges in session.execute(latest)]


def size(session: Session, job: PrintJob) -> int:
    """How many badges a job holds."""
    return session.scalar(select(func.count(BadgePrint.id)).where(BadgePrint.job_id == job.id)) or 0


def job_count(session: Session, event_id: int) -> int:
    return session.scalar(select(func.count(PrintJob.id)).where(PrintJob.event_id == event_id)) or 0


def by_whom(session: Session, job: PrintJob) -> str:
    return session.scalar(select(BY_WHOM).where(User.id == job.printed_by)) or ""


def job_people(session: Session, job: PrintJob, limit: int, offset: int) -> list[tuple[BadgePrint, Registration, bool]]:
    """Some of a job's badges in its order, and whether the code was replaced since."""
    code = and_(Ticket.registration_id == BadgePrint.registration_id, Ticket.generation == BadgePrint.generation)
    wanted = (
        select(BadgePrint, Registration, Ticket.replaced_at)
        .join(Registration, Registration.id == BadgePrint.registration_id)
        .outerjoin(Ticket, code)
        .where(BadgePrint.job_id == job.id)
        .options(joinedload(Registration.category))
    )
    rows = session.execute(wanted.order_by(BadgePrint.position, BadgePrint.id).limit(limit).offset(offset))
    return [(badge, person, replaced is not None) for badge, person, replaced in rows]


def prints_of(session: Session, registration_id: int) -> list[Logged]:
    """Every print of a person's badge, the latest first."""
    code = and_(Ticket.registration_id == BadgePrint.registration_id, Ticket.generation == BadgePrint.generation)
    wanted = (
        select(PrintJob, BadgePrint, BY_WHOM, Ticket.replaced_at)
        .join(BadgePrint, BadgePrint.job_id == PrintJob.id)
        .outerjoin(User, User.id == PrintJob.printed_by)
        .outerjoin(Ticket, code)
        .where(BadgePrint.registration_id == registration_id)
        .options(joinedload(PrintJob.station))
        .order_by(BadgePrint.id.desc())
    )
    return [
        Logged(job, by, badge=badge, replaced=replaced is not None)
        for job, badge, by, replaced in session.execute(wanted)
    ]


@dataclass(frozen=True, slots=True)
class LaneOfJob:
    """A lane of a job: how many badges, and whose are the first and the last."""

    label: str
    number: int
    badges: int
    first: Registration
    last: Registration


def job_lanes(session: Session, job: PrintJob) -> list[LaneOfJob]:
    """The lanes of a job in their order."""
    counted = select(BadgePrint.lane, func.count(), func.min(BadgePrint.position), func.max(BadgePrint.position)).where(
        BadgePrint.job_id == job.id
    )
    rows = session.execute(counted.group_by(BadgePrint.lane).order_by(BadgePrint.lane)).all()
    ends = {place for row in rows for place in row[2:]}
    at = select(BadgePrint.position, Registration).join(Registration, Registration.id == BadgePrint.registration_id)
    people = dict(session.execute(at.where(BadgePrint.job_id == job.id, BadgePrint.position.in_(ends))).all())
    return [
        LaneOfJob(job.lanes[lane] if lane < len(job.lanes) else "", lane, count, people[first], people[last])
        for lane, count, first, last in rows
    ]
