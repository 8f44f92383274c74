"""What the URL arguments ``event`` and ``series`` name, in any state; and what the navigation says of an event."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from app.core.dates import day_range
from app.core.edge import loads
from app.core.i18n import current_locale
from app.core.providers import provides
from app.events import queries
from app.events.models import Event, Series


@loads("event")
def load_event(session: Session, slug: str, loaded: Mapping[str, Any]) -> Event | None:
    return queries.event_by_slug(session, slug)


@loads("series")
def load_series(session: Session, slug: str, loaded: Mapping[str, Any]) -> Series | None:
    return queries.series_by_slug(session, slug)


@provides("manage_scope")
def event_scope_of(loaded: Mapping[str, Any]) -> dict[str, Any] | None:
    """The event that organizers' pages are about, for ``side_nav``."""
    event = loaded.get("event")
    if not isinstance(event, Event):
        return None
    return {
        "title": event.title.pick(current_locale()),
        "url": url_for("events_manage.overview", event=event.slug),
        "dates": day_range(event.starts_on, event.ends_on),
        "state": event.state.value,
        "public_url": f"/events/{event.slug}/" if event.state in queries.PUBLIC_STATES else "",
    }
