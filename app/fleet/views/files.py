"""Bringing in the file of a phone that cannot send: what it would come to, then the import itself."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, render_template
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.checkin.turns import in_turn
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, loads, session_of_request
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import ngettext
from app.events.models import Event
from app.events.policies import organizes
from app.fleet import importing
from app.fleet.forms import FileForm
from app.fleet.importing import Keys
from app.fleet.models import QueueFile
from app.fleet.queue_files import LARGEST

bp = Blueprint("fleet_files", __name__)


@loads("queue_file")
def load_file(session: Session, public_id: str, loaded: Mapping[str, Any]) -> QueueFile | None:
    return importing.file_by_public_id(session, loaded["event"].id, public_id)


@bp.get("/manage/events/<event>/devices/files/")
@access(organizes)
def index(event: Event) -> str:
    return _page(event, FileForm())


@bp.post("/manage/events/<event>/devices/files/")
@access(organizes, reads_first=True)
def upload(event: Event) -> Any:
    """Look at a file; nothing is recorded before the next step."""
    form = FileForm()
    kept = attempt(lambda: in_turn(session_of_request(), lambda: _keep(event, form)), form) if form.validate() else None
    if kept is None:
        return _page(event, form), 422
    return back_to("fleet_files.show", event=event.slug, queue_file=kept.public_id)


@bp.get("/manage/events/<event>/devices/files/<queue_file>/")
@access(organizes)
def show(event: Event, queue_file: QueueFile) -> str:
    """What a file holds, or what it has come to."""
    parts = queue_file.counts["parts"]
    columns = [_("Result"), *({"label": part["name"], "number": True} for part in parts)]
    whole = importing.totals(queue_file)
    told = [(name, label) for name, label in _outcomes().items() if whole.get(name)]
    rows = [(label, [part["counts"].get(name, 0) for part in parts]) for name, label in told]
    return render_template("fleet/file.html", event=event, file=queue_file, columns=columns, rows=rows)


@bp.post("/manage/events/<event>/devices/files/<queue_file>/import/")
@access(organizes, reads_first=True)
def bring_in(event: Event, queue_file: QueueFile) -> Response:
    def record() -> tuple[int]:
        return (importing.import_file(session_of_request(), _keys(event), queue_file, now()),)

    made = attempt(lambda: in_turn(session_of_request(), record))
    if made:
        flash(
            ngettext("%(num)d scan was new and is recorded.", "%(num)d scans were new and are recorded.", made[0]),
            "success",
        )
    return back_to("fleet_files.show", event=event.slug, queue_file=queue_file.public_id)


def _keep(event: Event, form: FileForm) -> QueueFile:
    sent: FileStorage | None = form.file.data
    if not sent or not sent.filename:
        raise DomainError(_l("Choose the file first."), "file")
    sent.stream.seek(0)
    content = sent.stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise DomainError(_l("This file is too large to be one of a phone's scans."), "file")
    by = current_actor().user_id
    return importing.keep_file(session_of_request(), _keys(event), _clean(sent.filename), content, by, now())


def _clean(name: str) -> str:
    return "".join(sign for sign in name if sign.isprintable()) or "?"


def _keys(event: Event) -> Keys:
    return Keys(current_app.extensions["luntan_secrets"], event)


def _page(event: Event, form: FileForm) -> str:
    rows = importing.files(session_of_request(), event.id)
    return render_template("fleet/files.html", event=event, form=form, rows=rows)


def _outcomes() -> dict[str, str]:
    """What may become of a scan, in the order in which it is told."""
    return {
        "admitted": _("Admitted"),
        "repeat": _("Here before"),
        "conflict": _("Admitted twice"),
        "refused": _("Not admitted"),
        importing.HELD: _("Kept apart for you to settle"),
        importing.KNOWN: _("Recorded already"),
        importing.UNREADABLE: _("Could not be read"),
    }
