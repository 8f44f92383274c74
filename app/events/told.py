"""The dated changes of an event in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.core import dates
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.events.models import EventChange

DAYS = frozenset({"arrival_on", "starts_on", "ends_on", "departure_on"})


@dataclass(frozen=True, slots=True)
class Told:
    """One change in words; ``before`` and ``after`` may be empty."""

    at: datetime
    label: str
    before: str
    after: str
    reason: str


def told(changes: Iterable[EventChange]) -> list[Told]:
    """The changes in words, in the order given."""
    locale = current_locale()
    return [
        Told(
            c.at,
            _labels().get(c.field, c.field),
            _said(c.field, c.before.pick(locale)),
            _said(c.field, c.after.pick(locale)),
            c.reason.pick(locale),
        )
        for c in changes
    ]


def _labels() -> dict[str, str]:
    return {
        "state": _("State"),
        "title": _("Title"),
        "arrival_on": _("Arrival"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
        "departure_on": _("Departure"),
        "zone": _("Time zone"),
        "city": _("City"),
        "venue": _("Venue"),
        "address": _("Address"),
    }


def _said(field: str, value: str) -> str:
    if field == "state":
        return _states().get(value, value)
    return dates.day(date.fromisoformat(value)) if field in DAYS and value else value


def _states() -> dict[str, str]:
    return {
        "draft": _("Draft"),
        "awaiting_approval": _("Awaiting approval"),
        "published": _("Published"),
        "cancelled": _("Cancelled"),
        "archived": _("Archived"),
    }
