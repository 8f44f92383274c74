"""The organizers' navigation: packages register their pages, and a page shows those that its reader may use.

Register beside the view: ``navigation.item("event", "agenda_sessions.index", _l("Agenda"), organizes, order=30)``.
A page of area ``event`` takes the event's slug as its only URL argument, one of area ``manage`` takes none.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal

from flask import Flask, g, has_request_context, request, url_for

from app.core.edge import current_actor
from app.core.i18n import lazy_gettext as _l
from app.core.policies import Actor, Policy
from app.core.providers import ask

Area = Literal["manage", "event"]
AREA_PATH = "/manage/"


class Section(Enum):
    """Parts of the navigation, in the order they stand."""

    EVENTS = 1
    DIRECTORY = 2
    ADMINISTRATION = 3
    EVENT = 4
    PROGRAMME = 5
    REGISTRATION = 6
    BADGES = 7
    ON_SITE = 8
    TEAM = 9


HEADINGS = {
    Section.EVENTS: _l("Events"),
    Section.DIRECTORY: _l("Directory"),
    Section.ADMINISTRATION: _l("Administration"),
    Section.EVENT: _l("Event"),
    Section.PROGRAMME: _l("Programme"),
    Section.REGISTRATION: _l("Registration"),
    Section.BADGES: _l("Badges"),
    Section.ON_SITE: _l("On site"),
    Section.TEAM: _l("Team"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """A page: it is shown where ``policy`` allows it, by ``order`` within its section."""

    area: Area
    endpoint: str
    label: Any
    policy: Policy
    order: int
    section: Section


_items: dict[str, Item] = {}


def item(area: Area, endpoint: str, label: Any, policy: Policy, order: int, section: Section | None = None) -> None:
    """Register a page; registering the endpoint again replaces it."""
    usual = Section.EVENTS if area == "manage" else Section.EVENT
    _items[endpoint] = Item(area, endpoint, label, policy, order, section or usual)


def sections(actor: Actor, loaded: Mapping[str, Any], path: str) -> list[dict[str, Any]]:
    """``[{title, entries: [{label, url, current}]}]`` of the area that ``loaded`` and ``path`` are in."""
    area: Area = "event" if "event" in loaded else "manage"
    values = {"event": loaded["event"].slug} if area == "event" else {}
    usable = sorted((i for i in _items.values() if i.area == area and i.policy(actor, loaded)), key=lambda i: i.order)
    urls = {i.endpoint: url_for(i.endpoint, **values) for i in usable}
    current = max((url for url in urls.values() if path.startswith(url)), key=len, default="")
    return [
        {"title": HEADINGS[section], "entries": entries}
        for section in Section
        if (entries := [_entry(i, urls[i.endpoint], current) for i in usable if i.section is section])
    ]


def _entry(page: Item, url: str, current: str) -> dict[str, Any]:
    return {"label": page.label, "url": url, "current": url == current}


def scope(loaded: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the navigation is about: ``{title, url, dates, state, public_url}`` of the event in the URL, else None."""
    return next((answer for answer in ask("manage_scope", loaded) if answer), None)


def _context() -> dict[str, Any]:
    if not has_request_context() or not request.path.startswith(AREA_PATH) or "url_objects" not in g:
        return {}
    actor = current_actor()
    if not actor.is_staff:
        return {}
    return {"manage_nav": sections(actor, g.url_objects, request.path), "manage_scope": scope(g.url_objects)}


def init_app(app: Flask) -> None:
    app.context_processor(_context)
