"""The ledger of scans as organizers read it: narrowed, taken back, and what a revoked device reported settled."""

from typing import Any

from flask import Blueprint, flash, render_template, request
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.checkin import held, queries, undoing
from app.checkin.attendance import without
from app.checkin.desk import desk_of
from app.checkin.facts import Verdict
from app.checkin.forms import ReasonForm
from app.checkin.ids import new_scan_id
from app.checkin.ledger import UNDO
from app.checkin.models import Device, Scan
from app.checkin.queries import LedgerFilter, LedgerLine
from app.checkin.views.texts import scanner_texts
from app.core import audit, navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.core.paging import PAGE_SIZE, offset, pager
from app.events.models import Event
from app.events.policies import organizes, organizes_event, views, works_on

bp = Blueprint("checkin_ledger", __name__)
#: How each verdict is shown: tone and figure of ``components/state.html``.
TONES = {
    Verdict.ADMITTED.value: ("ok", "tick"),
    Verdict.REPEAT.value: ("warn", "bar"),
    Verdict.REFUSED.value: ("bad", "cross"),
    Verdict.CONFLICT.value: ("warn", "half"),
    UNDO: ("calm", "arrow"),
}


@bp.get("/manage/events/<event>/scans/")
@access(works_on)
def index(event: Event) -> str:
    """The last scans; ``?checkpoint= device= verdict= held= page=`` narrow and turn."""
    return _page(event)


@bp.route("/manage/events/<event>/scans/<device>/<uuid:scan>/undo/", methods=["GET", "POST"])
@access(organizes)
def undo(event: Event, device: Device, scan: Scan) -> Any:
    form = ReasonForm()
    if form.validate_on_submit() and attempt(lambda: _undo(event, scan, form.reason.data or ""), form):
        flash(_("The scan was taken back."), "success")
        return back_to("checkin_ledger.index", event=event.slug)
    line = _line(event, scan.id)
    left = without(session_of_request(), event, line.checkpoint, scan)
    then = {"line": _line(event, left.scan_id), "inside": left.inside} if left else None
    page = render_template("checkin/undo.html", event=event, device=device, line=line, then=then, form=form, **_words())
    return page, 422 if form.is_submitted() else 200


def _line(event: Event, scan_id: int) -> LedgerLine:
    [line] = queries.ledger(session_of_request(), event.id, LedgerFilter(scan=scan_id), limit=1)
    return line


def _undo(event: Event, scan: Scan, reason: str) -> Scan:
    session = session_of_request()
    desk = desk_of(session, event, session.get_one(User, current_actor().user_id))
    sequence = undoing.next_sequence(session, desk)
    wanted = undoing.Undo(scan_id=new_scan_id(), target=scan, sequence=sequence, reason=reason)
    audit.record(session, "undo", scan, registration_id=scan.registration_id, reason=reason)
    return undoing.undo(session, event, desk, wanted, now())


@bp.post("/manage/events/<event>/scans/<device>/<uuid:scan>/accept/")
@access(organizes)
def accept(event: Event, device: Device, scan: Scan) -> Response:
    """Let a held scan count after all."""
    if attempt(lambda: held.accept(session_of_request(), event, scan, current_actor().user_id, now())):
        flash(_("The scan counts like any other now."), "success")
    return back_to("checkin_ledger.index", event=event.slug)


@bp.post("/manage/events/<event>/scans/<device>/<uuid:scan>/drop/")
@access(organizes)
def drop(event: Event, device: Device, scan: Scan) -> Response:
    """Leave a held scan refused."""
    if attempt(lambda: held.drop(session_of_request(), scan, current_actor().user_id, now())):
        flash(_("The scan stays refused."), "success")
    return back_to("checkin_ledger.index", event=event.slug)


def _page(event: Event) -> str:
    session, moment = session_of_request(), now()
    narrowed = LedgerFilter(
        checkpoint=request.args.get("checkpoint", "")[:16],
        device=request.args.get("device", "")[:16],
        verdict=request.args.get("verdict", "")[:16],
        held=request.args.get("held") == "1",
    )
    lines = queries.ledger(session, event.id, narrowed, limit=PAGE_SIZE, offset=offset())
    return render_template(
        "checkin/ledger.html",
        event=event,
        lines=lines,
        narrowed=narrowed,
        pages=pager(queries.ledger_size(session, event.id, narrowed)),
        waiting=queries.ledger_size(session, event.id, LedgerFilter(held=True)),
        may_settle=organizes_event(current_actor(), event),
        may_read=views(current_actor(), {"event": event}),
        verdict_options=list(_words()["verdicts"].items()),
        undoable={line.scan.id for line in lines if not line.undone and undoing.can_undo(line.scan, moment)},
        checkpoints=[(c.public_id, c.title.pick(current_locale())) for c in queries.checkpoints(session, event.id)],
        devices=[(device.public_id, device.name) for device, _user in queries.devices(session, event.id, desks=True)],
        **_words(),
    )


def _words() -> dict[str, Any]:
    texts = scanner_texts()
    verdicts = {name: texts["verdicts"][name] for name in TONES if name != UNDO} | {UNDO: _("Undo")}
    return {"verdicts": verdicts, "reasons": texts["reasons"], "tones": TONES}


navigation.item("event", "checkin_ledger.index", _l("Scans"), works_on, order=74, section=Section.ON_SITE)
