"""Long work that was asked for at an event: how far it is, its file, and stopping it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, render_template, send_file
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from app.core import longwork
from app.core.clock import now
from app.core.edge import access, back_to, loads, session_of_request
from app.core.i18n import gettext as _
from app.core.longwork import LongWork, WorkState
from app.core.policies import Actor
from app.events.models import Event
from app.events.policies import organizes, works_on

bp = Blueprint("events_work", __name__)
#: Tells htmx to ask no more.
STOP_ASKING = 286


@loads("long_work")
def load_long_work(session: Session, public_id: str, loaded: Mapping[str, Any]) -> LongWork | None:
    return longwork.work_by_public_id(session, loaded["event"].id, public_id)


def concerns(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Organizers, and who asked for it for as long as they work on the event."""
    mine = actor.user_id is not None and args["long_work"].asked_by == actor.user_id
    return organizes(actor, args) or (mine and works_on(actor, args))


@bp.get("/manage/events/<event>/work/<long_work>/")
@access(concerns)
def page(event: Event, long_work: LongWork) -> str:
    """How far it is; the page may be left and come back to."""
    return render_template("events/work.html", event=event, work=long_work, kind=_kind(long_work))


@bp.get("/manage/events/<event>/work/<long_work>/progress/")
@access(concerns)
def progress(event: Event, long_work: LongWork) -> tuple[str, int]:
    """The fragment that the page asks for each second until there is nothing to wait for."""
    content = render_template("events/_work.html", event=event, work=long_work, kind=_kind(long_work))
    return content, 200 if long_work.open else STOP_ASKING


@bp.post("/manage/events/<event>/work/<long_work>/cancel/")
@access(concerns)
def cancel(event: Event, long_work: LongWork) -> Redirect:
    """Stop it at its next step."""
    if longwork.cancel(session_of_request(), long_work, now()):
        flash(_("Stopped."), "success")
    return back_to("events_work.page", event=event.slug, long_work=long_work.public_id)


@bp.get("/manage/events/<event>/work/<long_work>/file/")
@access(concerns)
def file(event: Event, long_work: LongWork) -> Response:
    """What came of it, for as long as it is kept."""
    path = longwork.file_of(current_app.extensions["luntan_settings"].instance_dir, long_work)
    if long_work.state is not WorkState.DONE or not long_work.file_name or not path.exists():
        abort(404)
    shown = long_work.file_name.endswith(".pdf")
    response = send_file(
        path.resolve(), as_attachment=not shown, download_name=long_work.file_name, etag=False, conditional=False
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _kind(work: LongWork) -> longwork.Kind:
    return longwork.kinds.get(work.kind) or abort(404)
