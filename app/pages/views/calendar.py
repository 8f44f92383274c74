"""How to follow an event in one's own calendar."""

from typing import Any

from flask import abort, render_template, request
from markupsafe import Markup

from app.agenda import queries as agenda
from app.calendars.selection import Selection
from app.calendars.subscribing import qr_markup, subscribe_links
from app.calendars.wording import wording
from app.core.clock import now
from app.core.edge import access, session_of_request
from app.core.i18n import current_locale
from app.core.links import public_link
from app.core.pagecache import Page, cached_page
from app.core.policies import public
from app.core.revisions import SHARED, event_scope
from app.core.text import Bilingual
from app.events import phases, queries
from app.events.models import Event
from app.events.views.head import masthead
from app.pages.blueprint import bp


@bp.get("/events/<slug>/calendar/")
@access(public, cached=True)
@cached_page("room", "track", "feed")
def calendar(slug: str) -> Page:
    """Links to the event's feeds, for everything or for one room or track, in either language or both."""
    event = queries.public_event(session_of_request(), slug) or abort(404)
    body = render_template(
        "pages/calendar.html",
        event=event,
        masthead=masthead(event, "pages.calendar"),
        links=_agenda_links(event),
        event_links=_links("calendars.event_feed", event.title, slug=slug),
        series_links=_series_links(event),
        room=request.args.get("room", ""),
        track=request.args.get("track", ""),
        language=_language(),
        rooms=agenda.rooms(session_of_request(), event.id),
        tracks=agenda.tracks(session_of_request(), event.id),
    )
    return Page(body, [SHARED, event_scope(event.id)], until=phases.next_change(event, now()))


def _language() -> str:
    """Of the feed: what was chosen, else the reader's own."""
    return wording(request.args.get("feed") or current_locale()).value


def _agenda_links(event: Event) -> dict[str, Any]:
    """The chosen feed's links; the code leads to this page, where a phone picks the link that fits it."""
    asked = Selection.asked(request.args)
    chosen = {name: value for name, value in asked.options().items() if name in ("room", "track")}
    links = _links("calendars.agenda_feed", event.title, slug=event.slug, **chosen)
    here = public_link("pages.calendar", slug=event.slug, feed=_language(), **chosen)
    return links | {"qr": Markup(qr_markup(here))}  # noqa: S704 - figures of a path alone


def _series_links(event: Event) -> dict[str, Any] | None:
    if event.series is None:
        return None
    return _links("calendars.series_feed", event.series.title, slug=event.series.slug)


def _links(endpoint: str, name: Bilingual, **values: str) -> dict[str, Any]:
    return {**subscribe_links(public_link(endpoint, lang=_language(), **values), name.pick(current_locale()))}
