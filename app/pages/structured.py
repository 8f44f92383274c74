"""schema.org descriptions of events, as JSON-LD for search engines."""

import json
from typing import Any

from flask import current_app, url_for
from markupsafe import Markup

from app.core.i18n import BCP47, current_locale
from app.events.models import Event, EventState

STATUS = {EventState.CANCELLED: "https://schema.org/EventCancelled"}


def event(found: Event) -> Markup:
    """A ``BusinessEvent``; safe inside a script element whatever the titles hold."""
    locale = current_locale()
    public_url = current_app.extensions["luntan_settings"].public_url.rstrip("/")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BusinessEvent",
        "name": found.title.pick(locale),
        "description": found.summary.pick(locale),
        "inLanguage": BCP47[locale],
        "startDate": found.starts_on.isoformat(),
        "endDate": found.ends_on.isoformat(),
        "eventStatus": STATUS.get(found.state, "https://schema.org/EventScheduled"),
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "url": public_url + url_for("pages.event", slug=found.slug, lang=locale),
        "location": _place(found, locale),
    }
    if found.host_base:
        data["organizer"] = {"@type": "Organization", "name": found.host_base.name.pick(locale)}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


def _place(found: Event, locale: str) -> dict[str, Any]:
    place: dict[str, Any] = {
        "@type": "Place",
        "name": found.venue.pick(locale) or found.city.pick(locale),
        "address": found.address.pick(locale) or found.city.pick(locale),
    }
    if found.latitude is not None and found.longitude is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": found.latitude, "longitude": found.longitude}
    return place
