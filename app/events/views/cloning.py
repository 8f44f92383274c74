"""Handing an edition on to the next host."""

from typing import Any

from flask import Blueprint, flash, render_template

from app.core.edge import access, attempt, back_to, session_of_request
from app.core.i18n import gettext as _
from app.events.cloning import Handover, clone, suggested_start
from app.events.forms.choices import chosen
from app.events.forms.events import CloneForm
from app.events.models import Event
from app.events.policies import clones
from app.events.views.offers import offer

bp = Blueprint("events_cloning", __name__)


@bp.route("/manage/events/<event>/clone/", methods=["GET", "POST"])
@access(clones)
def new(event: Event) -> Any:
    """To which base, and from when."""
    form, choices = CloneForm(), offer()
    form.prepare(choices, event.zone)
    if not form.is_submitted():
        form.starts_on.data, form.zone.data = suggested_start(event), event.zone
    if form.validate_on_submit():
        assert form.starts_on.data is not None
        base = chosen(choices.bases, form.host_base.data)
        to = Handover(base, form.starts_on.data, form.zone.data, form.slug.data or "")
        made = attempt(lambda: clone(session_of_request(), event, to), form)
        if made:
            flash(_("A draft of the next edition was made. Fill in place and approval."), "success")
            return back_to("events_manage.overview", event=made.slug)
    return render_template("events/clone.html", event=event, form=form), 422 if form.is_submitted() else 200
