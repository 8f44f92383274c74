"""The lists behind the figures of the live picture; phone numbers of who is missing, for those who may see them."""

from datetime import UTC, datetime
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.checkin import queries
from app.core import audit
from app.core.clock import now
from app.core.edge import access, current_actor, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.paging import PAGE_SIZE, offset, pager
from app.events.models import Event
from app.events.policies import organizes, organizes_event, views, works_on
from app.registration.queries import categories
from app.reports import people as rows
from app.reports.people import Narrowed, Place
from app.reports.picture import Choice
from app.reports.snapshots import days_of
from app.reports.views.blueprint import bp


def place_of(event: Event, *, anywhere: bool = False) -> Place:
    """What the URL names, as things stand now; a checkpoint that there is none of counts as not named."""
    session, asked, day = session_of_request(), request.values.get("checkpoint", "")[:16], request.values.get("day", "")
    known = queries.checkpoints(session, event.id, archived=True)
    chosen = next((one for one in known if one.public_id == asked), None)
    if chosen is None and not anywhere:
        chosen = next(iter(known), None)
    on = next((one for one in days_of(event) if one.isoformat() == day), None)
    return Place(event, Choice(chosen, on) if chosen else None, now())


@bp.get("/manage/events/<event>/live/people/")
@access(works_on)
def people(event: Event) -> str:
    """Who a figure counts, as the URL asks."""
    return _page(event, phones=False)


@bp.post("/manage/events/<event>/live/people/")
@access(organizes)
def phones(event: Event) -> ResponseReturnValue:
    """The same with phone numbers, and who looked is logged."""
    narrowed, place = Narrowed.asked(request.values), place_of(event)
    at = audit.called([place.choice.checkpoint]) if place.choice else []
    session = session_of_request()
    audit.record(session, "read_phones", event, checkpoint=at, rows=rows.size(session, place, narrowed))
    return _page(event, phones=True)


def _page(event: Event, *, phones: bool) -> str:
    session, narrowed = session_of_request(), Narrowed.asked(request.values)
    place = place_of(event, anywhere=narrowed.which == "anywhere")
    actor, locale = current_actor(), current_locale()
    return render_template(
        "reports/people.html",
        event=event,
        place=place,
        narrowed=narrowed,
        people=rows.page(session, place, narrowed, locale, limit=PAGE_SIZE, offset=offset()),
        pages=pager(rows.size(session, place, narrowed)),
        phones=phones,
        may_call=organizes_event(actor, event),
        may_read=views(actor, {"event": event}),
        titles=titles(),
        sent={name: value for name, value in request.values.items() if name != "csrf_token"},
        **_options(event, locale),
    )


def titles() -> dict[str, str]:
    return {
        "came": _("Came"),
        "inside": _("Inside now"),
        "expected": _("Expected"),
        "expected_came": _("Expected, and came"),
        "walk_ins": _("Walk-ins"),
        "others": _("Came unexpectedly"),
        "missing": _("Missing"),
        "anywhere": _("Seen at any checkpoint"),
    }


def _options(event: Event, locale: str) -> dict[str, Any]:
    """What the list can be narrowed to."""
    session = session_of_request()
    groups, bases = rows.groups_and_bases(session)
    return {
        "checkpoints": [(one.public_id, one.title.pick(locale)) for one in queries.checkpoints(session, event.id)],
        "categories": [(one.public_id, one.title.pick(locale)) for one in categories(session, event.id)],
        "groups": sorted(((one.slug, one.name.pick(locale)) for one in groups), key=lambda pair: pair[1]),
        "bases": sorted(((one.slug, one.name.pick(locale)) for one in bases), key=lambda pair: pair[1]),
    }


@bp.get("/manage/events/<event>/live/times/")
@access(works_on)
def times(event: Event) -> str:
    """Each time that counts, where people passed more than once; ``?checkpoint= day= device= since=`` narrow."""
    session, place = session_of_request(), place_of(event, anywhere=True)
    device = queries.device_by_public_id(session, event.id, request.args.get("device", "")[:16])
    lines = rows.times(session, place, device, _since())
    return render_template(
        "reports/times.html",
        event=event,
        place=place,
        device=device,
        since=_since(),
        lines=rows.times_page(session, lines, limit=PAGE_SIZE, offset=offset()),
        pages=pager(rows.number_of_times(session, lines)),
        may_read=views(current_actor(), {"event": event}),
    )


def _since() -> datetime | None:
    try:
        found = datetime.fromisoformat(request.args.get("since", "")[:40].replace(" ", "+"))
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None
