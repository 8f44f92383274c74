"""The audit log of one event, for its organizers."""

from flask import Blueprint, render_template

from app.core import navigation
from app.core.edge import access, session_of_request
from app.core.i18n import lazy_gettext as _l
from app.core.logpages import log_page
from app.events.models import Event
from app.events.policies import organizes

bp = Blueprint("events_log", __name__)


@bp.get("/manage/events/<event>/log/")
@access(organizes)
def index(event: Event) -> str:
    return render_template("accounts/log.html", **log_page(session_of_request(), event.zone, event.id))


navigation.item("event", "events_log.index", _l("Log"), organizes, order=95, section=navigation.Section.TEAM)
