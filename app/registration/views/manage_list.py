"""Organizers' list of registrations: search, filters, acting on many, the export."""

from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import audit, navigation, paging
from app.core.clock import now
from app.core.db import turn_to_writing
from app.core.edge import access, back_to, current_actor, session_of_request
from app.core.i18n import current_locale, ngettext
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.events.models import Event
from app.events.policies import organizes, views
from app.registration import admission, export, listing, queries
from app.registration.blueprint import manage as bp
from app.registration.forms.organizers import category_options
from app.registration.listing import Filters
from app.registration.states import ORGANIZERS, Act
from app.registration.words import ACTS, STATES


@bp.get("/manage/events/<event>/registrations/")
@access(views)
def index(event: Event) -> str:
    """Who is registered, as the URL asks."""
    session, locale = session_of_request(), current_locale()
    filters = Filters.asked(request.args)
    people, total = listing.page(session, event.id, filters, locale, paging.asked_page(), paging.PAGE_SIZE)
    return render_template(
        "registration/manage/list.html",
        event=event,
        filters=filters,
        people=people,
        pager=paging.pager(total),
        sort_url=lambda key, descending: _url(event, filters, sort=("-" if descending else "") + key),
        counts=queries.counts(session, event.id),
        rooms=queries.rooms(session, event.id),
        states=STATES,
        acts=[(act, ACTS[act]) for act in ORGANIZERS],
        categories=category_options(queries.categories(session, event.id)),
        groups=[(group.slug, group.name.pick(locale)) for group in queries.open_groups(session)],
        may_change=organizes(current_actor(), {"event": event}),
    )


def _url(event: Event, filters: Filters, **changes: str) -> str:
    """The list with other filters, from its first page."""
    args: dict[str, Any] = filters.args(**changes)
    return url_for("registration_manage.index", event=event.slug, **args)


@bp.post("/manage/events/<event>/registrations/")
@access(organizes)
def act_on_all(event: Event) -> ResponseReturnValue:
    """Accept, reject, cancel or put on the waiting list everyone who was chosen."""
    session, filters = session_of_request(), Filters.asked(request.form)
    back = back_to("registration_manage.index", event=event.slug, **filters.args())
    deed = request.form.get("act", "")
    chosen = admission.locked(session, event.id, request.form.getlist("ids")[: paging.PAGE_SIZE])
    if deed not in set(ORGANIZERS) or not chosen:
        flash(_("Choose people first."), "warning")
        return back
    by = current_actor().user_id or 0
    changed, refusals = admission.act_on_all(session, chosen, Act(deed), now(), by)
    if changed:
        flash(ngettext("%(num)d registration changed.", "%(num)d registrations changed.", changed), "success")
    for reason in dict.fromkeys(str(refusal.message) for refusal in refusals):
        number = sum(str(refusal.message) == reason for refusal in refusals)
        flash(_("Not changed: %(number)d. %(reason)s", number=number, reason=reason), "warning")
    return back


@bp.post("/manage/events/<event>/registrations/export/")
@access(organizes, reads_first=True)
def download(event: Event) -> Response:
    """The list as a file for spreadsheets, logged."""
    session, filters = session_of_request(), Filters.asked(request.form)
    body, number = export.table(session, event, filters, current_locale())
    turn_to_writing(session, keep=True)
    audit.record(session, "export", event, rows=number, **_logged(event, filters))
    response = Response(body, mimetype="text/csv")
    response.headers["Content-Disposition"] = f"attachment; filename={event.slug}-registrations.csv"
    return response


def _logged(event: Event, filters: Filters) -> dict[str, Any]:
    """Which people a file holds; what was searched for is a name, a phone or an address."""
    chosen = queries.category_by_public_id(session_of_request(), event.id, filters.category)
    named = {"category": audit.called([chosen])} if chosen else {}
    return filters.args(q=audit.CHANGED if filters.q else "", sort="") | named


navigation.item("event", "registration_manage.index", _l("Registrations"), views, 10, Section.REGISTRATION)
