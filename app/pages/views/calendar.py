"""How to follow an event in one's own calendar."""

from dataclasses import replace
from typing import Any

from flask import abort, render_template
from markupsafe import Markup

from app.agenda import queries as agenda
from app.calendars.selection import ALARMS, CHOICES, Selection
from app.calendars.subscribing import qr_markup, subscribe_links
from app.calendars.wording import Wording, wording
from app.core.clock import now
from app.core.edge import access, session_of_request
from app.core.i18n import current_locale, ngettext
from app.core.links import public_link
from app.core.pagecache import Page, cached_page, chosen, options
from app.core.policies import public
from app.core.revisions import SHARED, event_scope
from app.core.text import Bilingual
from app.events import phases, queries
from app.events.models import Event
from app.events.views.head import masthead
from app.pages.blueprint import bp


@bp.get("/events/<slug>/calendar/")
@access(public, cached=True)
@cached_page("room", "track", feed=tuple(Wording), cancelled=CHOICES["cancelled"], alarm=CHOICES["alarm"])
def calendar(slug: str) -> Page:
    """Links to the event's feeds, for everything or for one room or track, in either language or both."""
    session = session_of_request()
    event = queries.public_event(session, slug) or abort(404)
    rooms, tracks = agenda.rooms(session, event.id), agenda.tracks(session, event.id)
    selection = replace(
        Selection.asked(options()),
        room=chosen("room", {room.public_id for room in rooms}),
        track=chosen("track", {track.public_id for track in tracks}),
    )
    body = render_template(
        "pages/calendar.html",
        event=event,
        masthead=masthead(event, "pages.calendar"),
        links=_agenda_links(event, selection),
        event_links=_links("calendars.event_feed", event.title, slug=slug),
        series_links=_series_links(event),
        others=_others(event),
        selection=selection,
        language=_language(),
        rooms=rooms,
        tracks=tracks,
        alarms=[(minutes, _ahead(int(minutes))) for minutes in ALARMS],
    )
    return Page(body, [SHARED, event_scope(event.id)], until=phases.next_change(event, now()))


def _language() -> str:
    """Of the feed: what was chosen, else the reader's own."""
    return wording(options().get("feed", current_locale())).value


def _ahead(minutes: int) -> str:
    if minutes < 60:
        return str(ngettext("%(num)d minute before", "%(num)d minutes before", minutes))
    if minutes < 1440:
        return str(ngettext("%(num)d hour before", "%(num)d hours before", minutes // 60))
    return str(ngettext("%(num)d day before", "%(num)d days before", minutes // 1440))


def _agenda_links(event: Event, selection: Selection) -> dict[str, Any]:
    """The chosen feed's links; the code leads to this page, where a phone picks the link that fits it."""
    asked = selection.options()
    links = _links("calendars.agenda_feed", event.title, slug=event.slug, **asked)
    here = public_link("pages.calendar", slug=event.slug, feed=_language(), **asked)
    return links | {"qr": Markup(qr_markup(here))}  # noqa: S704 - figures of a path alone


def _series_links(event: Event) -> dict[str, Any] | None:
    if event.series is None:
        return None
    return _links("calendars.series_feed", event.series.title, slug=event.series.slug)


def _others(event: Event) -> list[tuple[Bilingual, dict[str, Any]]]:
    """What else the event belongs to, with the links to its feed: the base that hosts it, its themes."""
    base, themes = event.host_base, event.themes
    hosts = [(base.name, _links("calendars.base_feed", base.name, slug=base.slug))] if base else []
    return hosts + [(theme.name, _links("calendars.theme_feed", theme.name, slug=theme.slug)) for theme in themes]


def _links(endpoint: str, name: Bilingual, **values: str) -> dict[str, Any]:
    """The links of a feed in the language that the page's reader chose for it."""
    return {**subscribe_links(public_link(endpoint, lang=_language(), **values), name.pick(current_locale()))}
