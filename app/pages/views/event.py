"""The public pages of one event: overview, agenda, sessions, speakers, itinerary, privacy notice."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import abort, render_template

from app.agenda import queries as agenda_queries
from app.agenda.models import AgendaSession
from app.calendars.subscribing import subscribe_links
from app.core.clock import now
from app.core.edge import access, session_of_request
from app.core.geo import Point, map_links
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.links import public_link
from app.core.pagecache import Page, cached_page, chosen, options
from app.core.policies import public
from app.core.revisions import SHARED, event_scope
from app.events import phases, queries
from app.events.models import Event, EventKind
from app.events.told import told
from app.events.views.head import masthead
from app.pages import events as shown
from app.pages import programme, structured
from app.pages.blueprint import bp
from app.registration import queries as registration_queries
from app.trips import queries as trip_queries


def _event(slug: str) -> Event:
    """The event of a public address, or 404."""
    return queries.public_event(session_of_request(), slug) or abort(404)


def _page(
    event: Event,
    template: str,
    current: str = "",
    *,
    at: datetime | None = None,
    beside: Iterable[Event] = (),
    **context: Any,
) -> Page:
    """``at`` is the time that the page speaks of; ``beside`` are other events whose standing it tells."""
    at = at or now()
    body = render_template(template, event=event, masthead=masthead(event, current), **context)
    return Page(body, [SHARED, event_scope(event.id)], until=shown.next_change([event, *beside], at))


@bp.get("/events/<slug>/")
@access(public, cached=True)
@cached_page()
def event(slug: str) -> Page:
    """What, where and when; how to take part."""
    found = _event(slug)
    session = session_of_request()
    at = now()
    agenda = agenda_queries.public_sessions(session, found.id) if found.kind is EventKind.FORUM else []
    rotation = queries.rotation(session, found.series_id) if found.series_id else []
    return _page(
        found,
        "pages/event.html",
        "pages.event",
        at=at,
        beside=rotation,
        phase=shown.phase_name(found, at),
        edition=shown.edition(found),
        standing=phases.standing(found, at),
        days=programme.days(found, agenda, agenda_queries.rooms(session, found.id)),
        people=[programme.person(found, s) for s in agenda_queries.public_speakers(session, found.id)],
        itinerary=_itinerary(found),
        maps=_maps(found),
        changes=told(queries.public_changes(session, found.id)),
        ring=shown.segments(rotation, at),
        structured=structured.event(found),
    )


def _maps(found: Event) -> list[dict[str, str]]:
    """Links to maps, first those that people in China use."""
    if found.latitude is None or found.longitude is None:
        return []
    name = found.venue.pick(current_locale()) or found.city.pick(current_locale())
    links = map_links(Point(found.latitude, found.longitude), name)
    labels = {
        "amap": _("Amap"),
        "baidu": _("Baidu Maps"),
        "apple": _("Apple Maps"),
        "google": _("Google Maps"),
        "osm": _("OpenStreetMap"),
    }
    return [{"label": labels[key], "url": links[key]} for key in labels if key in links]


def _itinerary(found: Event) -> list[dict[str, Any]]:
    if found.kind is not EventKind.TRIP:
        return []
    session = session_of_request()
    legs = trip_queries.legs(session, found.id)
    return programme.itinerary(found, legs, trip_queries.public_stops(session, found.id))


@bp.get("/events/<slug>/agenda/")
@access(public, cached=True)
@cached_page("track", "room", view=("grid",))
def agenda(slug: str) -> Page:
    """The agenda as a list or as a grid by day, track and room."""
    found = _event(slug)
    session = session_of_request()
    rooms, tracks = agenda_queries.rooms(session, found.id), agenda_queries.tracks(session, found.id)
    room = chosen("room", {one.public_id for one in rooms})
    track = chosen("track", {one.public_id for one in tracks})
    sessions = [s for s in agenda_queries.public_sessions(session, found.id) if _in(s, room, track)]
    return _page(
        found,
        "pages/agenda.html",
        "pages.agenda",
        days=programme.days(found, sessions, rooms),
        view=options().get("view", "list"),
        rooms=rooms,
        tracks=tracks,
        room=room,
        track=track,
        legend=[programme.track(one) for one in tracks],
    )


def _in(session: AgendaSession, room: str, track: str) -> bool:
    """Sessions without a room or track, such as breaks, belong to every one."""
    of_room = not room or session.room is None or session.room.public_id == room
    return of_room and (not track or session.track is None or session.track.public_id == track)


@bp.get("/events/<slug>/sessions/<session_id>/")
@access(public, cached=True)
@cached_page()
def session(slug: str, session_id: str) -> Page:
    """One session: what, who, when and where."""
    found = _event(slug)
    talk = agenda_queries.public_session(session_of_request(), found.id, session_id) or abort(404)
    people = [programme.person(found, speaker) for speaker in talk.speakers]
    return _page(found, "pages/session.html", talk=talk, people=people, track=programme.track(talk.track))


@bp.get("/events/<slug>/speakers/")
@access(public, cached=True)
@cached_page()
def speakers(slug: str) -> Page:
    """Who speaks, and in which sessions."""
    found = _event(slug)
    talks = agenda_queries.public_sessions(session_of_request(), found.id)
    people = [
        programme.person(found, speaker, [t for t in talks if speaker in t.speakers])
        for speaker in agenda_queries.public_speakers(session_of_request(), found.id)
    ]
    return _page(found, "pages/speakers.html", "pages.speakers", people=people)


@bp.get("/events/<slug>/speakers/<speaker_id>/")
@access(public, cached=True)
@cached_page()
def speaker(slug: str, speaker_id: str) -> Page:
    """One speaker, with what they say of themselves."""
    found = _event(slug)
    listed = agenda_queries.public_speakers(session_of_request(), found.id)
    one = next((s for s in listed if s.public_id == speaker_id), None) or abort(404)
    talks = [t for t in agenda_queries.public_sessions(session_of_request(), found.id) if one in t.speakers]
    rooms = agenda_queries.rooms(session_of_request(), found.id)
    person = programme.person(found, one)
    feed = public_link("calendars.agenda_feed", slug=slug, speaker=speaker_id)
    return _page(
        found,
        "pages/speaker.html",
        "pages.speakers",
        person=person,
        days=programme.days(found, talks, rooms),
        links=subscribe_links(feed, f"{person['name']} · {found.title.pick(current_locale())}"),
    )


@bp.get("/events/<slug>/itinerary/")
@access(public, cached=True)
@cached_page()
def itinerary(slug: str) -> Page:
    """A trip day by day."""
    found = _event(slug)
    if found.kind is not EventKind.TRIP:
        abort(404)
    return _page(found, "pages/itinerary.html", "pages.itinerary", itinerary=_itinerary(found))


@bp.get("/events/<slug>/privacy/")
@access(public, cached=True)
@cached_page()
def privacy(slug: str) -> Page:
    """The privacy notice in force."""
    found = _event(slug)
    notice = registration_queries.current_notice(session_of_request(), found.id)
    return _page(found, "pages/privacy.html", notice=notice)
