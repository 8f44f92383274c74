"""Conflicts: two devices let one person in. Supervisors say what it was."""

from typing import Any

from flask import flash, render_template

from app.accounts.models import User
from app.checkin.conflicts import Cause, Word, is_open, open_conflicts, settle
from app.checkin.desk import desk_of
from app.checkin.models import Device, Scan
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.events.models import Event
from app.events.policies import organizes, organizes_event, views, works_on
from app.reports.forms import SettleForm
from app.reports.views.blueprint import bp


@bp.get("/manage/events/<event>/live/conflicts/")
@access(works_on)
def conflicts(event: Event) -> str:
    """What nobody has settled yet."""
    actor = current_actor()
    return render_template(
        "reports/conflicts.html",
        event=event,
        conflicts=open_conflicts(session_of_request(), event.id),
        may_settle=organizes_event(actor, event),
        may_read=views(actor, {"event": event}),
    )


@bp.route("/manage/events/<event>/live/conflicts/<device>/<uuid:scan>/", methods=["GET", "POST"])
@access(organizes)
def settle_conflict(event: Event, device: Device, scan: Scan) -> Any:
    """What a conflict was, with a note; a mistake takes the later scan back."""
    form = SettleForm()
    if form.validate_on_submit() and attempt(lambda: _settle(event, scan, form), form):
        flash(_("Settled. The scan keeps your note."), "success")
        if form.cause.data == Cause.SHARED and scan.registration_id:
            flash(_("Give the person a new badge below: the old code is refused from then on."), "warning")
            [conflict] = open_conflicts(session_of_request(), event.id, scan.id)
            key = conflict.registration.public_id
            return back_to("registration_manage.detail", event=event.slug, registration=key)
        return back_to(".conflicts", event=event.slug)
    found = open_conflicts(session_of_request(), event.id, scan.id)
    if not found or not (is_open(scan) or form.is_submitted()):
        flash(_("This conflict was settled already."), "warning")
        return back_to(".conflicts", event=event.slug)
    page = render_template("reports/settle.html", event=event, conflict=found[0], form=form)
    return page, 422 if form.is_submitted() else 200


def _settle(event: Event, scan: Scan, form: SettleForm) -> None:
    session, by = session_of_request(), current_actor().user_id
    desk = desk_of(session, event, session.get_one(User, by))
    settle(session, event, scan, Word(Cause(form.cause.data), form.note.data or "", by, desk), now())
