"""Large batches, set by the worker while a page tells how far it is."""

from sqlalchemy.orm import Session

from app.badges import queries
from app.badges.layouts.stored import kit_of
from app.badges.models import PrintJob
from app.badges.rendering import render_file
from app.badges.views.kits import faces_of
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.longwork import Hands, long_work
from app.events.models import Event

SHEET = "badges"


@long_work(SHEET, _l("Badges to print"), back="badges.index", back_label=_l("Badges"))
def set_badges(hands: Hands) -> str:
    """The PDF of a job, or of one lane of it."""
    lane = hands.params["lane"]
    with Session(hands.engine) as session:
        job = session.get(PrintJob, hands.params["job"])
        tickets = queries.job_tickets(session, job, lane) if job else []
        if job is None or not tickets:
            raise DomainError(_l("There is no badge to print here."))
        event = session.get_one(Event, job.event_id)
        kit = kit_of(session, event.id)
        faces = faces_of(session, event, tickets, kit)
        name = sheet_name(event, job, lane)
    del tickets
    hands.tell(0, len(faces))
    render_file(faces, kit, hands.path, lambda done: hands.tell(done, len(faces)))
    return f"{name}.pdf"


def sheet_name(event: Event, job: PrintJob, lane: int | None) -> str:
    """What the file is called when saved."""
    of_lane = f"-{lane + 1}" if lane is not None else ""
    return f"{event.slug}-badges-{job.public_id.lower()}{of_lane}"
