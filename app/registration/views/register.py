"""Registering for an event: the form, and what follows until the address is confirmed."""

from contextlib import suppress
from typing import Any

from flask import abort, current_app, flash, render_template
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.core import throttle
from app.core.clock import now
from app.core.db import db, turn_to_writing
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.errors import Throttled
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.limits import limiter, registrations
from app.core.policies import public
from app.events.models import Event
from app.events.phases import Window, registration_window
from app.events.queries import PUBLIC_STATES, event_by_slug
from app.events.views.head import masthead
from app.registration import places, queries, strangers, submitting
from app.registration.blueprint import attendee as bp
from app.registration.desk import Desk, desk_of
from app.registration.forms.person import RegistrationForm, employment_of
from app.registration.models import Category, Registration
from app.registration.submitting import Submission

SENT_TO = "registered_mail"
#: How many mails an hour tell an address that somebody is registered under it already.
REMINDERS = 3


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
    notice = desk.form.notice
    data = {"email": actor.email, "notice": notice.public_id if notice else "", **_of_a_colleague(event)}
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
    category = _chosen(desk, form)
    if category is not None:
        sent = _submission(desk, form)
        registration = _register(desk, form, category, sent)
        if registration and registration.confirmed_at:
            flash(_("Registered. The ticket is here, and on its way by mail."), "success")
            return back_to("registration.ticket", my_registration=registration.public_id)
        if registration or _reader_is_told(form, category, sent):
            cookie[SENT_TO] = sent.email
            return back_to("registration.sent", event=slug)
    return _page(event_by_slug(session_of_request(), slug) or abort(404), _desk(slug), form), 422


def _chosen(desk: Desk, form: RegistrationForm) -> Category | None:
    """The category to register in; None where the form says what is wrong."""
    if not form.validate():
        return None
    category = desk.choose(form.category.data or "")
    if category is None:
        form.category.errors = [_("Choose one of these.")]
    return category if form.is_of(desk.form.notice) else None


def _register(desk: Desk, form: RegistrationForm, category: Category, sent: Submission) -> Registration | None:
    secrets, session = current_app.extensions["luntan_secrets"], session_of_request()
    form.discreet = not sent.proven
    turn_to_writing(session, keep=True)
    done: Registration | None = attempt(
        lambda: submitting.submit(session, secrets, desk.form.event, category, sent, now()), form
    )
    return done


def _reader_is_told(form: RegistrationForm, category: Category, sent: Submission) -> bool:
    """Where the person is registered already, a mail says so, and the sender gets the answer that others get.

    Whoever is told that no place is left must not learn from it either, so one is taken and not kept.
    """
    session = session_of_request()
    if not form.known or not (category.needs_approval or attempt(lambda: places.take(session, category), form)):
        return False
    session.rollback()
    with suppress(Throttled):
        throttle.count(db.engine, "registered-already", sent.email, limit=REMINDERS, seconds=3600)
        turn_to_writing(session)
        strangers.remind(session, category.event_id, sent.email, sent.person)
    return True


def _submission(desk: Desk, form: RegistrationForm) -> Submission:
    actor = current_actor()
    email = form.email.data or ""
    return Submission(
        person=form.person(),
        email=email,
        answers=form.answers(),
        consents=form.consents(),
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


@bp.get("/fragments/events/<event>/places/", endpoint="places")
@access(public)
def places_left(event: Event) -> str:
    """How many places are left, for pages that are kept and cannot say so themselves."""
    if event.state not in PUBLIC_STATES:
        abort(404)
    session = session_of_request()
    open_categories = [category for category in queries.categories(session, event.id) if category.open]
    return left_in_words(queries.left_in_all(queries.rooms(session, event.id), open_categories))
