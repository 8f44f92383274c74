"""The organizers' itinerary: legs from city to city, and the form of each."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import ngettext
from app.core.navigation import Section
from app.directory.queries import current_bases
from app.events.models import Event
from app.events.policies import organizes, organizes_trip
from app.trips import queries, readiness, routing
from app.trips.forms import KINDS, LegForm
from app.trips.models import Leg

bp = Blueprint("trips_itinerary", __name__)


@bp.get("/manage/events/<event>/itinerary/")
@access(organizes)
def index(event: Event) -> str:
    """Legs in the order of travel, each with its stops."""
    session = session_of_request()
    stops = queries.managed_stops(session, event.id)
    return render_template(
        "trips/itinerary.html",
        event=event,
        legs=[(leg, [stop for stop in stops if stop.leg_id == leg.id]) for leg in queries.legs(session, event.id)],
        removed=queries.managed_stops(session, event.id, removed=True),
        kinds=KINDS,
        within=lambda leg: readiness.within(event, leg),
    )


@bp.post("/manage/events/<event>/itinerary/confirm/")
@access(organizes)
def confirm(event: Event) -> Response:
    """Confirm the chosen drafts."""
    session = session_of_request()
    stops = queries.stops_by_public_id(session, event.id, request.form.getlist("ids"))
    number = attempt(lambda: routing.confirm(session, event, stops))
    if number is not None:
        flash(ngettext("%(num)d stop confirmed.", "%(num)d stops confirmed.", number), "success")
    return back_to("trips_itinerary.index", event=event.slug)


@bp.route("/manage/events/<event>/itinerary/legs/new/", methods=["GET", "POST"])
@access(organizes)
def new(event: Event) -> Any:
    """A leg; proposed to begin where the last one ends."""
    session, form = session_of_request(), LegForm()
    form.prepare(current_bases(session), None)
    if not form.is_submitted():
        legs = queries.legs(session, event.id)
        form.arrives_on.data = legs[-1].leaves_on if legs else event.arrival_on
        form.zone.data = legs[-1].zone if legs else event.zone
    if form.validate_on_submit() and attempt(lambda: routing.create_leg(session, event, form.typed()), form):
        flash(_("Saved."), "success")
        return back_to("trips_itinerary.index", event=event.slug)
    return _page(event, form, None)


@bp.route("/manage/events/<event>/itinerary/legs/<leg>/", methods=["GET", "POST"])
@access(organizes)
def edit(event: Event, leg: Leg) -> Any:
    session, form = session_of_request(), LegForm(obj=leg)
    form.prepare(current_bases(session), leg)
    form.opened(leg)
    if form.validate_on_submit():
        version = form.version.data or ""
        if attempt(lambda: routing.edit_leg(session, event, leg, form.typed(), version), form):
            flash(_("Saved."), "success")
            return back_to("trips_itinerary.index", event=event.slug, _anchor=f"leg-{leg.public_id}")
        if form.stale:
            stored = LegForm(None, obj=leg)
            stored.prepare(current_bases(session), leg, fresh=True)
            form.meet(stored, leg)
    return _page(event, form, leg)


@bp.post("/manage/events/<event>/itinerary/legs/<leg>/remove/")
@access(organizes)
def remove(event: Event, leg: Leg) -> Response:
    if attempt(lambda: routing.remove_leg(session_of_request(), event, leg, now())):
        flash(_("Removed."), "success")
    return back_to("trips_itinerary.index", event=event.slug)


def _page(event: Event, form: LegForm, leg: Leg | None) -> tuple[str, int]:
    stops = queries.stops_of_leg(session_of_request(), leg.id) if leg else []
    page = render_template("trips/leg_form.html", event=event, form=form, leg=leg, stops=stops)
    return page, 422 if form.is_submitted() else 200


navigation.item("event", "trips_itinerary.index", _l("Itinerary"), organizes_trip, order=40, section=Section.PROGRAMME)
