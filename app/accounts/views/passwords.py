"""Choosing a password: by the link of an invitation, or of a reset."""

from flask import Blueprint, current_app, flash, redirect, render_template
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.accounts import links, staff
from app.accounts.forms import NewPassword, ResetRequest
from app.accounts.models import Level, MailLink
from app.accounts.views import browser
from app.accounts.views.session import ASKED, MANAGE, MY_PAGES
from app.core import audit
from app.core.clock import now
from app.core.edge import access, act_as, attempt, back_to, current_actor, session_of_request
from app.core.errors import DomainError
from app.core.guards import guarded
from app.core.i18n import gettext as _
from app.core.limits import limiter, sign_ins
from app.core.policies import public

bp = Blueprint("accounts_passwords", __name__)


@bp.get("/password/reset/")
@access(public)
def reset() -> str:
    return render_template("accounts/reset.html", form=ResetRequest())


@bp.post("/password/reset/")
@access(public)
@guarded("password-reset", email="email", limit=5, seconds=3600)
@limiter.limit(sign_ins)
def ask_reset() -> ResponseReturnValue:
    """Send a link to staff; the answer is the same whoever the address belongs to."""
    form = ResetRequest()
    if not form.validate():
        return render_template("accounts/reset.html", form=form), 422
    staff.ask_reset(session_of_request(), form.email.data or "", now())
    cookie[ASKED] = form.email.data
    return back_to("accounts_passwords.reset_sent")


@bp.get("/password/sent/")
@access(public)
def reset_sent() -> str:
    return render_template("accounts/reset_sent.html", email=cookie.get(ASKED, ""))


@bp.get("/password/<token>/")
@access(public)
def choose(token: str) -> ResponseReturnValue:
    try:
        link = _find(token)
    except DomainError as error:
        return _gone(error)
    return _page(link, NewPassword())


@bp.post("/password/<token>/")
@access(public)
@limiter.limit(sign_ins)
def set_password(token: str) -> ResponseReturnValue:
    """Set the password and sign this browser in: its reader has just proven both."""
    try:
        link = _find(token)
    except DomainError as error:
        return _gone(error)
    form = NewPassword()
    hashes = current_app.extensions["luntan_hasher"]
    chosen = form.password.data or ""
    user = form.validate() and attempt(
        lambda: staff.set_password(session_of_request(), hashes, link, chosen, now()), form
    )
    if not user:
        return _page(link, form), 422
    browser.sign_in(user, Level.STAFF)
    act_as(current_actor())
    audit.record(session_of_request(), "password", user)
    flash(_("Your password is set, and you are signed in."), "success")
    return redirect(MANAGE if current_actor().is_staff else MY_PAGES, 303)


def _find(token: str) -> MailLink:
    secrets = current_app.extensions["luntan_secrets"]
    return links.find(session_of_request(), secrets, token, now(), *links.SETS_PASSWORD)


def _page(link: MailLink, form: NewPassword) -> str:
    return render_template("accounts/password.html", form=form, user=link.user, purpose=link.purpose.value)


def _gone(error: DomainError) -> ResponseReturnValue:
    session_of_request().rollback()
    return render_template("accounts/link_gone.html", message=error.message, password=True), 410
