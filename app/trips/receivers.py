"""The itinerary follows its event: handed on, moved, and asked what it lacks."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.providers import provides
from app.core.signals import event_cloned, event_shifted
from app.events.models import Event
from app.events.publishing import Problem
from app.events.shifting import Shift
from app.trips import copying, readiness


@event_cloned.connect
def copy_itinerary(_sender: Any, *, session: Session, event: Event, source: Event) -> None:
    copying.copy(session, source, event)


@event_shifted.connect
def move_itinerary(_sender: Any, *, session: Session, event: Event, shift: Shift) -> None:
    copying.move(session, event, shift)


@provides("publishing_problems")
def itinerary_problems(session: Session, event: Event) -> list[Problem]:
    return readiness.problems(session, event)
