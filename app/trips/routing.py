"""Legs and stops of a trip: making, moving, cancelling and removing them, and what calendars are told of it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.core.editing import assign, check_version, lock
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.text import Bilingual
from app.events.editing import check_open
from app.events.models import Event
from app.events.phases import local_midnight
from app.events.queries import PUBLIC_STATES
from app.events.shifting import Shift
from app.trips.models import Leg, Stop, StopState
from app.trips.queries import legs, stops_of_leg

#: Attributes whose change is one of time, place or status: calendars are told by a higher SEQUENCE.
TIME_PLACE_STATUS = frozenset(
    {"starts_at", "ends_at", "end_zone", "place", "latitude", "longitude", "state", "leg", "leg_id"}
)
LONGEST = timedelta(hours=48)


def create_leg(session: Session, event: Event, values: Mapping[str, Any]) -> Leg:
    """A stay in a city, within the event's days."""
    check_open(event)
    check_days(event, values["arrives_on"], values["leaves_on"])
    leg = Leg(event_id=event.id, **values)
    session.add(leg)
    session.flush()
    return leg


def edit_leg(session: Session, event: Event, leg: Leg, values: Mapping[str, Any], version: str) -> Leg:
    """Change a leg. Its stops keep their local times, and move along where the whole leg moves by some days."""
    check_version(session, leg, version)
    check_open(event)
    check_days(event, values["arrives_on"], values["leaves_on"])
    zone, arrived, left = leg.zone, leg.arrives_on, leg.leaves_on
    with session.no_autoflush:
        changed = assign(leg, values)
    days = (leg.arrives_on - arrived).days
    shift = Shift(days if (leg.leaves_on - left).days == days else 0, zone, leg.zone)
    if shift.days or "zone" in changed:
        _shift_stops(session, leg, shift)
    elif "city" in changed:
        for stop in stops_of_leg(session, leg.id):
            # The leg's city is the place of those that have none of their own.
            stop.sequence += 0 if stop.place else 1
    session.flush()
    return leg


def remove_leg(session: Session, event: Event, leg: Leg, at: datetime) -> None:
    """Refused while stops are on it; kept unseen where tombstones of stops remain."""
    lock(session, leg)
    check_open(event)
    stops = stops_of_leg(session, leg.id, removed=True)
    if any(stop.removed_at is None for stop in stops):
        raise DomainError(_l("Stops are on this leg. Remove them first."))
    if event.state in PUBLIC_STATES and legs(session, event.id) == [leg]:
        raise DomainError(_l("The event is public and keeps one leg at least."))
    if stops:
        leg.removed_at = at
    else:
        session.delete(leg)
    session.flush()


def create_stop(session: Session, event: Event, leg: Leg, values: Mapping[str, Any]) -> Stop:
    """A stop of ``leg``; it must begin on one of the leg's days."""
    check_open(event)
    check_times(leg, values["starts_at"], values["ends_at"])
    stop = Stop(event_id=event.id, leg=leg, **values)
    session.add(stop)
    session.flush()
    return stop


def edit_stop(session: Session, event: Event, stop: Stop, values: Mapping[str, Any], version: str) -> Stop:
    """Change a stop that is still of ``version``; SEQUENCE rises once where time, place or status change."""
    check_version(session, stop, version)
    check_open(event)
    check_times(values.get("leg", stop.leg), values["starts_at"], values["ends_at"])
    _check_state(event, stop, values.get("state", stop.state))
    with session.no_autoflush:
        changed = assign(stop, values)
    if changed & TIME_PLACE_STATUS:
        stop.sequence += 1
    session.flush()
    return stop


def confirm(session: Session, event: Event, stops: Iterable[Stop]) -> int:
    """Make drafts part of the itinerary; answers how many were."""
    check_open(event)
    drafts = [stop for stop in stops if stop.state is StopState.DRAFT and stop.removed_at is None]
    for stop in drafts:
        stop.state = StopState.CONFIRMED
        stop.sequence += 1
    session.flush()
    return len(drafts)


def cancel(session: Session, event: Event, stop: Stop, reason: Bilingual) -> None:
    """The stop stays on the itinerary, struck through, with the reason."""
    lock(session, stop)
    check_open(event)
    if not reason:
        raise DomainError(_l("Say why, in one language at least."), "reason_zh")
    if stop.state is StopState.DRAFT:
        raise DomainError(_l("It is a draft, which nobody knows of. Delete it instead."))
    if stop.state is not StopState.CANCELLED:
        stop.state = StopState.CANCELLED
        stop.sequence += 1
    stop.cancellation = reason
    session.flush()


def restore(session: Session, event: Event, stop: Stop) -> None:
    """Put a cancelled or removed stop back on the itinerary, and its leg with it."""
    lock(session, stop)
    check_open(event)
    if stop.state is StopState.CANCELLED or stop.removed_at is not None:
        stop.sequence += 1
    if stop.state is StopState.CANCELLED:
        stop.state = StopState.CONFIRMED
    stop.removed_at, stop.cancellation, stop.leg.removed_at = None, Bilingual(), None
    session.flush()


def remove(session: Session, event: Event, stop: Stop, at: datetime) -> bool:
    """Take a stop off the itinerary; one that was public leaves a tombstone for calendars. Whether it did."""
    lock(session, stop)
    check_open(event)
    known = event.state in PUBLIC_STATES and stop.state is not StopState.DRAFT
    if not known:
        session.delete(stop)
    elif stop.removed_at is None:
        stop.removed_at = at
        stop.sequence += 1
    session.flush()
    return known


def check_days(event: Event, arrives_on: date, leaves_on: date) -> None:
    if leaves_on < arrives_on:
        raise DomainError(_l("The stay cannot end before it begins."), "leaves_on")
    for day, field in ((arrives_on, "arrives_on"), (leaves_on, "leaves_on")):
        if not event.arrival_on <= day <= event.departure_on:
            raise DomainError(_l("This is outside the event's days, from arrival to departure."), field)


def check_times(leg: Leg, starts_at: datetime, ends_at: datetime) -> None:
    """Raise unless the times are in order and the stop begins on one of the leg's days."""
    first = local_midnight(leg.arrives_on, leg.zone)
    last = local_midnight(leg.leaves_on + timedelta(days=1), leg.zone)
    if ends_at <= starts_at:
        raise DomainError(_l("It must end after it begins."), "ends")
    if ends_at - starts_at > LONGEST:
        raise DomainError(_l("More than two days. Check the dates."), "ends")
    if not first <= starts_at < last:
        raise DomainError(_l("This is outside the days of the leg."), "starts")


def _check_state(event: Event, stop: Stop, state: StopState) -> None:
    public = event.state in PUBLIC_STATES and stop.state is not StopState.DRAFT
    if public and state is StopState.DRAFT:
        raise DomainError(_l("It is public already. Cancel it, or take it off the itinerary."), "state")


def _shift_stops(session: Session, leg: Leg, shift: Shift) -> None:
    """Move a leg's stops; one that ends in another zone keeps its local time there too."""
    for stop in stops_of_leg(session, leg.id):
        stop.starts_at, stop.ends_at = shift.span(stop.starts_at, stop.ends_at, stop.end_zone)
        stop.sequence += 1


def shift_leg(session: Session, leg: Leg, days: int) -> None:
    """Move a leg and its stops by whole days."""
    leg.arrives_on += timedelta(days=days)
    leg.leaves_on += timedelta(days=days)
    _shift_stops(session, leg, Shift(days, leg.zone, leg.zone))
