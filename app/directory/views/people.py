"""Staff accounts, for headquarters: who works here, on what, and who no longer does."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import Blueprint, flash, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts import staff
from app.accounts.models import User
from app.accounts.roles import roles_of
from app.core import navigation, paging
from app.core.clock import now
from app.core.dates import HOME_ZONE
from app.core.edge import access, attempt, back_to, current_actor, loads, session_of_request
from app.core.guards import guarded
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.policies import headquarters
from app.directory import hosting
from app.directory.forms.people import HostForm, InviteForm
from app.directory.models import ProgramBase
from app.directory.queries import base_by_slug, current_bases

bp = Blueprint("directory_people", __name__)

STATES = (("active", _l("Active")), ("invited", _l("Invited")), ("disabled", _l("Disabled")))


@loads("user")
def load_user(session: Session, public_id: str, loaded: Mapping[str, Any]) -> User | None:
    return people.user_by_public_id(session, public_id)


@bp.get("/manage/people/")
@access(headquarters)
def index() -> str:
    session = session_of_request()
    asked = {"q": request.args.get("q", "").strip()[:100], "state": request.args.get("state", "")}
    found, total = people.staff(session, asked["q"], asked["state"], paging.offset(), paging.PAGE_SIZE)
    ids = [user.id for user in found]
    return render_template(
        "directory/people.html",
        people=found,
        roles=roles_of(session, ids),
        seen=people.last_seen(session, ids),
        asked=asked,
        states=STATES,
        pager=paging.pager(total),
        zone=HOME_ZONE,
    )


@bp.route("/manage/people/invite/", methods=["GET", "POST"])
@access(headquarters)
@guarded("invitation", limit=60, seconds=3600)
def invite() -> Any:
    session = session_of_request()
    form = InviteForm(locale=current_locale())
    form.offer(current_bases(session), current_locale())
    if form.validate_on_submit():
        user = attempt(lambda: hosting.invite(session, _colleague(session, form), now()), form)
        if user:
            flash(_invited(user), "success")
            return back_to("directory_people.show", user=user.public_id)
    page = render_template("directory/invite.html", form=form)
    return page, 422 if form.is_submitted() else 200


def _colleague(session: Session, form: InviteForm) -> hosting.Colleague:
    base = base_by_slug(session, form.base.data) if form.base.data else None
    name, email = form.name.data or "", form.email.data or ""
    return hosting.Colleague(email, name, form.locale.data, form.headquarters.data, base)


def _invited(user: User) -> str:
    if user.password_hash:
        return str(_("%(name)s has an account already; the roles are given.", name=user.name or user.email))
    return str(_("An invitation is on its way to %(email)s.", email=user.email))


@bp.get("/manage/people/<user>/")
@access(headquarters)
def show(user: User) -> str:
    return _page(user, HostForm(formdata=None))


def _page(user: User, form: HostForm) -> str:
    session = session_of_request()
    form.offer(current_bases(session), current_locale())
    return render_template(
        "directory/person.html",
        user=user,
        form=form,
        bases=hosting.bases_of(session, user.id),
        roles=[role for role in roles_of(session, [user.id]).get(user.id, []) if role.on == "event"],
        browsers=len(people.live_sign_ins(session, user.id, now())),
        seen=people.last_seen(session, [user.id]).get(user.id),
        oneself=user.id == current_actor().user_id,
        zone=HOME_ZONE,
    )


@bp.post("/manage/people/<user>/bases/")
@access(headquarters)
def add_base(user: User) -> Any:
    session, form = session_of_request(), HostForm()
    form.offer(current_bases(session), current_locale())
    base = base_by_slug(session, form.base.data) if form.validate() else None
    if base is None or not attempt(lambda: hosting.make_host(session, user, base), form):
        return _page(user, form), 422
    return _done(user, _("%(name)s is a host of %(base)s.", name=_name(user), base=base.name.pick(current_locale())))


@bp.post("/manage/people/<user>/bases/<base>/remove/")
@access(headquarters)
def remove_base(user: User, base: ProgramBase) -> Response:
    hosting.dismiss_host(session_of_request(), user, base)
    shown = base.name.pick(current_locale())
    return _done(user, _("%(name)s is no longer a host of %(base)s.", name=_name(user), base=shown))


@bp.post("/manage/people/<user>/headquarters/")
@access(headquarters)
def change_headquarters(user: User) -> Response:
    granted = request.form.get("granted") == "yes"
    text = _("%(name)s belongs to headquarters.") if granted else _("%(name)s no longer belongs to headquarters.")
    return _change(user, lambda: staff.set_headquarters(session_of_request(), user, granted), text)


@bp.post("/manage/people/<user>/invite/")
@access(headquarters)
@guarded("invitation", limit=60, seconds=3600)
def invite_again(user: User) -> Response:
    again = partial(staff.invite_again, session_of_request(), user, now())
    return _change(user, again, _("Another invitation is on its way to %(name)s."))


@bp.post("/manage/people/<user>/disable/")
@access(headquarters)
def disable(user: User) -> Response:
    return _change(user, lambda: staff.disable(session_of_request(), user, now()), _("%(name)s can no longer sign in."))


@bp.post("/manage/people/<user>/enable/")
@access(headquarters)
def enable(user: User) -> Response:
    return _change(user, lambda: staff.enable(user), _("%(name)s can sign in again."))


@bp.post("/manage/people/<user>/sign-out/")
@access(headquarters)
def sign_out(user: User) -> Response:
    everywhere = partial(staff.sign_out, session_of_request(), user, now())
    return _change(user, everywhere, _("%(name)s is signed out everywhere."))


def _change(user: User, action: Callable[[], Any], text: str) -> Response:
    """Do it and say so, or say why not; ``text`` names the person as ``%(name)s``."""
    said = text % {"name": _name(user)}
    return _done(user, said if attempt(action) else "")


def _done(user: User, text: str) -> Response:
    if text:
        flash(text, "success")
    return back_to("directory_people.show", user=user.public_id)


def _name(user: User) -> str:
    return user.name or user.email


navigation.item(
    "manage", "directory_people.index", _l("People"), headquarters, order=80, section=navigation.Section.ADMINISTRATION
)
