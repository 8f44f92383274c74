"""The itinerary follows its event: handed on, moved, and asked what it lacks."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.i18n import lazy_gettext as _l
from app.core.providers import provides
from app.core.signals import event_cloned, event_shifted
from app.events.models import Event, EventKind
from app.events.publishing import Problem
from app.events.shifting import Shift
from app.trips import copying
from app.trips.models import StopState
from app.trips.queries import legs, managed_stops

PAGE = "trips_itinerary.index"


@event_cloned.connect
def copy_itinerary(_sender: Any, *, session: Session, event: Event, source: Event) -> None:
    copying.copy(session, source, event)


@event_shifted.connect
def move_itinerary(_sender: Any, *, session: Session, event: Event, shift: Shift) -> None:
    copying.move(session, event, shift)


@provides("publishing_problems")
def itinerary_problems(session: Session, event: Event) -> list[Problem]:
    """A trip needs a leg; the rest is advice."""
    if event.kind is not EventKind.TRIP:
        return []
    if not legs(session, event.id):
        return [Problem(_l("An itinerary with at least one leg"), PAGE)]
    drafts = sum(stop.state is StopState.DRAFT for stop in managed_stops(session, event.id))
    said = _l("Stops that are drafts: %(number)d", number=drafts)
    return [Problem(said, PAGE, blocking=False)] if drafts else []
