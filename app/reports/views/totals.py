"""Totals per option of an event's questions, for caterers and drivers; looks at those of sensitive ones are logged."""

from flask import current_app, render_template

from app.core import audit, navigation
from app.core.edge import access, current_actor, session_of_request
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.core.secrets import Secrets
from app.events.models import Event
from app.events.policies import organizes_event, views
from app.reports.totals import totals as counted
from app.reports.views.blueprint import bp


@bp.get("/manage/events/<event>/totals/")
@access(views)
def totals(event: Event) -> str:
    return _page(event, sensitive=False)


@bp.post("/manage/events/<event>/totals/")
@access(views)
def sensitive_totals(event: Event) -> str:
    """With those of sensitive questions; who looked is logged."""
    audit.record(session_of_request(), "read_totals", event)
    return _page(event, sensitive=True)


def _page(event: Event, *, sensitive: bool) -> str:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    exact = organizes_event(current_actor(), event)
    found, people = counted(session_of_request(), secrets, event, sensitive=sensitive, exact=exact)
    hidden = any(one.options is None for one in found)
    page = {"event": event, "found": found, "people": people, "hidden": hidden, "exact": exact}
    return render_template("reports/totals.html", **page)


navigation.item("event", "reports.totals", _l("Totals per option"), views, 15, Section.REGISTRATION)
