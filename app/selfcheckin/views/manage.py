"""What organizers allow where, the screen at the door, and the poster with the number of the day."""

from typing import Any

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response

from app.checkin.counting import counters
from app.checkin.models import Checkpoint
from app.checkin.queries import checkpoints
from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.links import public_address
from app.core.navigation import Section
from app.events.models import Event
from app.events.policies import checks_in, organizes, organizes_event
from app.selfcheckin import allowing, checking_in, queries, slots
from app.selfcheckin.allowing import Standing, standing
from app.selfcheckin.forms import AllowForm
from app.selfcheckin.models import SelfCheckIn
from app.selfcheckin.numbers import number_of
from app.selfcheckin.views.loaders import secrets
from app.selfcheckin.views.words import spoken
from app.tickets.qr import qr_matrix, svg_path

bp = Blueprint("selfcheckin_manage", __name__)
HEAD = "/i/"


@bp.get("/manage/events/<event>/self-check-in/")
@access(checks_in)
def index(event: Event) -> str:
    """Every checkpoint, and whether guests may check themselves in there."""
    session, moment = session_of_request(), now()
    allowed = queries.of_event(session, event.id)
    rows = [(row, allowed.get(row.id)) for row in checkpoints(session, event.id)]
    return render_template(
        "selfcheckin/index.html",
        event=event,
        rows=[(row, point, standing(point, moment).value if point else Standing.OFF.value) for row, point in rows],
        may_edit=organizes_event(current_actor(), event),
    )


@bp.route("/manage/events/<event>/self-check-in/<checkpoint>/", methods=["GET", "POST"])
@access(organizes)
def edit(event: Event, checkpoint: Checkpoint) -> Any:
    point = queries.of_checkpoint(session_of_request(), checkpoint.id)
    form = _form(event, point)
    if point:
        form.opened(point)
    if form.validate_on_submit():
        version = form.version.data or ""
        if attempt(lambda: _save(event, checkpoint, form.typed(event), version), form):
            flash(_("Saved."), "success")
            return back_to("selfcheckin_manage.edit", event=event.slug, checkpoint=checkpoint.public_id)
        stored = queries.of_checkpoint(session_of_request(), checkpoint.id)
        if form.stale and stored:
            form.meet(_form(event, stored, stored=True), stored)
    page = render_template("selfcheckin/edit.html", form=form, **_context(event, checkpoint, point))
    return page, 422 if form.is_submitted() else 200


def _save(event: Event, checkpoint: Checkpoint, values: dict[str, Any], version: str) -> SelfCheckIn:
    session = session_of_request()
    point = allowing.save(session, event, checkpoint, values, version)
    checking_in.poster(session, event, point)
    return point


def _form(event: Event, point: SelfCheckIn | None, *, stored: bool = False) -> AllowForm:
    form = AllowForm(None, obj=point) if stored else AllowForm(obj=point)
    if stored or not form.is_submitted():
        form.show(point, event.zone)
    return form


@bp.post("/manage/events/<event>/self-check-in/<checkpoint>/number/")
@access(checks_in)
def turn(event: Event, checkpoint: Checkpoint) -> Response:
    """Another number of the day, at once."""
    point = queries.of_checkpoint(session_of_request(), checkpoint.id)
    if point:
        allowing.turn_number(point)
        flash(_("There is another number now; the one before is no longer good."), "success")
    return back_to("selfcheckin_manage.poster", event=event.slug, checkpoint=checkpoint.public_id)


@bp.get("/manage/events/<event>/self-check-in/<checkpoint>/screen/")
@access(checks_in)
def screen(event: Event, checkpoint: Checkpoint) -> str:
    """For a projector or a tablet at the door: the code, in both languages, as long as the page is open."""
    return render_template("selfcheckin/screen.html", words=spoken(), **_screen(event, checkpoint))


@bp.get("/manage/events/<event>/self-check-in/<checkpoint>/code/")
@access(checks_in)
def code(event: Event, checkpoint: Checkpoint) -> str:
    """The part of the screen that changes, and for how long it is good."""
    return render_template("selfcheckin/_code.html", words=spoken(), **_screen(event, checkpoint))


def _screen(event: Event, checkpoint: Checkpoint) -> dict[str, Any]:
    session, moment = session_of_request(), now()
    point = queries.of_checkpoint(session, checkpoint.id)
    stands = standing(point, moment) if point and point.by_screen else Standing.OFF
    token = slots.token_of(secrets(), checkpoint.public_id, slots.slot_at(moment))
    matrix = qr_matrix(public_address(HEAD), f"{checkpoint.public_id}/{token}")
    return {
        "event": event,
        "checkpoint": checkpoint,
        "point": point,
        "standing": stands.value,
        "path": svg_path(matrix) if stands is Standing.OPEN else "",
        "size": len(matrix),
        "left": slots.left_of(moment),
        "moment": moment,
        "count": counters(session, event, [checkpoint], moment)[checkpoint.id],
    }


@bp.get("/manage/events/<event>/self-check-in/<checkpoint>/poster/")
@access(checks_in)
def poster(event: Event, checkpoint: Checkpoint) -> str:
    """To be printed; staff tell guests the number."""
    point = queries.of_checkpoint(session_of_request(), checkpoint.id)
    return render_template("selfcheckin/poster.html", words=spoken(), **_context(event, checkpoint, point))


def _context(event: Event, checkpoint: Checkpoint, point: SelfCheckIn | None) -> dict[str, Any]:
    turn_of = point.number_turn if point else 0
    matrix = qr_matrix(public_address(HEAD), f"{checkpoint.public_id}/")
    return {
        "event": event,
        "checkpoint": checkpoint,
        "point": point,
        "standing": standing(point, now()).value if point else Standing.OFF.value,
        "number": number_of(secrets(), checkpoint.public_id, turn_of, event.zone, now()),
        "path": svg_path(matrix),
        "size": len(matrix),
        "address": public_address(f"{HEAD}{checkpoint.public_id}/"),
    }


navigation.item("event", "selfcheckin_manage.index", _l("Self check-in"), checks_in, order=73, section=Section.ON_SITE)
