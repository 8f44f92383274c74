"""Sending badges to a printer: logged, and never an entry."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.badges.models import BadgePrint, PrintJob
from app.badges.queries import Choice, printable
from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event


def print_badges(session: Session, event: Event, choice: Choice, by_user_id: int | None, at: datetime) -> PrintJob:
    """Log the choice's badges as one job, whose PDF is made from it. `DomainError` where there is none to print."""
    tickets = printable(session, event.id, choice)
    if not tickets:
        raise DomainError(_l("There is no badge to print here."))
    job = PrintJob(event_id=event.id, printed_at=at, printed_by=by_user_id)
    session.add(job)
    session.flush()
    session.add_all(
        BadgePrint(job_id=job.id, registration_id=t.registration_id, generation=t.generation) for t in tickets
    )
    audit.record(session, "print", event, badges=len(tickets), job=job.public_id)
    session.flush()
    return job
