"""Reads of a trip's itinerary."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.trips.models import Leg, Stop, StopState

#: States in which the public sees a stop.
PUBLIC_STATES = (StopState.CONFIRMED, StopState.CANCELLED)


def legs(session: Session, event_id: int) -> list[Leg]:
    """The legs of a trip in the order of travel, with their host bases."""
    wanted = select(Leg).where(Leg.event_id == event_id, Leg.removed_at.is_(None)).options(joinedload(Leg.host_base))
    return list(session.scalars(wanted.order_by(Leg.arrives_on, Leg.leaves_on, Leg.id)))


def public_stops(session: Session, event_id: int, *, removed: bool = False) -> list[Stop]:
    """The stops that the public sees, by start; ``removed``: with the tombstones that calendars keep."""
    wanted = select(Stop).where(Stop.event_id == event_id, Stop.state.in_(PUBLIC_STATES))
    if not removed:
        wanted = wanted.where(Stop.removed_at.is_(None))
    return list(session.scalars(wanted.options(joinedload(Stop.leg)).order_by(Stop.starts_at, Stop.id)))


def stops_of_leg(session: Session, leg_id: int, *, removed: bool = False) -> list[Stop]:
    """In any state, by start; ``removed``: tombstones too."""
    wanted = select(Stop).where(Stop.leg_id == leg_id)
    if not removed:
        wanted = wanted.where(Stop.removed_at.is_(None))
    return list(session.scalars(wanted.order_by(Stop.starts_at, Stop.id)))


def managed_stops(session: Session, event_id: int, *, removed: bool = False) -> list[Stop]:
    """The itinerary as organizers see it, drafts included; ``removed``: the tombstones instead."""
    gone = Stop.removed_at.is_not(None) if removed else Stop.removed_at.is_(None)
    wanted = select(Stop).where(Stop.event_id == event_id, gone).options(joinedload(Stop.leg))
    return list(session.scalars(wanted.order_by(Stop.starts_at, Stop.id)))


def leg_of_event(session: Session, event_id: int, public_id: str) -> Leg | None:
    wanted = select(Leg).where(Leg.public_id == public_id, Leg.event_id == event_id, Leg.removed_at.is_(None))
    return session.scalar(wanted)


def stops_by_public_id(session: Session, event_id: int, public_ids: Iterable[str]) -> list[Stop]:
    """Those stops of the trip, by start."""
    wanted = select(Stop).where(Stop.event_id == event_id, Stop.public_id.in_(public_ids))
    return list(session.scalars(wanted.order_by(Stop.starts_at, Stop.id)))


def stop_of_event(session: Session, event_id: int, public_id: str) -> Stop | None:
    """Removed ones too: they can be restored."""
    return session.scalar(select(Stop).where(Stop.public_id == public_id, Stop.event_id == event_id))
