"""Stops of a trip: the form of each, cancelling and removing."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response

from app.agenda.forms import CancelForm
from app.core.clock import now
from app.core.edge import access, attempt, back_to, session_of_request
from app.core.geo import Point, map_links
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.zones import wall_clock
from app.events.models import Event
from app.events.policies import organizes
from app.trips import queries, routing
from app.trips.forms import StopForm
from app.trips.models import Leg, Stop

bp = Blueprint("trips_stops", __name__)


@bp.route("/manage/events/<event>/itinerary/legs/<leg>/stops/new/", methods=["GET", "POST"])
@access(organizes)
def new(event: Event, leg: Leg) -> Any:
    """A stop; proposed to begin where the leg's last one ends."""
    session, form = session_of_request(), StopForm()
    form.prepare(leg, None)
    if not form.is_submitted():
        stops = queries.stops_of_leg(session, leg.id)
        form.starts.data = _proposed(leg, stops)
        form.ends.data = form.starts.data + timedelta(hours=1)
    if form.validate_on_submit():
        stop = attempt(lambda: routing.create_stop(session, event, leg, form.typed(leg)), form)
        if stop:
            flash(_("Saved."), "success")
            if request.form.get("then") == "another":
                return back_to("trips_stops.new", event=event.slug, leg=leg.public_id)
            return _back(event, stop)
    page = render_template(
        "trips/stop_form.html", event=event, leg=leg, form=form, stop=None, cancel_form=None, map_links={}
    )
    return page, 422 if form.is_submitted() else 200


def _proposed(leg: Leg, stops: list[Stop]) -> datetime:
    if stops:
        return wall_clock(stops[-1].ends_at, leg.zone)
    return datetime.combine(leg.arrives_on, time(9))


@bp.route("/manage/events/<event>/itinerary/stops/<stop>/", methods=["GET", "POST"])
@access(organizes)
def edit(event: Event, stop: Stop) -> Any:
    if stop.removed_at is not None:
        abort(404)
    form = _opened(stop)
    if form.validate_on_submit():
        session, version = session_of_request(), form.version.data or ""
        if attempt(lambda: routing.edit_stop(session, event, stop, form.typed(stop.leg), version), form):
            flash(_("Saved."), "success")
            return _back(event, stop)
        if form.stale:
            form.meet(_opened(stop, fresh=True), stop)
    return _page(event, stop, form, CancelForm(None)), 422 if form.is_submitted() else 200


def _opened(stop: Stop, *, fresh: bool = False) -> StopForm:
    """The form of ``stop``; ``fresh``: as it would open now, whatever was typed."""
    form = StopForm(None, obj=stop) if fresh else StopForm(obj=stop)
    form.prepare(stop.leg, stop, fresh=fresh)
    form.opened(stop)
    return form


def _page(event: Event, stop: Stop, form: StopForm, cancel_form: CancelForm) -> str:
    links = {}
    if stop.latitude is not None and stop.longitude is not None:
        links = map_links(Point(stop.latitude, stop.longitude), stop.place.pick(current_locale()))
    return render_template(
        "trips/stop_form.html",
        event=event,
        leg=stop.leg,
        form=form,
        stop=stop,
        cancel_form=cancel_form,
        map_links=links,
    )


@bp.post("/manage/events/<event>/itinerary/stops/<stop>/cancel/")
@access(organizes)
def cancel(event: Event, stop: Stop) -> Any:
    form = CancelForm()
    reason = form.bilingual("reason")
    if form.validate() and attempt(lambda: routing.cancel(session_of_request(), event, stop, reason), form):
        flash(_("The stop is cancelled. It stays on the itinerary, struck through."), "success")
        return _back(event, stop)
    return _page(event, stop, _opened(stop, fresh=True), form), 422


@bp.post("/manage/events/<event>/itinerary/stops/<stop>/restore/")
@access(organizes)
def restore(event: Event, stop: Stop) -> Response:
    if attempt(lambda: routing.restore(session_of_request(), event, stop)):
        flash(_("The stop takes place again."), "success")
    return _back(event, stop)


@bp.post("/manage/events/<event>/itinerary/stops/<stop>/remove/")
@access(organizes)
def remove(event: Event, stop: Stop) -> Response:
    """Deleted, or kept as a tombstone; the message says which."""
    known = attempt(lambda: routing.remove(session_of_request(), event, stop, now()))
    if known is not None:
        told = _("The stop is off the itinerary. Calendars that hold it learn that it is cancelled.")
        flash(told if known else _("The stop was deleted."), "success")
    return back_to("trips_itinerary.index", event=event.slug)


def _back(event: Event, stop: Stop) -> Response:
    return back_to("trips_itinerary.index", event=event.slug, _anchor=f"stop-{stop.public_id}")
