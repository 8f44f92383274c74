"""Legs and stops: when they may be, what calendars are told, and what is left when they go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.editing import Stale, version_of
from app.core.errors import DomainError
from app.core.text import Bilingual
from app.events.models import Event, EventKind, EventState
from app.trips import routing
from app.trips.models import Leg, Stop, StopState
from app.trips.queries import legs, managed_stops, public_stops
from tests.factories.events import make_event
from tests.factories.trips import make_leg, make_stop

URUMQI = "Asia/Urumqi"


def make_trip(session: Session, **overrides: Any) -> Event:
    return make_event(session, kind=EventKind.TRIP, **overrides)


def edit(session: Session, event: Event, stop: Stop, **changed: Any) -> Stop:
    kept = {"starts_at": stop.starts_at, "ends_at": stop.ends_at}
    return routing.edit_stop(session, event, stop, kept | changed, version_of(stop))


def edit_leg(session: Session, event: Event, leg: Leg, **changed: Any) -> Leg:
    kept = {"arrives_on": leg.arrives_on, "leaves_on": leg.leaves_on}
    return routing.edit_leg(session, event, leg, kept | changed, version_of(leg))


def clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(("first", "last", "field"), [(1, 0, "leaves_on"), (-2, 0, "arrives_on"), (0, 9, "leaves_on")])
def test_a_leg_lies_within_the_events_days(session: Session, first: int, last: int, field: str) -> None:
    event = make_trip(session)
    days = {
        "arrives_on": event.starts_on + timedelta(days=first),
        "leaves_on": event.starts_on + timedelta(days=last),
    }
    with pytest.raises(DomainError) as refused:
        routing.create_leg(session, event, {"city": Bilingual("西宁", "Xining"), **days})
    assert refused.value.field == field


def test_a_public_trip_keeps_its_last_leg(session: Session) -> None:
    event = make_trip(session)
    first, last = make_leg(session, event), make_leg(session, event)
    routing.remove_leg(session, event, first, now())
    with pytest.raises(DomainError):
        routing.remove_leg(session, event, last, now())
    event.state = EventState.DRAFT
    routing.remove_leg(session, event, last, now())


def test_a_stop_begins_on_a_day_of_its_leg_on_the_clock_of_the_place(session: Session) -> None:
    event = make_trip(session)
    leg = make_leg(session, event, zone=URUMQI)
    midnight = datetime.combine(leg.arrives_on, datetime.min.time(), ZoneInfo(URUMQI))
    hour = timedelta(hours=1)
    routing.create_stop(session, event, leg, {"starts_at": midnight, "ends_at": midnight + hour})
    with pytest.raises(DomainError) as refused:
        routing.create_stop(session, event, leg, {"starts_at": midnight - hour, "ends_at": midnight})
    assert refused.value.field == "starts"


def test_a_stop_ends_after_it_begins(session: Session) -> None:
    event = make_trip(session)
    stop = make_stop(session, make_leg(session, event))
    with pytest.raises(DomainError) as refused:
        edit(session, event, stop, ends_at=stop.starts_at)
    assert refused.value.field == "ends"


@pytest.mark.parametrize("name", ["starts_at", "ends_at", "end_zone", "place", "latitude"])
def test_sequence_rises_once_when_time_or_place_change(session: Session, name: str) -> None:
    event = make_trip(session)
    stop = make_stop(session, make_leg(session, event))
    other = {
        "starts_at": stop.starts_at - timedelta(minutes=15),
        "ends_at": stop.ends_at + timedelta(minutes=15),
        "end_zone": "Asia/Tokyo",
        "place": Bilingual("别处", "Elsewhere"),
        "latitude": 36.3,
    }
    edit(session, event, stop, **{name: other[name]})
    edit(session, event, stop, **{name: other[name]})
    assert stop.sequence == 1


def test_sequence_stays_when_words_change(session: Session) -> None:
    event = make_trip(session)
    stop = make_stop(session, make_leg(session, event))
    edit(session, event, stop, title=Bilingual("新", "New"), description=Bilingual("新", "New"))
    assert stop.sequence == 0


def test_a_stale_edit_is_refused(session: Session) -> None:
    event = make_trip(session)
    stop = make_stop(session, make_leg(session, event))
    with pytest.raises(Stale):
        routing.edit_stop(session, event, stop, {"starts_at": stop.starts_at, "ends_at": stop.ends_at}, "older")


def test_in_another_zone_the_stops_of_a_leg_keep_their_time_on_the_wall(session: Session) -> None:
    event = make_trip(session)
    leg = make_leg(session, event)
    stop = make_stop(session, leg, "10:00")
    edit_leg(session, event, leg, zone=URUMQI)
    assert clock(stop.starts_at, URUMQI) == f"{leg.arrives_on} 10:00"
    assert stop.sequence == 1


def test_a_leg_moved_as_a_whole_takes_its_stops_along_and_one_prolonged_does_not(session: Session) -> None:
    event = make_trip(session)
    leg = make_leg(session, event)
    stop = make_stop(session, leg, "10:00")
    day = timedelta(days=1)
    edit_leg(session, event, leg, arrives_on=leg.arrives_on + day, leaves_on=leg.leaves_on + day)
    assert clock(stop.starts_at, leg.zone) == f"{event.starts_on + day} 10:00"
    edit_leg(session, event, leg, leaves_on=leg.leaves_on + day)
    assert clock(stop.starts_at, leg.zone) == f"{event.starts_on + day} 10:00"
    assert stop.sequence == 1


def test_another_city_is_another_place_for_stops_that_have_none_of_their_own(session: Session) -> None:
    event = make_trip(session)
    leg = make_leg(session, event)
    in_town, elsewhere = make_stop(session, leg, place=Bilingual()), make_stop(session, leg)
    edit_leg(session, event, leg, city=Bilingual("共和", "Gonghe"))
    assert (in_town.sequence, elsewhere.sequence) == (1, 0)
    edit_leg(session, event, leg, notice=Bilingual("冷", "Cold"))
    assert in_town.sequence == 1


def test_a_stop_is_cancelled_with_a_reason_and_comes_back(session: Session) -> None:
    event = make_trip(session)
    stop = make_stop(session, make_leg(session, event))
    with pytest.raises(DomainError):
        routing.cancel(session, event, stop, Bilingual())
    routing.cancel(session, event, stop, Bilingual("封路", "Road closed"))
    assert public_stops(session, event.id) == [stop]
    routing.restore(session, event, stop)
    assert (stop.state, stop.sequence, stop.cancellation) == (StopState.CONFIRMED, 2, Bilingual())


def test_a_draft_is_not_cancelled_since_that_would_publish_it(session: Session) -> None:
    event = make_trip(session)
    stop = make_stop(session, make_leg(session, event), state=StopState.DRAFT)
    with pytest.raises(DomainError):
        routing.cancel(session, event, stop, Bilingual("封路", "Road closed"))
    assert (stop.state, stop.sequence) == (StopState.DRAFT, 0)
    assert public_stops(session, event.id) == []


def test_a_removed_stop_leaves_a_tombstone_that_outlives_its_leg(session: Session) -> None:
    event = make_trip(session)
    leg, other = make_leg(session, event), make_leg(session, event)
    stop = make_stop(session, leg)
    with pytest.raises(DomainError):
        routing.remove_leg(session, event, leg, now())
    assert routing.remove(session, event, stop, now())
    routing.remove_leg(session, event, leg, now())
    assert legs(session, event.id) == [other]
    assert public_stops(session, event.id) == []
    assert public_stops(session, event.id, removed=True) == [stop]
    routing.restore(session, event, stop)
    assert legs(session, event.id) == [leg, other]
    assert public_stops(session, event.id) == [stop]


@pytest.mark.parametrize(
    ("event_state", "state"), [(EventState.PUBLISHED, StopState.DRAFT), (EventState.DRAFT, StopState.CONFIRMED)]
)
def test_what_nobody_has_seen_is_deleted(session: Session, event_state: EventState, state: StopState) -> None:
    event = make_trip(session, state=event_state)
    leg, other = make_leg(session, event), make_leg(session, event)
    stop = make_stop(session, leg, state=state)
    assert not routing.remove(session, event, stop, now())
    assert managed_stops(session, event.id) == managed_stops(session, event.id, removed=True) == []
    routing.remove_leg(session, event, leg, now())
    assert legs(session, event.id) == [other]


def test_an_archived_trip_cannot_be_changed(session: Session) -> None:
    event = make_trip(session, state=EventState.ARCHIVED)
    leg = make_leg(session, event)
    stop = make_stop(session, leg)
    for act in (
        lambda: edit(session, event, stop),
        lambda: edit_leg(session, event, leg),
        lambda: routing.remove(session, event, stop, now()),
        lambda: routing.remove_leg(session, event, leg, now()),
    ):
        with pytest.raises(DomainError):
            act()
