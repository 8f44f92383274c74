"""What follows from an event's dates: its phase, its registration window, and when the clock next changes either."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.events.models import Event, EventState


class Phase(StrEnum):
    UPCOMING = "upcoming"
    RUNNING = "running"
    OVER = "over"


class Window(StrEnum):
    NOT_YET = "not_yet"
    OPEN = "open"
    CLOSED = "closed"


def local_midnight(day: date, zone: str) -> datetime:
    """The first instant of ``day`` in ``zone``."""
    return datetime.combine(day, time.min, ZoneInfo(zone))


def phase(event: Event, at: datetime) -> Phase:
    """Running from the day of arrival to the day of departure, on the place's calendar."""
    if at < local_midnight(event.arrival_on, event.zone):
        return Phase.UPCOMING
    return Phase.RUNNING if at < local_midnight(event.departure_on + timedelta(days=1), event.zone) else Phase.OVER


def registration_window(event: Event, at: datetime) -> Window:
    """Whether the public may register now."""
    if event.state is not EventState.PUBLISHED or event.registration_opens_at is None:
        return Window.CLOSED
    if at < event.registration_opens_at:
        return Window.NOT_YET
    closes = event.registration_closes_at or local_midnight(event.ends_on + timedelta(days=1), event.zone)
    return Window.OPEN if at < closes else Window.CLOSED


def edits_until(event: Event) -> datetime:
    """Until when participants change or withdraw their registration."""
    return event.edits_until or local_midnight(event.starts_on, event.zone)


def next_change(event: Event, at: datetime) -> datetime | None:
    """When the clock alone next changes what the public sees; None when never again."""
    moments: list[datetime | None] = [
        local_midnight(event.arrival_on, event.zone),
        local_midnight(event.departure_on + timedelta(days=1), event.zone),
        event.registration_opens_at,
        event.registration_closes_at,
    ]
    days = (event.departure_on - event.arrival_on).days + 2
    moments += [local_midnight(event.arrival_on + timedelta(days=n), event.zone) for n in range(days)]
    coming = [moment for moment in moments if moment and moment > at]
    return min(coming, default=None)


@dataclass(frozen=True, slots=True)
class Standing:
    """An event's phase and registration window at one instant."""

    phase: Phase
    window: Window


def standing(event: Event, at: datetime) -> Standing:
    return Standing(phase(event, at), registration_window(event, at))
