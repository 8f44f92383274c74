"""The team of an event: who organizes, checks in or reads along."""

from typing import Any

from flask import Blueprint, abort, flash, render_template
from werkzeug.wrappers import Response

from app.accounts import queries as people
from app.accounts import staff
from app.accounts.models import User
from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.guards import guarded
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.directory.hosting import hosts_of
from app.events import team
from app.events.forms.team import MemberForm
from app.events.models import Event, EventRole
from app.events.policies import organizes

bp = Blueprint("events_team", __name__)


@bp.route("/manage/events/<event>/team/", methods=["GET", "POST"])
@access(organizes)
@guarded("invitation", limit=60, seconds=3600)
def index(event: Event) -> Any:
    session = session_of_request()
    form = MemberForm(locale=current_locale(), role=EventRole.CHECKIN.value)
    if form.validate_on_submit():
        user = attempt(lambda: team.add(session, event, _newcomer(form), now()), form)
        if user:
            flash(_("A mail is on its way to %(email)s.", email=user.email), "success")
            return back_to("events_team.index", event=event.slug)
    grants = team.members(session, event.id)
    page = render_template(
        "events/team.html",
        event=event,
        form=form,
        grants=grants,
        role_names=team.ROLE_NAMES,
        seen=people.last_seen(session, {grant.user_id for grant in grants}),
        hosts=hosts_of(session, event.host_base_id),
    )
    return page, 422 if form.is_submitted() else 200


def _newcomer(form: MemberForm) -> team.Member:
    return team.Member(form.email.data or "", form.name.data or "", EventRole(form.role.data), form.locale.data)


@bp.post("/manage/events/<event>/team/<user>/<role>/remove/")
@access(organizes)
def remove(event: Event, user: User, role: str) -> Response:
    session = session_of_request()
    grant = team.member(session, event.id, user.id, role) if role in set(EventRole) else None
    if grant is None:
        abort(404)
    team.remove(session, grant)
    flash(_("%(name)s no longer has this role.", name=user.name or user.email), "success")
    if user.id == current_actor().user_id:
        return back_to("events_manage.home")
    return back_to("events_team.index", event=event.slug)


@bp.post("/manage/events/<event>/team/<user>/invite/")
@access(organizes)
@guarded("invitation", limit=60, seconds=3600)
def invite_again(event: Event, user: User) -> Response:
    """A new link for a member who has not chosen a password yet."""
    session = session_of_request()
    grant = team.member(session, event.id, user.id)
    if grant is None:
        abort(404)
    if attempt(lambda: staff.invite_again(session, user, now(), grant)):
        flash(_("A mail is on its way to %(email)s.", email=user.email), "success")
    return back_to("events_team.index", event=event.slug)


navigation.item("event", "events_team.index", _l("Team"), organizes, order=90, section=navigation.Section.TEAM)
