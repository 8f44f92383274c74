"""What public pages say of an event, in the reader's language: its head, its card, its place in the rotation."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import url_for

from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.events import phases
from app.events.models import Event, EventState
from app.events.phases import Phase, Window
from app.events.queries import PUBLIC_STATES
from app.events.views.head import hue, meeting_dates


def phase_name(event: Event, at: datetime) -> str:
    """The word of the event's standing that matters most to a visitor."""
    standing = phases.standing(event, at)
    if event.state is EventState.CANCELLED:
        return "cancelled"
    if standing.phase is not Phase.UPCOMING:
        return standing.phase.value
    return {Window.OPEN: "open", Window.CLOSED: "closed", Window.NOT_YET: "upcoming"}[standing.window]


def next_change(events: Iterable[Event], at: datetime) -> datetime | None:
    """When the clock alone next changes what a page says of any of the events; None when never again."""
    changes = (phases.next_change(event, at) for event in events)
    return min((change for change in changes if change), default=None)


def card(event: Event, at: datetime) -> dict[str, Any]:
    locale = current_locale()
    return {
        "title": event.title.pick(locale),
        "slug": event.slug,
        "url": url_for("pages.event", slug=event.slug),
        "dates": meeting_dates(event),
        "city": event.city.pick(locale),
        "host": event.host_base.name.pick(locale) if event.host_base else "",
        "hue": hue(event),
        "number": edition(event),
        "phase": phase_name(event, at),
        "kind": event.kind.value,
    }


def edition(event: Event) -> str:
    return _("Edition %(number)d", number=event.number) if event.number else ""


def segments(editions: Iterable[Event], at: datetime) -> list[dict[str, Any]]:
    """A series as a ring: who hosted, hosts and will host. An edition that is not public has no link and no dates."""
    locale = current_locale()
    ring: list[dict[str, Any]] = []
    for event in editions:
        shown = event.state in (EventState.PUBLISHED, EventState.CANCELLED, EventState.ARCHIVED)
        ring.append(
            {
                "number": event.number or len(ring) + 1,
                "city": event.city.pick(locale),
                "dates": meeting_dates(event) if shown else _("Date to be announced"),
                "host": event.host_base.name.pick(locale) if event.host_base else "",
                "url": url_for("pages.event", slug=event.slug) if event.state in PUBLIC_STATES else "",
                "state": _place_in_time(event, at) if shown else "next",
            }
        )
    return ring


def _place_in_time(event: Event, at: datetime) -> str:
    if event.state is EventState.CANCELLED:
        return "cancelled"
    return {Phase.OVER: "past", Phase.RUNNING: "live", Phase.UPCOMING: "next"}[phases.phase(event, at)]
