"""Where organizers start: their events, and the overview of each."""

from datetime import datetime

from flask import Blueprint, render_template, request

from app.core import navigation
from app.core.clock import now
from app.core.edge import access, current_actor, session_of_request
from app.core.folding import fold
from app.core.i18n import lazy_gettext as _l
from app.core.policies import staff
from app.core.text import Bilingual
from app.events import figures, publishing, queries
from app.events.models import Event, EventKind, EventState
from app.events.phases import Phase, phase, standing
from app.events.policies import clones, creates_events, organizes_event, views, works_on
from app.events.told import told

bp = Blueprint("events_manage", __name__)


#: Headings of the list of events, in this order.
GROUPS = (
    ("now", _l("On now")),
    ("coming", _l("Coming")),
    ("preparing", _l("In preparation")),
    ("past", _l("Past")),
    ("cancelled", _l("Cancelled")),
    ("archived", _l("Archived")),
)


@bp.get("/manage/")
@access(staff)
def home() -> str:
    """My events, by where they stand; ``?q=`` and ``?kind=`` narrow the list."""
    session, actor, moment = session_of_request(), current_actor(), now()
    wanted, kind = request.args.get("q", "").strip()[:100], request.args.get("kind", "")
    events = queries.managed_events(session, actor)
    shown = [event for event in events if _matches(event, wanted, kind)]
    groups = [
        (heading, found)
        for key, heading in GROUPS
        if (found := [event for event in shown if _group(event, moment) == key])
    ]
    may_create = creates_events(actor, {})
    filters = {"q": wanted, "kind": kind}
    return render_template(
        "events/home.html", groups=groups, any_events=bool(events), filters=filters, may_create=may_create
    )


def _matches(event: Event, wanted: str, kind: str) -> bool:
    texts = [event.title, event.city, event.host_base.name if event.host_base else Bilingual()]
    known = [text for pair in texts for text in (pair.zh, pair.en)]
    found = not wanted or any(fold(wanted) in fold(text) for text in [*known, event.slug])
    return found and (kind not in set(EventKind) or event.kind.value == kind)


def _group(event: Event, moment: datetime) -> str:
    if event.state is EventState.PUBLISHED:
        return {Phase.RUNNING: "now", Phase.UPCOMING: "coming", Phase.OVER: "past"}[phase(event, moment)]
    return event.state.value if event.state in (EventState.CANCELLED, EventState.ARCHIVED) else "preparing"


@bp.get("/manage/events/<event>/")
@access(works_on)
def overview(event: Event) -> str:
    """An event at a glance: what is missing, figures, dates and place, latest changes."""
    session, actor = session_of_request(), current_actor()
    organizer = organizes_event(actor, event)
    return render_template(
        "events/overview.html",
        event=event,
        standing=standing(event, now()),
        organizer=organizer,
        may_clone=clones(actor, {"event": event}),
        problems=publishing.missing(session, event) if organizer else [],
        figures=figures.of_event(session, event) if views(actor, {"event": event}) else [],
        changes=told(queries.changes(session, event.id, 8)),
    )


navigation.item("manage", "events_manage.home", _l("Events"), staff, order=10)
navigation.item("event", "events_manage.overview", _l("Overview"), works_on, order=10)
