"""What a signed-in reader of mail registered: the list, each ticket, and what they may do with it."""

from typing import Any

from flask import abort, current_app, flash, render_template, request
from flask.typing import ResponseReturnValue

from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.core.policies import signed_in
from app.core.providers import ask
from app.core.secrets import Secrets
from app.events import phases
from app.events.phases import Window, registration_window
from app.events.views.head import masthead
from app.registration import (
    admission,
    answers,
    confirming,
    consenting,
    editing,
    erasing,
    owndata,
    queries,
    withdrawing,
)
from app.registration.blueprint import attendee as bp
from app.registration.editing import OwnEdit
from app.registration.forms.person import OwnPersonForm, data_of
from app.registration.models import ConsentKind, PrivacyNotice, Registration
from app.registration.policies import owns
from app.registration.states import ACCEPTED, LIVE


def _secrets() -> Secrets:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    return secrets


def _page(template: str, registration: Registration, **context: Any) -> str:
    return render_template(
        template,
        registration=registration,
        event=registration.event,
        masthead=masthead(registration.event),
        may_change=editing.may_change(registration, now()),
        **context,
    )


@bp.get("/my/")
@access(signed_in)
def my() -> str:
    """Everyone registered under the reader's address."""
    mine = queries.registrations_of(session_of_request(), current_actor().email)
    at = now()
    return render_template(
        "registration/my.html",
        registrations=mine,
        open_events={r.event_id for r in mine if registration_window(r.event, at) is Window.OPEN},
    )


@bp.get("/my/<my_registration>/")
@access(owns)
def ticket(my_registration: Registration) -> str:
    """The ticket; or where the registration stands."""
    session = session_of_request()
    accepted = my_registration.state is ACCEPTED
    cards = ask("ticket_card", session, my_registration) if accepted else []
    links = ask("ticket_links", my_registration) if accepted else []
    return _page(
        "registration/ticket.html",
        my_registration,
        card=next((card for card in cards if card), None),
        links=[link for some in links for link in some],
        may_confirm=confirming.is_open(session, my_registration, now()),
        last=queries.last_change(session, my_registration.id),
        another=registration_window(my_registration.event, now()) is Window.OPEN,
        edits_until=phases.edits_until(my_registration.event),
        may_erase=my_registration.state not in LIVE,
    )


@bp.post("/my/<my_registration>/confirm/")
@access(owns)
def confirm_mine(my_registration: Registration) -> ResponseReturnValue:
    """Whoever is signed in has proven the address: no mail is needed."""
    if attempt(lambda: confirming.confirm(session_of_request(), my_registration, now())):
        flash(_("Confirmed."), "success")
    return back_to("registration.ticket", my_registration=my_registration.public_id)


def _form(registration: Registration, **kwargs: Any) -> OwnPersonForm:
    session = session_of_request()
    return OwnPersonForm(
        consenting.in_force(queries.consents(session, registration.id)),
        consenting.required_of(registration),
        questions=queries.questions(session, registration.event_id),
        groups=lambda: queries.open_groups(session),
        **kwargs,
    )


def _edit_page(registration: Registration, form: OwnPersonForm, notice: PrivacyNotice | None) -> str:
    return _page("registration/edit.html", registration, form=form, notice=notice)


@bp.get("/my/<my_registration>/edit/")
@access(owns)
def edit(my_registration: Registration) -> ResponseReturnValue:
    """The form with what is stored."""
    if not editing.may_change(my_registration, now()):
        return back_to("registration.ticket", my_registration=my_registration.public_id)
    session = session_of_request()
    given = answers.values_of(session, _secrets(), my_registration)
    notice = queries.current_notice(session, my_registration.event_id)
    stored = data_of(my_registration) | {"notice": notice.public_id if notice else ""}
    return _edit_page(my_registration, _form(my_registration, data=stored, given=given), notice)


@bp.post("/my/<my_registration>/edit/")
@access(owns)
def save(my_registration: Registration) -> ResponseReturnValue:
    form = _form(my_registration)
    session = session_of_request()
    notice = queries.current_notice(session, my_registration.event_id)
    if form.validate() and form.is_of(notice) and attempt(lambda: _save(my_registration, form, notice), form):
        flash(_("Saved."), "success")
        return back_to("registration.ticket", my_registration=my_registration.public_id)
    return _edit_page(my_registration, form, notice), 422


def _save(registration: Registration, form: OwnPersonForm, notice: PrivacyNotice | None) -> None:
    typed = OwnEdit(form.person(), form.answers(), form.consents(), notice)
    editing.edit_own(session_of_request(), _secrets(), registration, typed, now())


@bp.post("/my/<my_registration>/withdraw/")
@access(owns)
def withdraw(my_registration: Registration) -> ResponseReturnValue:
    """Give the place back."""
    if attempt(lambda: admission.withdraw(session_of_request(), my_registration, now())):
        flash(_("Withdrawn. The place is free for someone else."), "success")
    return back_to("registration.ticket", my_registration=my_registration.public_id)


@bp.post("/my/<my_registration>/erase/")
@access(owns)
def erase(my_registration: Registration) -> ResponseReturnValue:
    """Erase the person's data for good; without another registration the account goes, too."""
    if not attempt(lambda: erasing.erase_own(session_of_request(), my_registration, now())):
        return back_to("registration.ticket", my_registration=my_registration.public_id)
    flash(_("Your data are erased."), "success")
    return back_to("registration.my")


@bp.get("/my/<my_registration>/consents/")
@access(owns)
def consents(my_registration: Registration) -> str:
    """What was agreed to, when, under which notice."""
    session = session_of_request()
    given = queries.consents(session, my_registration.id)
    asked = [ConsentKind.SENSITIVE] if queries.asks_sensitive(session, my_registration.event_id) else []
    kinds = {ConsentKind.NOTICE, ConsentKind.CROSS_BORDER, ConsentKind.PHOTOGRAPHS, *asked}
    versions = queries.notices(session, my_registration.event_id)
    return _page(
        "registration/consents.html",
        my_registration,
        given=given,
        in_force=consenting.in_force(given),
        required=consenting.required_of(my_registration),
        kinds=[kind for kind in ConsentKind if kind in kinds],
        words=consenting.WORDS,
        notices={notice.id: notice for notice in versions},
        notice=versions[0] if versions else None,
    )


def _kind(value: str) -> ConsentKind:
    return ConsentKind(value) if value in set(ConsentKind) else abort(404)


@bp.post("/my/<my_registration>/consents/<kind>/agree/")
@access(owns)
def agree(my_registration: Registration, kind: str) -> ResponseReturnValue:
    chosen = _kind(kind)
    notice = queries.current_notice(session_of_request(), my_registration.event_id)
    if request.form.get("notice", "") != (notice.public_id if notice else ""):
        flash(_("The privacy notice has changed just now. Read it once more."), "warning")
    elif attempt(lambda: consenting.agree(session_of_request(), my_registration, chosen, now())):
        flash(_("Noted."), "success")
    return back_to("registration.consents", my_registration=my_registration.public_id)


@bp.post("/my/<my_registration>/consents/<kind>/withdraw/")
@access(owns)
def disagree(my_registration: Registration, kind: str) -> ResponseReturnValue:
    """Withdraw a consent, at any time."""
    chosen = _kind(kind)
    if attempt(lambda: withdrawing.withdraw_consent(session_of_request(), my_registration, chosen, now())):
        flash(_("The consent is withdrawn."), "success")
    return back_to("registration.consents", my_registration=my_registration.public_id)


@bp.get("/my/<my_registration>/data.json")
@access(owns)
def own_data(my_registration: Registration) -> ResponseReturnValue:
    """Everything that is stored about the person, as a file."""
    data = owndata.collect(session_of_request(), _secrets(), my_registration)
    response = current_app.json.response(data)
    response.headers["Content-Disposition"] = f"attachment; filename=registration-{my_registration.public_id}.json"
    return response
