"""The headcount: who is inside now, to print or to take along as a file. Logged as exports are."""

from flask import Response, render_template, request

from app.core import audit
from app.core.clock import now
from app.core.db import turn_to_writing
from app.core.edge import access, session_of_request
from app.core.i18n import current_locale
from app.events.models import Event
from app.events.policies import organizes
from app.reports import headcount as counting
from app.reports.views.blueprint import bp


@bp.post("/manage/events/<event>/live/headcount/")
@access(organizes, reads_first=True)
def headcount(event: Event) -> Response:
    """By checkpoint, or of the one that the form names; ``as=csv``: as a file."""
    session, moment, locale = session_of_request(), now(), current_locale()
    found = counting.headcount(session, event, moment, locale, request.form.get("checkpoint", "")[:16])
    rows = sum(len(inside.people) for inside in found)
    if request.form.get("as") == "csv":
        response = Response(counting.table(event, found, moment, locale), mimetype="text/csv")
        response.headers["Content-Disposition"] = f"attachment; filename={event.slug}-inside.csv"
    else:
        page = render_template("reports/headcount.html", event=event, found=found, moment=moment)
        response = Response(page, mimetype="text/html")
    turn_to_writing(session, keep=True)
    audit.record(session, "headcount", event, rows=rows)
    return response
