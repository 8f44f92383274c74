"""The link in the confirmation mail: a GET shows a button, the POST confirms."""

from flask import current_app, flash, render_template
from flask.typing import ResponseReturnValue

from app.accounts.models import Level
from app.accounts.users import user_of
from app.accounts.views.browser import sign_in
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.policies import public
from app.core.secrets import Secrets
from app.events.phases import Window, registration_window
from app.events.views.head import masthead
from app.registration import confirming
from app.registration.blueprint import attendee as bp
from app.registration.models import Registration


def _found(token: str) -> Registration | str:
    """The registration of a token, or why there is none."""
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    try:
        return confirming.find(session_of_request(), secrets, token)
    except DomainError as error:
        return str(error.message)


@bp.get("/confirm/<token>/")
@access(public)
def confirmation(token: str) -> ResponseReturnValue:
    """What the reader is about to confirm."""
    found = _found(token)
    if isinstance(found, str):
        return render_template("registration/link_gone.html", message=found), 404
    at = now()
    return render_template(
        "registration/confirm.html",
        registration=found,
        event=found.event,
        masthead=masthead(found.event),
        refusal=confirming.refusal(session_of_request(), found, at),
        again=not found.confirmed_at and registration_window(found.event, at) is Window.OPEN,
    )


@bp.post("/confirm/<token>/")
@access(public)
def confirm(token: str) -> ResponseReturnValue:
    """Confirm, and sign this browser in as the reader of that address."""
    found = _found(token)
    if isinstance(found, str):
        return render_template("registration/link_gone.html", message=found), 404
    session = session_of_request()
    if not attempt(lambda: confirming.confirm(session, found, now())):
        return back_to("registration.confirmation", token=token)
    if not _sign_in(found):
        return render_template("registration/confirmed.html", registration=found, masthead=masthead(found.event))
    if found.category.needs_approval:
        flash(_("Confirmed. The host will look at the registration and write to you."), "success")
    else:
        flash(_("Confirmed. Here is the ticket; it is on its way by mail, too."), "success")
    return back_to("registration.ticket", my_registration=found.public_id)


def _sign_in(registration: Registration) -> bool:
    """Whether this browser now is signed in as the reader; one that staff are signed in with stays theirs."""
    actor = current_actor()
    if actor.email == registration.contact_email and actor.signed_in:
        return True
    if actor.level == "staff":
        return False
    user = user_of(session_of_request(), registration.contact_email, registration.locale)
    if user.disabled_at:
        return False
    sign_in(user, Level.MAIL)
    return True
