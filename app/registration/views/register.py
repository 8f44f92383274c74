"""Registering for an event: the form, and what follows until the address is confirmed."""

from typing import Any

from flask import abort, current_app, flash, render_template
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.db import turn_to_writing
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.limits import limiter, registrations
from app.core.policies import public
from app.events.models import Event
from app.events.phases import Window, registration_window
from app.events.queries import PUBLIC_STATES, event_by_slug
from app.events.views.head import masthead
from app.registration import queries, submitting
from app.registration.blueprint import attendee as bp
from app.registration.desk import Desk, desk_of
from app.registration.forms.person import RegistrationForm, employment_of
from app.registration.models import ConsentKind, Registration
from app.registration.submitting import Submission

SENT_TO = "registered_mail"


def left_in_words(left: int | None) -> str:
    """``12 places left``; empty where there is no limit."""
    if left is None:
        return ""
    return str(ngettext("%(num)d place left", "%(num)d places left", left) if left else _("No places left"))


def _desk(slug: str) -> Desk:
    """The desk of an event that the public may see, or 404."""
    return desk_of(session_of_request(), slug) or abort(404)


def _form(desk: Desk, **kwargs: Any) -> RegistrationForm:
    session = session_of_request()
    return RegistrationForm(questions=desk.form.questions, groups=lambda: queries.open_groups(session), **kwargs)


def _page(event: Event, desk: Desk, form: RegistrationForm) -> str:
    window = registration_window(event, now())
    return render_template(
        "registration/register.html",
        desk=desk,
        event=event,
        form=form,
        masthead=masthead(event),
        window=window,
        open=window is Window.OPEN and bool(desk.form.categories) and not desk.full,
        left_in_words=left_in_words,
        hold_minutes=int(submitting.HOLD.total_seconds() // 60),
    )


@bp.get("/events/<event>/register/")
@access(public)
def register(event: Event) -> str:
    """The form; or why there is none now."""
    desk = _desk(event.slug)
    actor = current_actor()
    data = {"email": actor.email, **_of_a_colleague(event)}
    if desk.form.notice:
        data["notice"] = desk.form.notice.public_id
    if len(desk.form.categories) == 1:
        data["category"] = desk.form.categories[0].public_id
    return _page(event, desk, _form(desk, data=data))


def _of_a_colleague(event: Event) -> dict[str, Any]:
    """After one registration the next from the same house has less to type."""
    actor = current_actor()
    if not actor.signed_in:
        return {}
    mine = queries.registrations_of(session_of_request(), actor.email)
    here = [registration for registration in mine if registration.event_id == event.id]
    return employment_of(here[-1]) if here else {}


@bp.post("/events/<slug>/register/")
@access(public, reads_first=True)
@limiter.limit(registrations)
def submit(slug: str) -> ResponseReturnValue:
    """Register; the place is held until the address is confirmed."""
    desk = _desk(slug)
    form = _form(desk)
    registration = _register(desk, form) if form.validate() else None
    if registration is None:
        return _page(event_by_slug(session_of_request(), slug) or abort(404), _desk(slug), form), 422
    if registration.confirmed_at:
        flash(_("Registered. The ticket is here, and on its way by mail."), "success")
        return back_to("registration.ticket", my_registration=registration.public_id)
    cookie[SENT_TO] = registration.contact_email
    return back_to("registration.sent", event=slug)


def _register(desk: Desk, form: RegistrationForm) -> Registration | None:
    category = desk.choose(form.category.data or "")
    if category is None:
        form.category.errors = [_("Choose one of these.")]
        return None
    if desk.form.notice and form.notice.data not in ("", None, desk.form.notice.public_id):
        form.notice.data = desk.form.notice.public_id
        form.consent_notice.data = False
        form.consent_notice.errors = [_("The privacy notice has changed just now. Read it once more.")]
        return None
    sent = _submission(desk, form)
    secrets = current_app.extensions["luntan_secrets"]
    session = session_of_request()
    turn_to_writing(session, keep=True)
    done: Registration | None = attempt(
        lambda: submitting.submit(session, secrets, desk.form.event, category, sent, now()), form
    )
    return done


def _submission(desk: Desk, form: RegistrationForm) -> Submission:
    actor = current_actor()
    email = form.email.data or ""
    return Submission(
        person=form.person(),
        email=email,
        answers=form.answers(),
        consents=frozenset(kind for kind in ConsentKind if form[f"consent_{kind}"].data),
        notice=desk.form.notice,
        someone_else=bool(form.namesake.data),
        proven=actor.signed_in and actor.email == email,
    )


@bp.get("/events/<event>/register/sent/")
@access(public)
def sent(event: Event) -> str:
    """Look into your mail."""
    _desk(event.slug)
    return render_template(
        "registration/sent.html",
        event=event,
        masthead=masthead(event),
        email=cookie.get(SENT_TO, ""),
        hold_minutes=int(submitting.HOLD.total_seconds() // 60),
    )


@bp.get("/fragments/events/<event>/places/")
@access(public)
def places(event: Event) -> str:
    """How many places are left, for pages that are kept and cannot say so themselves."""
    if event.state not in PUBLIC_STATES:
        abort(404)
    session = session_of_request()
    open_categories = [category for category in queries.categories(session, event.id) if category.open]
    return left_in_words(queries.left_in_all(queries.rooms(session, event.id), open_categories))
