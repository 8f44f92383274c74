"""Signing in, by a link sent by mail or by a password, and out."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue

from app.accounts import links, signing_in
from app.accounts.forms import LinkRequest, PasswordSignIn
from app.accounts.models import Level, MailLink, Purpose, User
from app.accounts.views import browser
from app.core import audit
from app.core.clock import now
from app.core.db import turn_to_writing
from app.core.edge import access, act_as, attempt, back_to, current_actor, session_of_request
from app.core.errors import DomainError
from app.core.guards import guarded
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.limits import limiter, sign_ins
from app.core.links import own_path
from app.core.policies import public

bp = Blueprint("accounts", __name__)

#: Under which the cookie keeps the address that a link was asked for, to show it on the next page.
ASKED = "asked_for"
MY_PAGES = "/my/"
MANAGE = "/manage/"


@bp.get("/sign-in/")
@access(public)
def sign_in() -> str:
    """One page for everyone: a link by mail for participants, a password for staff."""
    return _page(LinkRequest(), PasswordSignIn(formdata=None))


@bp.post("/sign-in/")
@access(public, reads_first=True)
# Nobody else's attempts lock anyone out: from one network there are few, and all networks together have many.
@guarded("sign-in", email="email", each_network=True, limit=10, seconds=600)
@guarded("sign-in-anywhere", email="email", limit=200, seconds=600)
@limiter.limit(sign_ins)
def sign_in_by_password() -> ResponseReturnValue:
    form = PasswordSignIn()
    user = _checked(form) if form.validate() else None
    if user is None:
        return _page(LinkRequest(formdata=None), form), 422
    signing_in.keep_hash_fresh(current_app.extensions["luntan_hasher"], user, form.password.data or "")
    browser.sign_in(user, Level.STAFF)
    act_as(current_actor())
    audit.record(session_of_request(), "sign_in", user)
    own_pages = MANAGE if current_actor().is_staff else MY_PAGES
    return redirect(own_path(form.next.data or "") or own_pages, 303)


@bp.get("/sign-in/link/")
@access(public)
def link_form() -> ResponseReturnValue:
    """Where a reload of the refused form ends up."""
    return redirect(url_for("accounts.sign_in"))


@bp.post("/sign-in/link/")
@access(public)
@guarded("mail-link", email="address", limit=5, seconds=3600)
@limiter.limit(sign_ins)
def ask_link() -> ResponseReturnValue:
    """Send a sign-in link; the answer is the same whoever the address belongs to."""
    form = LinkRequest()
    if not form.validate():
        return _page(form, PasswordSignIn(formdata=None)), 422
    email = form.address.data or ""
    links.ask_sign_in(session_of_request(), email, current_locale(), now(), own_path(form.next.data or ""))
    cookie[ASKED] = email
    return back_to("accounts.link_sent")


@bp.get("/sign-in/sent/")
@access(public)
def link_sent() -> str:
    return render_template("accounts/sent.html", email=cookie.get(ASKED, ""))


@bp.get("/sign-in/link/<token>/")
@access(public)
def link(token: str) -> ResponseReturnValue:
    """Show a button and do nothing: mail programs and messengers fetch links to preview them."""
    try:
        found = _find(token)
    except DomainError as error:
        return _gone(error)
    return render_template("accounts/link.html", email=found.user.email)


@bp.post("/sign-in/link/<token>/")
@access(public)
@limiter.limit(sign_ins)
def use_link(token: str) -> ResponseReturnValue:
    """Sign in, as one who reads this address's mail: they see what is their own, never staff pages."""
    try:
        found = _find(token)
        user = links.use(session_of_request(), found, now())
    except DomainError as error:
        return _gone(error)
    browser.sign_in(user, Level.MAIL)
    return redirect(own_path(found.next_path) or MY_PAGES, 303)


@bp.post("/sign-out/")
@access(public)
def sign_out() -> ResponseReturnValue:
    browser.sign_out()
    cookie.clear()
    flash(_("You are signed out."), "success")
    return back_to("accounts.sign_in")


@bp.get("/fragments/account/")
@access(public)
def corner() -> ResponseReturnValue:
    """The signed-in corner of shared pages: the one part of them that knows who reads."""
    return render_template("components/account_fragment.html"), {"Cache-Control": "private, no-store"}


def _page(link_form: LinkRequest, password_form: PasswordSignIn) -> str:
    onward = own_path(request.values.get("next", ""))
    link_form.next.data = password_form.next.data = onward
    return render_template("accounts/sign_in.html", link_form=link_form, password_form=password_form)


def _checked(form: PasswordSignIn) -> User | None:
    """The user of a right password. Hashing takes a while, so it is done before writing keeps others waiting."""
    email, password = form.email.data or "", form.password.data or ""
    session, hashes = session_of_request(), current_app.extensions["luntan_hasher"]
    user: User | None = attempt(lambda: signing_in.check(session, hashes, email, password), form)
    if user is not None:
        turn_to_writing(session)
    return user


def _find(token: str) -> MailLink:
    secrets = current_app.extensions["luntan_secrets"]
    return links.find(session_of_request(), secrets, token, now(), Purpose.SIGN_IN)


def _gone(error: DomainError) -> ResponseReturnValue:
    session_of_request().rollback()
    return render_template("accounts/link_gone.html", message=error.message), 410
