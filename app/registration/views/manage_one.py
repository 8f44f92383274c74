"""Organizers' pages of one registration: detail, decisions, edits, and people whom staff register."""

from typing import Any

from flask import abort, current_app, flash, render_template, request
from flask.typing import ResponseReturnValue

from app.core import audit, territories
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.providers import ask
from app.core.secrets import Secrets
from app.events.models import Event
from app.events.policies import organizes, views
from app.registration import admission, answers, consenting, editing, queries, submitting
from app.registration.blueprint import manage as bp
from app.registration.editing import Correction
from app.registration.fields.kinds import kind_of
from app.registration.forms.organizers import DecisionForm, EditPersonForm, NewPersonForm, category_options
from app.registration.forms.person import data_of
from app.registration.models import Answer, Registration
from app.registration.states import ORGANIZERS, Act, organizers_acts
from app.registration.submitting import Submission
from app.registration.words import ACTS


def _secrets() -> Secrets:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    return secrets


def _detail(
    event: Event, registration: Registration, *, revealed: bool = False, decision: DecisionForm | None = None
) -> str:
    session = session_of_request()
    given = queries.answers(session, registration.id)
    return render_template(
        "registration/manage/detail.html",
        event=event,
        registration=registration,
        country=territories.name(registration.country, current_locale()) if registration.country else "",
        answers=[(answer.field, _in_words(registration, answer, revealed=revealed)) for answer in given],
        revealed=revealed,
        consents=queries.consents(session, registration.id),
        consent_words=consenting.WORDS,
        history=queries.history_by_whom(session, registration.id),
        prints=[line for lines in ask("badge_prints", session, registration.id) for line in lines],
        acts=[] if registration.erased_at else [(act, ACTS[act]) for act in organizers_acts(registration.state)],
        decision=decision or DecisionForm(formdata=None),
        categories=category_options(queries.categories(session, event.id)),
        bases=[(base.slug, base.name.pick(current_locale())) for base in queries.open_bases(session)],
        may_change=organizes(current_actor(), {"event": event}),
    )


def _in_words(registration: Registration, answer: Answer, *, revealed: bool) -> Any:
    """The answer in words, None where it is sensitive and stays hidden."""
    if (answer.sealed is not None or answer.field.sensitive) and not revealed:
        return None
    value = answers.value_of(_secrets(), registration, answer)
    return kind_of(answer.field).show(value, answer.field, current_locale())


@bp.get("/manage/events/<event>/registrations/<registration>/")
@access(views)
def detail(event: Event, registration: Registration) -> str:
    return _detail(event, registration)


@bp.post("/manage/events/<event>/registrations/<registration>/reveal/")
@access(organizes)
def reveal(event: Event, registration: Registration) -> str:
    """Show sensitive answers, and log who looked."""
    audit.record(session_of_request(), "reveal", registration)
    return _detail(event, registration, revealed=True)


@bp.post("/manage/events/<event>/registrations/<registration>/act/")
@access(organizes)
def act(event: Event, registration: Registration) -> ResponseReturnValue:
    """Accept, reject, cancel, put on the waiting list."""
    form = DecisionForm()
    if form.act.data not in set(ORGANIZERS):
        abort(404)
    if form.validate() and attempt(lambda: _decide(registration, form), form):
        flash(_("Done. A mail is on its way."), "success")
        return back_to("registration_manage.detail", event=event.slug, registration=registration.public_id)
    return _detail(event, registration, decision=form), 422


def _decide(registration: Registration, form: DecisionForm) -> None:
    by = current_actor().user_id or 0
    admission.act(session_of_request(), registration, Act(form.act.data or ""), now(), by, form.reason.data or "")


@bp.post("/manage/events/<event>/registrations/<registration>/category/")
@access(organizes)
def change_category(event: Event, registration: Registration) -> ResponseReturnValue:
    """Give the person another category."""
    session = session_of_request()
    chosen = queries.category_by_public_id(session, event.id, request.form.get("category", "")) or abort(404)
    if attempt(lambda: admission.change_category(session, registration, chosen)):
        flash(_("Saved."), "success")
    return back_to("registration_manage.detail", event=event.slug, registration=registration.public_id)


@bp.post("/manage/events/<event>/registrations/<registration>/base/")
@access(organizes)
def change_base(event: Event, registration: Registration) -> ResponseReturnValue:
    """Say which programme base sends the person; '' for none."""
    session, asked = session_of_request(), request.form.get("base", "")[:80]
    chosen = queries.base_by_slug(session, asked) if asked else None
    if asked and chosen is None:
        abort(404)
    if attempt(lambda: editing.set_base(session, registration, chosen)):
        flash(_("Saved."), "success")
    return back_to("registration_manage.detail", event=event.slug, registration=registration.public_id)


def _edit_form(event: Event, registration: Registration, **kwargs: Any) -> EditPersonForm:
    session = session_of_request()
    asked = [question for question in queries.questions(session, event.id) if not question.sensitive]
    return EditPersonForm(questions=asked, groups=lambda: queries.open_groups(session), **kwargs)


def _stored_form(event: Event, registration: Registration) -> EditPersonForm:
    given = answers.values_of(session_of_request(), _secrets(), registration)
    return _edit_form(event, registration, formdata=None, data=data_of(registration), given=given)


@bp.route("/manage/events/<event>/registrations/<registration>/edit/", methods=["GET", "POST"])
@access(organizes)
def edit(event: Event, registration: Registration) -> ResponseReturnValue:
    """Who the person is; sensitive answers are theirs to edit."""
    submitted = request.method == "POST"
    form = _edit_form(event, registration) if submitted else _stored_form(event, registration)
    form.opened(registration)
    if submitted and form.validate():
        typed = Correction(form.person(), form.email.data or "", form.answers(), bool(form.namesake.data))
        version = form.version.data or ""
        if attempt(lambda: editing.edit_by_staff(session_of_request(), _secrets(), registration, typed, version), form):
            flash(_("Saved."), "success")
            return back_to("registration_manage.detail", event=event.slug, registration=registration.public_id)
        if form.stale:
            form.meet(_stored_form(event, registration), registration)
    page = render_template("registration/manage/edit.html", event=event, registration=registration, form=form)
    return page, 422 if submitted else 200


@bp.route("/manage/events/<event>/registrations/new/", methods=["GET", "POST"])
@access(organizes)
def new(event: Event) -> ResponseReturnValue:
    """Register a person in their stead; accepted at once."""
    session = session_of_request()
    asked = [question for question in queries.questions(session, event.id) if not question.sensitive]
    form = NewPersonForm(questions=asked, groups=lambda: queries.open_groups(session))
    form.offer(queries.categories(session, event.id))
    if form.validate_on_submit():
        added = attempt(lambda: _add(event, form), form)
        if added:
            flash(_("Registered and accepted."), "success")
            return back_to("registration_manage.detail", event=event.slug, registration=added.public_id)
    page = render_template("registration/manage/new.html", event=event, form=form)
    return page, 422 if form.is_submitted() else 200


def _add(event: Event, form: NewPersonForm) -> Registration:
    session = session_of_request()
    category = queries.category_by_public_id(session, event.id, form.category.data or "") or abort(404)
    sent = Submission(
        form.person(), form.email.data or "", form.answers(), someone_else=bool(form.namesake.data), proven=True
    )
    by = current_actor().user_id or 0
    return submitting.add(session, _secrets(), event, category, sent, now(), by)
