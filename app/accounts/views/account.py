"""One's own account: name, language, password, and the browsers one is signed in with."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts import browsers, links, queries, signing_in, staff
from app.accounts.forms import PasswordChange, Profile
from app.accounts.models import Level, SignIn, User
from app.accounts.policies import has_password_session, owns_browser
from app.accounts.roles import roles_of
from app.accounts.views import browser as here
from app.core import audit
from app.core.clock import now
from app.core.dates import HOME_ZONE
from app.core.edge import access, attempt, back_to, loads, session_of_request
from app.core.guards import guarded
from app.core.i18n import gettext as _
from app.core.policies import signed_in

bp = Blueprint("accounts_account", __name__)


@loads("browser")
def load_browser(session: Session, public_id: str, loaded: Mapping[str, Any]) -> SignIn | None:
    return queries.sign_in_by_public_id(session, public_id)


@bp.get("/account/")
@access(signed_in)
def index() -> str:
    return _page(Profile(formdata=None, obj=_me()), PasswordChange(formdata=None))


@bp.post("/account/")
@access(signed_in)
def save_profile() -> ResponseReturnValue:
    form = Profile()
    if not form.validate():
        return _page(form, PasswordChange(formdata=None)), 422
    user = _me()
    user.locale = form.locale.data
    if _mine().level is Level.STAFF:
        user.name = form.name.data or ""
    flash(_("Saved."), "success")
    return redirect(url_for("accounts_account.index", lang=user.locale), 303)


@bp.get("/account/password/")
@access(has_password_session)
def password_form() -> ResponseReturnValue:
    """Where a reload of the refused form ends up."""
    return redirect(url_for("accounts_account.index", _anchor="change-password"))


@bp.post("/account/password/")
@access(has_password_session)
@guarded("password-change", who=lambda: str(cookie.get("_user_id", "")), limit=10, seconds=600)
def change_password() -> ResponseReturnValue:
    form = PasswordChange()
    session, mine = session_of_request(), _mine()
    hashes = current_app.extensions["luntan_hasher"]
    given, chosen = form.current.data or "", form.password.data or ""
    changed = form.validate() and attempt(
        lambda: staff.change_password(session, hashes, mine, given, chosen, now()), form
    )
    if not changed:
        return _page(Profile(formdata=None, obj=_me()), form), 422
    audit.record(session, "password", mine.user)
    flash(_("Your password is changed. Every other browser is signed out."), "success")
    return back_to("accounts_account.index")


@bp.post("/account/browsers/<browser>/sign-out/")
@access(owns_browser)
def sign_out_browser(browser: SignIn) -> ResponseReturnValue:
    signing_in.end(session_of_request(), browser, now())
    flash(_("That browser is signed out."), "success")
    return back_to("accounts_account.index" if browser.id != _mine().id else "accounts.sign_in")


@bp.post("/account/sign-out-everywhere/")
@access(signed_in)
def sign_out_everywhere() -> ResponseReturnValue:
    """This browser too: the one thing to do when a phone is lost or a link went astray."""
    signing_in.end_all(session_of_request(), _me().id, now())
    links.retire(session_of_request(), _me().id, now())
    here.sign_out()
    cookie.clear()
    flash(_("You are signed out everywhere."), "success")
    return back_to("accounts.sign_in")


def _mine() -> SignIn:
    found = here.current_sign_in()
    assert found is not None
    return found


def _me() -> User:
    return _mine().user


def _page(profile: Profile, password: PasswordChange) -> str:
    session, mine = session_of_request(), _mine()
    open_browsers = [
        {"row": row, "names": browsers.describe(row.browser), "here": row.id == mine.id}
        for row in queries.live_sign_ins(session, mine.user_id, now())
    ]
    return render_template(
        "accounts/account.html",
        profile=profile,
        password=password,
        user=mine.user,
        level=mine.level.value,
        browsers=open_browsers,
        zone=HOME_ZONE,
        roles=roles_of(session, [mine.user_id]).get(mine.user_id, []),
    )
