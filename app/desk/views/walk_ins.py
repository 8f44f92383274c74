"""Walk-ins on an organizer's or a helper's screen: who came unannounced, what is to be looked at, and one more."""

import uuid
from datetime import UTC, datetime
from typing import Any

from flask import flash, render_template
from werkzeug.wrappers import Response

from app.accounts.models import User
from app.checkin.desk import desk_of
from app.checkin.ids import new_scan_id
from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.links import public_address
from app.core.navigation import Section
from app.core.paging import PAGE_SIZE, offset, pager
from app.desk import queries
from app.desk.arrivals import WalkInItem
from app.desk.forms import WalkInForm
from app.desk.models import WalkIn
from app.desk.settling import settle as settle_trouble
from app.desk.views.blueprint import bp, secrets
from app.desk.walkins import Desk, Refusal, Taken, register
from app.desk.words import PROBLEMS, TROUBLES
from app.events.models import Event
from app.events.policies import checks_in, organizes, organizes_event
from app.registration.queries import categories, current_notice
from app.tickets.codec import ParsedCode, parse
from app.tickets.qr import qr_matrix, svg_path
from app.tickets.queries import ticket_of
from app.tickets.short_code import format_short_code


@bp.get("/manage/events/<event>/walk-ins/")
@access(checks_in)
def index(event: Event) -> str:
    """The latest first, and before them those that wait for somebody to look."""
    session = session_of_request()
    return render_template(
        "desk/walk_ins.html",
        event=event,
        rows=queries.walk_ins(session, event.id, PAGE_SIZE, offset()),
        pages=pager(queries.number_of_walk_ins(session, event.id)),
        waiting=queries.troubled(session, event.id),
        troubles=TROUBLES,
        may_settle=organizes_event(current_actor(), event),
    )


@bp.route("/manage/events/<event>/walk-ins/new/", methods=["GET", "POST"])
@access(checks_in)
def new(event: Event) -> Any:
    """Register somebody who stands at the desk."""
    session = session_of_request()
    form = WalkInForm()
    form.offer(categories(session, event.id))
    if not form.walk_in_id.data or _uuid(form.walk_in_id.data) is None:
        form.walk_in_id.data = str(new_scan_id())
    if form.validate_on_submit() and (taken := attempt(lambda: _register(event, form), form)):
        return back_to("desk.one", event=event.slug, walk_in=taken.walk_in.public_id)
    may_overrule = organizes_event(current_actor(), event)
    page = render_template(
        "desk/walk_in_form.html",
        event=event,
        form=form,
        notice=current_notice(session, event.id),
        may_overrule=may_overrule,
    )
    return page, 422 if form.is_submitted() else 200


@bp.get("/manage/events/<event>/walk-ins/<walk_in>/")
@access(checks_in)
def one(event: Event, walk_in: WalkIn) -> str:
    """Whom the desk has registered, and the code to be shown or printed where no blank badge was given."""
    ticket = ticket_of(session_of_request(), walk_in.registration)
    shows = ticket is not None and walk_in.spare_id is None and walk_in.registration.erased_at is None
    matrix = qr_matrix(public_address("/c/"), ticket.code) if ticket and shows else []
    return render_template(
        "desk/walk_in.html",
        event=event,
        walk_in=walk_in,
        registration=walk_in.registration,
        path=svg_path(matrix) if matrix else "",
        size=len(matrix),
        short=format_short_code(ticket.short_code) if ticket and shows else "",
        trouble=TROUBLES[walk_in.trouble] if walk_in.trouble else "",
    )


@bp.post("/manage/events/<event>/walk-ins/<walk_in>/settle/")
@access(organizes)
def settle(event: Event, walk_in: WalkIn) -> Response:
    """A supervisor has looked at it."""
    if attempt(lambda: settle_trouble(session_of_request(), walk_in, current_actor().user_id, now())):
        flash(_("Noted."), "success")
    return back_to("desk.index", event=event.slug)


def _register(event: Event, form: WalkInForm) -> Taken:
    session, actor, key = session_of_request(), current_actor(), uuid.UUID(form.walk_in_id.data)
    user = session.get_one(User, actor.user_id)
    desk = Desk(desk_of(session, event, user), organizes_event(actor, event), user.id, current_locale())
    badge = form.badge.data or ""
    is_code = isinstance(parse(badge), ParsedCode)
    item = WalkInItem(
        walk_in_id=key,
        made_at=_made(key),
        guest=form.guest(),
        category=form.category.data or "",
        code=badge if is_code else "",
        short_code="" if is_code else badge,
        beyond=form.beyond.data or "",
        someone_else=bool(form.someone_else.data),
    )
    try:
        return register(session, secrets(), event, desk, item, now())
    except Refusal as refusal:
        refusal.message = PROBLEMS[refusal.problem]
        raise


def _made(key: uuid.UUID) -> datetime:
    """When the form was opened, which its id tells, so that a second press sends the same."""
    return datetime.fromtimestamp(min(key.int >> 80, 4_000_000_000_000) / 1000, UTC)


def _uuid(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None


navigation.item("event", "desk.index", _l("Walk-ins"), checks_in, order=71, section=Section.ON_SITE)
