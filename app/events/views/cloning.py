"""Handing an edition on to the next host."""

from typing import Any

from flask import Blueprint, flash, render_template
from flask.typing import ResponseReturnValue

from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.events.cloning import Handover, clone, suggested_start
from app.events.forms.choices import chosen
from app.events.forms.events import CloneForm
from app.events.models import Event
from app.events.policies import clones, organizes_event
from app.events.views.offers import next_hosts

bp = Blueprint("events_cloning", __name__)


@bp.route("/manage/events/<event>/clone/", methods=["GET", "POST"])
@access(clones)
def new(event: Event) -> Any:
    """To which base, and from when."""
    form, bases = CloneForm(), next_hosts()
    form.prepare(bases, event.zone)
    if not form.is_submitted():
        form.starts_on.data, form.zone.data = suggested_start(event), event.zone
    if form.validate_on_submit():
        assert form.starts_on.data is not None
        base = chosen(bases, form.host_base.data)
        to = Handover(base, form.starts_on.data, form.zone.data, form.slug.data or "")
        made = attempt(lambda: clone(session_of_request(), event, to), form)
        if made:
            return _made(event, made)
    return render_template("events/clone.html", event=event, form=form), 422 if form.is_submitted() else 200


def _made(event: Event, made: Event) -> ResponseReturnValue:
    """Go on with the draft; a host who handed it to another base stays where they were."""
    if organizes_event(current_actor(), made):
        flash(_("A draft of the next edition was made. Fill in place and approval."), "success")
        return back_to("events_manage.overview", event=made.slug)
    base = made.host_base.name.pick(current_locale()) if made.host_base else _("headquarters")
    flash(_("A draft of the next edition was made. From here it is in the hands of %(base)s.", base=base), "success")
    return back_to("events_manage.overview", event=event.slug)
