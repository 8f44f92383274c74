"""The itinerary on other days: copied to the next trip, or moved with its event."""

from datetime import timedelta

from sqlalchemy.orm import Session

from app.events.models import Event
from app.events.shifting import Shift, between
from app.trips.models import Leg, Stop, StopState
from app.trips.queries import legs, stops_of_leg
from app.trips.routing import shift_leg

OF_LEG = ("city", "province", "zone", "notice", "host_base_id")
OF_STOP = ("kind", "title", "description", "place", "latitude", "longitude", "end_zone")


def copy(session: Session, source: Event, event: Event) -> None:
    """Legs in their own zones and their stops as drafts; nothing that was cancelled."""
    days = between(source, event).days
    for leg in legs(session, source.id):
        made = Leg(event_id=event.id, **{name: getattr(leg, name) for name in OF_LEG})
        made.arrives_on, made.leaves_on = leg.arrives_on + timedelta(days=days), leg.leaves_on + timedelta(days=days)
        session.add(made)
        for stop in stops_of_leg(session, leg.id):
            if stop.state is not StopState.CANCELLED:
                session.add(_copied(stop, leg, made, event, days))
    session.flush()


def _copied(stop: Stop, leg: Leg, made: Leg, event: Event, days: int) -> Stop:
    starts_at, ends_at = Shift(days, leg.zone, leg.zone).span(stop.starts_at, stop.ends_at, stop.end_zone)
    return Stop(
        event_id=event.id,
        leg=made,
        starts_at=starts_at,
        ends_at=ends_at,
        **{name: getattr(stop, name) for name in OF_STOP},
    )


def move(session: Session, event: Event, shift: Shift) -> None:
    """Move every leg by whole days; each keeps its own zone."""
    if shift.days:
        for leg in legs(session, event.id):
            shift_leg(session, leg, shift.days)
    session.flush()
