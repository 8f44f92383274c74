"""Print stations: a page beside a label printer, which prints as people are admitted."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Response, abort, flash, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from app.badges import stations
from app.badges.forms import StationForm
from app.badges.layouts.stored import layout_by_public_id, layouts
from app.badges.models import PrintReason, PrintStation
from app.badges.printing import Printer
from app.badges.rendering import pictures
from app.badges.views.blueprint import bp
from app.badges.views.kits import faces_of
from app.checkin.queries import checkpoints
from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, loads, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event
from app.events.policies import checks_in
from app.registration.models import Registration
from app.registration.queries import registration_by_public_id
from app.tickets.models import Ticket

#: Of label printers: 203 or 300 dots an inch.
DOTS = 300


@loads("print_station")
def load_station(session: Session, public_id: str, loaded: Mapping[str, Any]) -> PrintStation | None:
    return stations.station_by_public_id(session, loaded["event"].id, public_id)


def _form(event: Event) -> StationForm:
    session = session_of_request()
    form = StationForm()
    form.offer(checkpoints(session, event.id), layouts(session, event.id), current_locale())
    return form


def _list(event: Event, form: StationForm) -> str:
    session = session_of_request()
    made = stations.stations(session, event.id)
    return render_template("badges/stations.html", event=event, form=form, stations=made)


@bp.get("/manage/events/<event>/print-stations/", endpoint="stations")
@access(checks_in)
def station_list(event: Event) -> str:
    """The stations of an event, and a form for another."""
    return _list(event, _form(event))


@bp.post("/manage/events/<event>/print-stations/")
@access(checks_in)
def make_station(event: Event) -> ResponseReturnValue:
    """Set up a station, and go to its page."""
    form = _form(event)
    if form.validate() and (made := attempt(lambda: _make(event, form), form)):
        return back_to("badges.station", event=event.slug, print_station=made.public_id)
    return _list(event, form), 422


def _make(event: Event, form: StationForm) -> PrintStation:
    session = session_of_request()
    layout = layout_by_public_id(session, event.id, form.layout.data) if form.layout.data else None
    station = PrintStation(
        event_id=event.id,
        name=form.name.data,
        since=None if form.earlier.data else now(),
        automatic=form.automatic.data,
        walk_ins=form.walk_ins.data,
        layout_id=layout.id if layout else None,
    )
    session.add(station)
    chosen = set(form.checkpoints.data or ())
    gates = [one.id for one in checkpoints(session, event.id) if one.public_id in chosen]
    stations.set_checkpoints(session, station, gates)
    return station


@bp.post("/manage/events/<event>/print-stations/<print_station>/delete/")
@access(checks_in)
def delete_station(event: Event, print_station: PrintStation) -> Redirect:
    """Take a station away; what it printed stays in the log."""
    session_of_request().delete(print_station)
    flash(_("The station is gone. What it printed stays in the log."), "success")
    return back_to("badges.stations", event=event.slug)


@bp.get("/manage/events/<event>/print-stations/<print_station>/")
@access(checks_in)
def station(event: Event, print_station: PrintStation) -> str:
    """The page that stays open beside the printer."""
    return render_template("badges/station.html", event=event, station=print_station)


@bp.get("/manage/events/<event>/print-stations/<print_station>/queue/")
@access(checks_in)
def station_queue(event: Event, print_station: PrintStation) -> Response:
    """Who waits, whose print is not confirmed, who was printed last; 304 while nothing has changed."""
    session = session_of_request()
    tag = hashlib.sha256(f"{stations.stamp(session, print_station)} {current_locale()}".encode()).hexdigest()[:24]
    if tag in request.if_none_match:
        response = Response(status=304)
    else:
        found = stations.queue(session, print_station)
        response = jsonify(
            waiting=[_told(ticket.registration) for ticket in found.waiting],
            unsure=[_told(ticket.registration) for ticket in found.unsure],
            done=[_told(person) | {"at": at.isoformat()} for person, at in found.done],
        )
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _told(person: Registration) -> dict[str, str]:
    locale = current_locale()
    name = person.name.display(locale)
    other = person.name.display("en" if locale == "zh" else "zh")
    category = person.category.title.pick(locale)
    return {"id": person.public_id, "name": name, "other": other if other != name else "", "category": category}


@bp.post("/manage/events/<event>/print-stations/<print_station>/claim/")
@access(checks_in)
def claim(event: Event, print_station: PrintStation) -> ResponseReturnValue:
    """Take a badge upon this station; 409 where another was quicker."""
    person = _person(event)
    ticket = stations.claim(session_of_request(), print_station, person, now())
    return _labels(event, print_station, ticket) if ticket else (jsonify(pages=[]), 409)


@bp.post("/manage/events/<event>/print-stations/<print_station>/printed/")
@access(checks_in)
def printed(event: Event, print_station: PrintStation) -> ResponseReturnValue:
    """The browser has handed it to the printer."""
    attempt(lambda: stations.confirm(session_of_request(), print_station, _person(event), _printer()))
    return jsonify(printed=True)


@bp.post("/manage/events/<event>/print-stations/<print_station>/release/")
@access(checks_in)
def release(event: Event, print_station: PrintStation) -> ResponseReturnValue:
    """It was not printed after all: it waits again."""
    stations.release(session_of_request(), print_station, _person(event))
    return jsonify(released=True)


@bp.post("/manage/events/<event>/print-stations/<print_station>/again/")
@access(checks_in)
def print_again(event: Event, print_station: PrintStation) -> ResponseReturnValue:
    """Print a badge once more, out of paper say; logged like every print."""
    session, person = session_of_request(), _person(event)
    ticket = stations.label_ticket(session, print_station, person)
    if ticket is None or not attempt(lambda: _log_again(print_station, person)):
        return jsonify(pages=[]), 409
    return _labels(event, print_station, ticket)


def _log_again(station: PrintStation, person: Registration) -> Any:
    session = session_of_request()
    first = stations.confirm(session, station, person, _printer())
    return first or stations.again(session, station, person, replace(_printer(), reason=PrintReason.DAMAGED))


def _person(event: Event) -> Registration:
    found = registration_by_public_id(session_of_request(), request.form.get("registration", "")[:16])
    return found if found and found.event_id == event.id else abort(404)


def _printer() -> Printer:
    return Printer(current_actor().user_id, now())


def _labels(event: Event, station: PrintStation, ticket: Ticket) -> Response:
    """Where the pages of a label are, and the class that gives them their size on paper."""
    kit = stations.kit_of_station(session_of_request(), station)
    kind = ticket.registration.category.kind.value
    layout = kit.by_kind.get(kind, kit.usual)
    sides = 2 if layout.sides == "double" else 1
    at: dict[str, Any] = {"event": event.slug, "print_station": station.public_id}
    person = ticket.registration.public_id
    pages = [url_for("badges.label", registration=person, side=side, **at) for side in range(1, sides + 1)]
    return jsonify(pages=pages, size=f"label-{kit.layouts.index(layout)}")


@bp.get("/manage/events/<event>/print-stations/<print_station>/labels/<registration>/<int:side>.png")
@access(checks_in)
def label(event: Event, print_station: PrintStation, registration: Registration, side: int) -> Response:
    """One side of a badge, as it is printed."""
    session = session_of_request()
    ticket = stations.label_ticket(session, print_station, registration)
    if ticket is None:
        abort(404)
    kit = stations.kit_of_station(session, print_station)
    [face] = faces_of(session, event, [ticket], kit)
    session.rollback()  # the connection is not kept while the page is drawn
    drawn = pictures(face, kit, DOTS)
    if not 1 <= side <= len(drawn):
        abort(404)
    response = Response(drawn[side - 1], mimetype="image/png")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@bp.get("/manage/events/<event>/print-stations/<print_station>/labels.css")
@access(checks_in)
def label_sizes(event: Event, print_station: PrintStation) -> Response:
    """A page of paper for each layout, exactly as large as its label."""
    kit = stations.kit_of_station(session_of_request(), print_station)
    rules = [
        f"@page label-{number} {{ size: {size.width}mm {size.height}mm; margin: 0 }}\n"
        f".label-{number} {{ page: label-{number}; inline-size: {size.width}mm; block-size: {size.height}mm }}\n"
        for number, size in enumerate(layout.footprint for layout in kit.layouts)
    ]
    response = Response("".join(rules), mimetype="text/css")
    response.headers["Cache-Control"] = "private, no-store"
    return response


navigation.item(
    "event", "badges.stations", _l("Print stations"), checks_in, order=64, section=navigation.Section.BADGES
)
