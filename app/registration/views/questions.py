"""Organizers' pages of an event's own questions."""

from flask import abort, flash, render_template
from flask.typing import ResponseReturnValue

from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.core.text import Bilingual
from app.events.models import Event
from app.events.policies import organizes, views
from app.registration import queries, setup
from app.registration.blueprint import manage as bp
from app.registration.forms.setup import QUESTIONS, SPARE, WITH_OPTIONS, NewQuestionForm, QuestionForm
from app.registration.models import FieldKind, FormField


@bp.get("/manage/events/<event>/form/")
@access(views)
def questions(event: Event) -> str:
    """What the form asks beside what every event asks."""
    known = queries.questions(session_of_request(), event.id, archived=True)
    return render_template(
        "registration/manage/questions.html",
        event=event,
        asked=[question for question in known if not question.archived_at],
        archived=[question for question in known if question.archived_at],
        kinds=QUESTIONS,
        may_change=organizes(current_actor(), {"event": event}),
    )


def _page(event: Event, form: QuestionForm, question: FormField | None = None) -> ResponseReturnValue:
    typed = form.asked_options(question.options if question else [])
    page = render_template(
        "registration/manage/question.html",
        event=event,
        form=form,
        question=question,
        kinds=QUESTIONS,
        options=[*typed, *[("", Bilingual())] * SPARE],
        with_options=question is None or question.kind in WITH_OPTIONS,
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/manage/events/<event>/form/new/", methods=["GET", "POST"])
@access(organizes)
def new_question(event: Event) -> ResponseReturnValue:
    form = NewQuestionForm()
    if form.validate_on_submit():
        options = setup.options_of(form.asked_options([]), []) if form.with_options else []
        values = form.values() | {"kind": FieldKind(form.kind.data or ""), "options": options}
        if attempt(lambda: setup.add_question(session_of_request(), event, values), form):
            flash(_("Saved."), "success")
            return back_to("registration_manage.questions", event=event.slug)
    return _page(event, form)


@bp.route("/manage/events/<event>/form/<form_field>/", methods=["GET", "POST"])
@access(organizes)
def edit_question(event: Event, form_field: FormField) -> ResponseReturnValue:
    form = QuestionForm(obj=form_field)
    form.opened(form_field)
    form.with_options = form_field.kind in WITH_OPTIONS
    if form.validate_on_submit():
        options = setup.options_of(form.asked_options([]), form_field.options) if form.with_options else []
        values, version = form.values() | {"options": options}, form.version.data or ""
        if attempt(lambda: setup.edit_question(session_of_request(), form_field, values, version), form):
            flash(_("Saved."), "success")
            return back_to("registration_manage.questions", event=event.slug)
        if form.stale:
            form.meet(QuestionForm(None, obj=form_field), form_field)
    return _page(event, form, form_field)


@bp.post("/manage/events/<event>/form/<form_field>/archive/")
@access(organizes)
def archive_question(event: Event, form_field: FormField) -> ResponseReturnValue:
    """Ask it no more."""
    if attempt(lambda: setup.archive_question(session_of_request(), form_field, now())):
        flash(_("The question is not asked any more; its answers stay."), "success")
    return back_to("registration_manage.questions", event=event.slug)


@bp.post("/manage/events/<event>/form/<form_field>/restore/")
@access(organizes)
def restore_question(event: Event, form_field: FormField) -> ResponseReturnValue:
    if attempt(lambda: setup.restore_question(session_of_request(), form_field)):
        flash(_("The question is asked again."), "success")
    return back_to("registration_manage.questions", event=event.slug)


@bp.post("/manage/events/<event>/form/<form_field>/<direction>/")
@access(organizes)
def move_question(event: Event, form_field: FormField, direction: str) -> ResponseReturnValue:
    """Up or down the list."""
    if direction not in ("up", "down"):
        abort(404)
    attempt(lambda: setup.move_question(session_of_request(), form_field, up=direction == "up"))
    return back_to("registration_manage.questions", event=event.slug)


navigation.item("event", "registration_manage.questions", _l("Form"), views, 30, Section.REGISTRATION)
