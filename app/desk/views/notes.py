"""What organizers tell the desk of a person."""

from typing import Any

from flask import flash, render_template, request

from app.core import audit
from app.core.clock import now
from app.core.edge import access, attempt, back_to, session_of_request
from app.core.i18n import gettext as _
from app.desk import notes
from app.desk.forms import NoteForm
from app.desk.views.blueprint import bp, secrets
from app.events.models import Event
from app.events.policies import organizes
from app.registration.models import Registration


@bp.get("/manage/events/<event>/registrations/<registration>/desk-note/")
@access(organizes)
def note(event: Event, registration: Registration) -> Any:
    """A button first: what is written may tell of somebody's health, and each look at it is logged."""
    return render_template("desk/note.html", event=event, registration=registration, form=None)


@bp.post("/manage/events/<event>/registrations/<registration>/desk-note/")
@access(organizes)
def write_note(event: Event, registration: Registration) -> Any:
    """Show what is written, or write it anew."""
    session = session_of_request()
    if request.form.get("look"):
        found = notes.note_of(session, secrets(), registration)
        audit.record(session, "read_note", registration)
        return _page(event, registration, NoteForm(None, obj=found), found)
    form = NoteForm()
    if form.validate() and attempt(lambda: notes.write(session, secrets(), registration, form.typed(), now()), form):
        flash(_("Saved."), "success")
        return back_to("registration_manage.detail", event=event.slug, registration=registration.public_id)
    return _page(event, registration, form, notes.NOTHING), 422


def _page(event: Event, registration: Registration, form: NoteForm, found: notes.Note) -> str:
    return render_template("desk/note.html", event=event, registration=registration, form=form, needs=found.needs)
