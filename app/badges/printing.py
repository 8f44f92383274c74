"""Sending badges to a printer: logged, and never an entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.badges.changes import changed, digest_of
from app.badges.layouts.stored import uses
from app.badges.models import BadgePrint, PrintJob, PrintOrder, PrintReason, PrintStation
from app.badges.queries import Choice, printable
from app.badges.sorting import Lane, dealt, in_order
from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.secrets import Secrets
from app.core.text import Locale
from app.events.models import Event
from app.registration.models import Registration
from app.tickets.issuing import reissue


@dataclass(frozen=True, slots=True)
class Way:
    """How chosen badges are printed: in which order, for how many lanes, and for a reader of which language."""

    order: PrintOrder = PrintOrder.PINYIN
    lanes: int = 1
    locale: Locale = "zh"


PLAIN = Way()


@dataclass(frozen=True, slots=True)
class Printer:
    """Who prints, when, why again, and at which station."""

    user_id: int | None
    at: datetime
    reason: PrintReason | None = None
    station: PrintStation | None = None


def plan(session: Session, event: Event, choice: Choice, way: Way) -> list[Lane]:
    """The badges of a choice as they would be printed; none where there is nobody."""
    tickets = printable(session, event.id, choice)
    if choice.changed:
        wanted = {registration.id for registration in changed(session, event.id)}
        tickets = [ticket for ticket in tickets if ticket.registration_id in wanted]
    tickets = in_order(tickets, way.order, way.locale)
    return dealt(tickets, way.order, way.lanes, way.locale)


def print_badges(session: Session, event: Event, choice: Choice, by: Printer, way: Way = PLAIN) -> PrintJob:
    """Log the choice's badges as one job, whose PDF is made from it. `DomainError` where there is none to print."""
    lanes = plan(session, event, choice, way)
    if not lanes:
        raise DomainError(_l("There is no badge to print here."))
    job = PrintJob(
        event_id=event.id,
        printed_at=by.at,
        printed_by=by.user_id,
        sorted_by=way.order,
        lanes=[lane.label for lane in lanes] if way.lanes > 1 else [],
        reason=by.reason,
        station_id=by.station.id if by.station else None,
    )
    session.add(job)
    session.flush()
    badges = _log(session, job, lanes, _layout_names(session, event, by.station))
    audit.record(session, "print", event, badges=badges, job=job.public_id)
    session.flush()
    return job


def reprint(session: Session, secrets: Secrets, event: Event, registration: Registration, by: Printer) -> PrintJob:
    """One badge again. A lost one gets a new code first, after which the old badge is refused."""
    if by.reason is PrintReason.LOST:
        reissue(session, secrets, registration, by.at)
    return print_badges(session, event, Choice(registrations={registration.public_id}), by)


def take_back(session: Session, job: PrintJob, at: datetime) -> None:
    """It came to nothing: its badges count as not printed. The log keeps it."""
    if job.undone_at is None:
        job.undone_at = at
        audit.record(session, "undo", job)


def _layout_names(session: Session, event: Event, station: PrintStation | None) -> dict[str, str]:
    """What the layouts are called, by kind of category; under '' that of all others."""
    if station and station.layout:
        return {"": station.layout.name}
    return {use.category.kind.value if use.category else "": use.layout.name for use in uses(session, event.id)}


def _log(session: Session, job: PrintJob, lanes: Sequence[Lane], layouts: dict[str, str]) -> int:
    rows = [
        {
            "job_id": job.id,
            "registration_id": ticket.registration_id,
            "generation": ticket.generation,
            "lane": number,
            "digest": digest_of(ticket.registration),
            "layout": layouts.get(ticket.registration.category.kind.value, layouts.get("", "")),
        }
        for number, lane in enumerate(lanes)
        for ticket in lane.tickets
    ]
    session.execute(insert(BadgePrint), [row | {"position": place} for place, row in enumerate(rows)])
    return len(rows)
