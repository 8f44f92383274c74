"""The home page, the list of all events, and the page of a series."""

from datetime import datetime
from typing import Any

from flask import abort, render_template, url_for

from app.core.clock import now
from app.core.edge import access, session_of_request
from app.core.pagecache import Page, cached_page
from app.core.policies import public
from app.core.revisions import SHARED
from app.events import phases, queries
from app.events.models import Event, EventKind
from app.events.phases import Phase
from app.pages import events as shown
from app.pages.blueprint import bp

LATEST_PAST = 6


@bp.get("/")
@access(public, cached=True)
@cached_page()
def home() -> Page:
    """What is on now, next and past, and where."""
    at = now()
    session = session_of_request()
    found = queries.public_events(session)
    series = queries.all_series(session)
    editions = queries.rotations(session, [one.id for one in series])
    rings = [(one, shown.segments(editions.get(one.id, []), at)) for one in series]
    running, coming, past = (_cards(found, phase, at) for phase in (Phase.RUNNING, Phase.UPCOMING, Phase.OVER))
    past.reverse()
    held = [card for card in running if card["phase"] != "cancelled"]
    called_off = [card for card in running if card["phase"] == "cancelled"]
    body = render_template(
        "pages/home.html",
        lead=_lead(found, rings, [*held, *(card for card in coming if card["phase"] != "cancelled")]),
        running=held,
        # What is cancelled is not on, and yet whoever comes for it must read so until its days are over.
        upcoming=[*called_off, *coming],
        past=past[:LATEST_PAST],
        more_past=len(past) > LATEST_PAST,
        rings=[(one, ring) for one, ring in rings if ring],
    )
    return Page(body, [SHARED], until=shown.next_change(found, at))


def _lead(found: list[Event], rings: list[Any], cards: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The event that the cover shows: what is on now, else what comes next, a forum before a trip."""
    chosen = next((card for card in cards if card["kind"] == EventKind.FORUM), next(iter(cards), None))
    if chosen is None:
        return None
    event = next(event for event in found if event.slug == chosen["slug"])
    ring: list[Any] = next((ring for series, ring in rings if series.id == event.series_id), [])
    agenda = url_for("pages.agenda", slug=event.slug) if event.kind is EventKind.FORUM else ""
    return chosen | {"ring": ring, "agenda_url": agenda}


def _cards(events: list[Event], phase: Phase, at: datetime) -> list[dict[str, Any]]:
    return [shown.card(event, at) for event in events if phases.phase(event, at) is phase]


@bp.get("/events/")
@access(public, cached=True)
@cached_page()
def all_events() -> Page:
    """Every public event, the latest first, by year."""
    at = now()
    found = queries.public_events(session_of_request())[::-1]
    years = sorted({event.starts_on.year for event in found}, reverse=True)
    by_year = [(year, [shown.card(event, at) for event in found if event.starts_on.year == year]) for year in years]
    return Page(render_template("pages/events.html", by_year=by_year), [SHARED], until=shown.next_change(found, at))


@bp.get("/series/<slug>/")
@access(public, cached=True)
@cached_page()
def series(slug: str) -> Page:
    """A series and its rotation: which city and base hosted, hosts, and will host."""
    at = now()
    session = session_of_request()
    found = queries.series_by_slug(session, slug)
    if found is None:
        abort(404)
    rotation = queries.rotation(session, found.id)
    body = render_template(
        "pages/series.html",
        series=found,
        segments=shown.segments(rotation, at),
        editions=[shown.card(e, at) for e in rotation if e.state in queries.PUBLIC_STATES][::-1],
    )
    return Page(body, [SHARED], until=shown.next_change(rotation, at))
