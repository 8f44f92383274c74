"""Public feeds and downloads. They ignore cookies and Accept-Language: one address, one answer."""

from collections.abc import Iterable
from datetime import datetime

from flask import abort

from app.agenda import queries as agenda
from app.calendars import feeds, queries
from app.calendars.entries import Writer, session_item
from app.calendars.feeds import Head
from app.calendars.items import CalendarFeed
from app.calendars.selection import CHOICES, IDS, Selection
from app.calendars.views.blueprint import bp
from app.calendars.wording import wording
from app.core.edge import access, session_of_request
from app.core.links import public_link
from app.core.pagecache import Page, cached_page, chosen, options
from app.core.policies import public
from app.core.revisions import ALL, SHARED, event_scope
from app.directory import queries as directory
from app.events import queries as events
from app.events.models import Event

CALENDAR = "text/calendar; charset=utf-8"


@bp.get("/events/<slug>/agenda.ics")
@access(public, cached=True)
@cached_page(*IDS, negotiated=False, **CHOICES)
def agenda_feed(slug: str) -> Page:
    """An event's sessions or a trip's stops; ``room``, ``track``, ``speaker``, ``cancelled=0``, ``alarm=15``."""
    event = _event(slug)
    _check_ids(event)
    selection, writer = _asked()
    feed = feeds.agenda_feed(session_of_request(), event, selection, writer)
    return _page(feed, f"{slug}-agenda", [SHARED, event_scope(event.id)], event.changed_at)


@bp.get("/events/<slug>/event.ics")
@access(public, cached=True)
@cached_page(negotiated=False, **CHOICES)
def event_feed(slug: str) -> Page:
    """The days of one event."""
    event = _event(slug)
    feed = feeds.event_feed(event, *_asked())
    return _page(feed, slug, [SHARED, event_scope(event.id)], event.changed_at)


@bp.get("/events/<slug>/sessions/<session_id>.ics")
@access(public, cached=True)
@cached_page(negotiated=False, **CHOICES)
def session_feed(slug: str, session_id: str) -> Page:
    """One session, to be imported; the same item as in the feed."""
    from app.calendars.ical import render_item  # as in _page

    event = _event(slug)
    talk = agenda.public_session(session_of_request(), event.id, session_id) or abort(404)
    item = session_item(event, talk, _asked()[1])
    scopes = [SHARED, event_scope(event.id)]
    return _calendar(render_item(item), f"{slug}-{session_id.lower()}", scopes, item.changed_at)


@bp.get("/series/<slug>/series.ics")
@access(public, cached=True)
@cached_page(negotiated=False, **CHOICES)
def series_feed(slug: str) -> Page:
    """The public editions of a series."""
    series = events.series_by_slug(session_of_request(), slug) or abort(404)
    page = public_link("pages.series", slug=slug, lang=_asked()[1].wording.locales[0])
    head = Head(series.title, "calendars.series_feed", slug, page, series.hue)
    return _several(head, queries.series_events(session_of_request(), series.id), series.changed_at)


@bp.get("/bases/<slug>/base.ics")
@access(public, cached=True)
@cached_page(negotiated=False, **CHOICES)
def base_feed(slug: str) -> Page:
    """The public events that a programme base hosts or that visit it."""
    base = directory.base_by_slug(session_of_request(), slug) or abort(404)
    head = Head(base.name, "calendars.base_feed", slug, _all_events())
    # A new leg of any trip may bring a visit here, so that every change asks for a look.
    return _several(head, queries.base_events(session_of_request(), base.id), base.changed_at, ALL)


@bp.get("/themes/<slug>/theme.ics")
@access(public, cached=True)
@cached_page(negotiated=False, **CHOICES)
def theme_feed(slug: str) -> Page:
    """The public events of a theme."""
    theme = directory.theme_by_slug(session_of_request(), slug) or abort(404)
    head = Head(theme.name, "calendars.theme_feed", slug, _all_events())
    return _several(head, queries.theme_events(session_of_request(), theme.id), theme.changed_at)


def _event(slug: str) -> Event:
    return events.public_event(session_of_request(), slug) or abort(404)


def _check_ids(event: Event) -> None:
    """Send on whoever asks for a room, track or speaker that the public does not know."""
    asked, session = options(), session_of_request()
    if "room" in asked:
        chosen("room", {room.public_id for room in agenda.rooms(session, event.id)})
    if "track" in asked:
        chosen("track", {track.public_id for track in agenda.tracks(session, event.id)})
    if "speaker" in asked:
        speakers = agenda.public_speakers(session, event.id, removed=True)
        chosen("speaker", {speaker.public_id for speaker in speakers})


def _asked() -> tuple[Selection, Writer]:
    """What the query string asks for; nothing in it can be wrong, only unknown."""
    selection = Selection.asked(options())
    return selection, Writer(wording(options().get("lang", "")), public_link, selection.alarm_minutes)


def _all_events() -> str:
    return public_link("pages.all_events", lang=_asked()[1].wording.locales[0])


def _several(head: Head, found: Iterable[Event], changed_at: datetime, scope: str = SHARED) -> Page:
    return _page(feeds.events_feed(head, found, *_asked()), head.slug, [scope], changed_at)


def _page(feed: CalendarFeed, name: str, scopes: list[str], changed_at: datetime) -> Page:
    # Imported here: icalendar costs 100 ms and some megabytes, which processes that serve no feed need not pay.
    from app.calendars.ical import render_feed

    latest = max([changed_at, *(item.changed_at for item in feed.items)])
    return _calendar(render_feed(feed), name, scopes, latest)


def _calendar(body: bytes, name: str, scopes: list[str], changed_at: datetime) -> Page:
    headers = {"Content-Disposition": f'inline; filename="{name}.ics"'}
    return Page(body, scopes, mimetype=CALENDAR, changed_at=changed_at, headers=headers)
