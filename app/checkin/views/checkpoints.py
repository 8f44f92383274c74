"""The organizers' checkpoints: what each counts, and how many have come."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from app.checkin import checkpoints, lists, queries
from app.checkin.counting import counters
from app.checkin.forms import ABOUT, ADMITS, KINDS, RULES, CheckpointForm, names
from app.checkin.kinds import COUNTED
from app.checkin.models import Admits, Checkpoint, CheckpointKind
from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.events.models import Event
from app.events.policies import checks_in, organizes, organizes_event, works_on
from app.registration.queries import categories

bp = Blueprint("checkin_checkpoints", __name__)


@bp.get("/manage/events/<event>/checkpoints/")
@access(works_on)
def index(event: Event) -> str:
    session, moment = session_of_request(), now()
    rows = queries.checkpoints(session, event.id, archived=True)
    counted = counters(session, event, rows, moment)
    return render_template(
        "checkin/checkpoints.html",
        event=event,
        rows=[(row, counted[row.id]) for row in rows if row.archived_at is None],
        archived=[row for row in rows if row.archived_at],
        kinds=names(KINDS),
        rules=names(RULES),
        admits=names(ADMITS),
        counted={kind.value for kind in COUNTED},
        sizes=lists.sizes(session, [row.id for row in rows if row.admits is Admits.ROSTER]),
        may_edit=organizes_event(current_actor(), event),
        may_scan=checks_in(current_actor(), {"event": event}),
    )


@bp.route("/manage/events/<event>/checkpoints/new/", methods=["GET", "POST"])
@access(organizes)
def new(event: Event) -> Any:
    form = _form(event)
    if not form.is_submitted():
        form.propose(_kind_asked())
    if form.validate_on_submit() and attempt(
        lambda: checkpoints.create(session_of_request(), event, form.typed(event)), form
    ):
        return _saved(event)
    return _page(event, form, None)


@bp.route("/manage/events/<event>/checkpoints/<checkpoint>/", methods=["GET", "POST"])
@access(organizes)
def edit(event: Event, checkpoint: Checkpoint) -> Any:
    form = _form(event, checkpoint)
    form.opened(checkpoint)
    if form.validate_on_submit():
        version = form.version.data or ""
        if attempt(lambda: checkpoints.edit(session_of_request(), checkpoint, form.typed(event), version), form):
            return _saved(event)
        if form.stale:
            form.meet(_form(event, checkpoint, stored=True), checkpoint)
    return _page(event, form, checkpoint)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/archive/")
@access(organizes)
def archive(event: Event, checkpoint: Checkpoint) -> Response:
    if attempt(lambda: checkpoints.archive(session_of_request(), checkpoint, now())):
        flash(_("The checkpoint is out of use. What was scanned there stays."), "success")
    return back_to("checkin_checkpoints.index", event=event.slug)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/restore/")
@access(organizes)
def restore(event: Event, checkpoint: Checkpoint) -> Response:
    if attempt(lambda: checkpoints.restore(session_of_request(), checkpoint)):
        flash(_("The checkpoint is in use again."), "success")
    return back_to("checkin_checkpoints.index", event=event.slug)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/move/")
@access(organizes)
def move(event: Event, checkpoint: Checkpoint) -> Response:
    """One place up or down."""
    by = -1 if request.form.get("to") == "up" else 1
    attempt(lambda: checkpoints.move(session_of_request(), event, checkpoint, by))
    return back_to("checkin_checkpoints.index", event=event.slug)


def _kind_asked() -> CheckpointKind:
    """``?kind=`` of a new checkpoint; an entrance where it is none."""
    asked = request.args.get("kind", "")
    return CheckpointKind(asked) if asked in set(CheckpointKind) else CheckpointKind.ENTRY


def _form(event: Event, checkpoint: Checkpoint | None = None, *, stored: bool = False) -> CheckpointForm:
    """The form of a checkpoint; ``stored`` shows what the database holds, whatever was sent."""
    form = CheckpointForm(None, obj=checkpoint) if stored else CheckpointForm(obj=checkpoint)
    form.offer(categories(session_of_request(), event.id))
    if checkpoint and (stored or not form.is_submitted()):
        form.show(checkpoint, event.zone)
    return form


def _page(event: Event, form: CheckpointForm, checkpoint: Checkpoint | None) -> tuple[str, int]:
    words = {"kinds": names(KINDS), "about": names(ABOUT)}
    page = render_template("checkin/checkpoint_form.html", event=event, form=form, row=checkpoint, **words)
    return page, 422 if form.is_submitted() else 200


def _saved(event: Event) -> Response:
    flash(_("Saved."), "success")
    return back_to("checkin_checkpoints.index", event=event.slug)


navigation.item("event", "checkin_checkpoints.index", _l("Checkpoints"), works_on, order=70, section=Section.ON_SITE)
