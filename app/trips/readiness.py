"""What the itinerary of a trip still lacks before it is published."""

from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event, EventKind
from app.events.publishing import Problem
from app.trips.models import Leg, Stop, StopState
from app.trips.queries import legs, managed_stops
from app.trips.routing import check_times

PAGE = "trips_itinerary.index"


def problems(session: Session, event: Event) -> list[Problem]:
    """A trip needs a leg; the rest is advice."""
    if event.kind is not EventKind.TRIP:
        return []
    stays = legs(session, event.id)
    if not stays:
        return [Problem(_l("An itinerary with at least one leg"), PAGE)]
    held = [stop for stop in managed_stops(session, event.id) if stop.state is not StopState.CANCELLED]
    drafts, untranslated = (
        sum(stop.state is StopState.DRAFT for stop in held),
        sum(_untranslated(stop) for stop in held),
    )
    strays, beyond = sum(not _fits(stop) for stop in held), sum(not within(event, leg) for leg in stays)
    found = (
        (drafts, _l("Stops that are drafts: %(number)d", number=drafts)),
        (beyond, _l("Legs outside the event's days: %(number)d", number=beyond)),
        (strays, _l("Stops outside the days of their leg: %(number)d", number=strays)),
        (untranslated, _l("Stops with a title in one language: %(number)d", number=untranslated)),
    )
    return [Problem(message, PAGE, blocking=False) for number, message in found if number]


def within(event: Event, leg: Leg) -> bool:
    """Whether the event's days hold the leg, which was not moved when they were."""
    return event.arrival_on <= leg.arrives_on and leg.leaves_on <= event.departure_on


def _untranslated(stop: Stop) -> bool:
    return bool(stop.title.missing)


def _fits(stop: Stop) -> bool:
    try:
        check_times(stop.leg, stop.starts_at, stop.ends_at)
    except DomainError:
        return False
    return True
