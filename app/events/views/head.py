"""The head of an event's pages, public or the attendee's own."""

from typing import Any

from flask import url_for

from app.core import dates
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.events.models import Event, EventKind

DEFAULT_HUE = 250


def hue(event: Event) -> int:
    """The accent of the event's series, in steps of ten."""
    return (event.series.hue // 10) * 10 if event.series else DEFAULT_HUE


def meeting_dates(event: Event) -> str:
    return dates.day_range(event.starts_on, event.ends_on)


def masthead(event: Event, current: str = "") -> dict[str, Any]:
    """The head of every page of an event; ``current`` is the endpoint that is open."""
    forum = event.kind is EventKind.FORUM
    programme = [("pages.agenda", _("Agenda")), ("pages.speakers", _("Speakers"))]
    middle = programme if forum else [("pages.itinerary", _("Itinerary"))]
    entries = [("pages.event", _("Overview")), *middle, ("pages.calendar", _("Calendar"))]
    locale = current_locale()
    return {
        "title": event.title.pick(locale),
        "url": url_for("pages.event", slug=event.slug),
        "dates": meeting_dates(event),
        "city": event.city.pick(locale),
        "hue": hue(event),
        "nav": [
            {"label": label, "url": url_for(name, slug=event.slug), "current": name == current}
            for name, label in entries
        ],
    }
