"""Handing an edition on: what moves, what is copied, what is left behind."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, SessionState, Speaker
from app.agenda.queries import managed_sessions, rooms, tracks
from app.core.clock import now
from app.core.text import Bilingual
from app.events.cloning import Handover, clone, suggested_start
from app.events.models import Event, EventGrant, EventKind, EventState
from app.events.publishing import missing
from app.registration.models import Registration
from app.trips.models import StopState
from app.trips.queries import legs, managed_stops
from tests.factories.accounts import make_user
from tests.factories.agenda import make_room, make_session, make_speaker, make_track
from tests.factories.directory import make_base, make_theme
from tests.factories.events import make_event, make_grant, make_series
from tests.factories.registration import make_category, make_registration
from tests.factories.trips import make_leg, make_stop

BERLIN = "Europe/Berlin"
WINTER = date(2027, 3, 1)
SUMMER = date(2028, 6, 12)


def clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def hand_on(session: Session, source: Event, starts_on: date = SUMMER, zone: str = "") -> Event:
    base = make_base(session, city=Bilingual("苏州", "Suzhou"))
    return clone(session, source, Handover(base, starts_on, zone or source.zone))


def test_all_dates_move_by_the_same_number_of_days(session: Session) -> None:
    source = make_event(session, starts_on=WINTER)
    made = hand_on(session, source)
    shift = SUMMER - WINTER
    for name in ("arrival_on", "starts_on", "ends_on", "departure_on"):
        assert getattr(made, name) == getattr(source, name) + shift


def test_times_stay_the_same_on_the_clock_across_summer_time(session: Session) -> None:
    opens = datetime(2027, 1, 10, 9, 0, tzinfo=ZoneInfo(BERLIN))
    closes = datetime(2027, 2, 20, 18, 0, tzinfo=ZoneInfo(BERLIN))
    source = make_event(
        session, starts_on=WINTER, zone=BERLIN, registration_opens_at=opens, registration_closes_at=closes
    )
    make_session(session, source, "09:30")
    made = hand_on(session, source)
    days = SUMMER - WINTER
    [talk] = managed_sessions(session, made.id)
    assert clock(talk.starts_at, BERLIN) == f"{SUMMER} 09:30"
    assert made.registration_opens_at
    assert clock(made.registration_opens_at, BERLIN) == f"{(opens + days).date()} 09:00"
    assert talk.starts_at.utcoffset() == timedelta(0)
    assert talk.starts_at == datetime(2028, 6, 12, 7, 30, tzinfo=UTC)


def test_in_another_zone_times_are_the_same_on_its_clock(session: Session) -> None:
    source = make_event(session, starts_on=WINTER)
    make_session(session, source, "09:30")
    made = hand_on(session, source, zone=BERLIN)
    [talk] = managed_sessions(session, made.id)
    assert clock(talk.starts_at, BERLIN) == f"{SUMMER} 09:30"


def test_the_clone_is_a_draft_of_the_next_number_with_an_identity_of_its_own(session: Session) -> None:
    series = make_series(session)
    make_event(session, series=series, number=9)
    source = make_event(session, series=series, number=5, sequence=7)
    made = hand_on(session, source)
    assert (made.state, made.number, made.sequence) == (EventState.DRAFT, 10, 0)
    assert (made.approval_number, made.approved_on) == ("", None)
    assert made.cloned_from_id == source.id
    assert {made.uid, made.number_code, made.public_id, made.slug}.isdisjoint(
        {source.uid, source.number_code, source.public_id, source.slug}
    )


def test_the_place_is_that_of_the_next_host(session: Session) -> None:
    made = hand_on(session, make_event(session))
    assert made.city == Bilingual("苏州", "Suzhou")
    assert not made.venue
    assert (made.latitude, made.contact_email) == (None, "")


def test_the_same_host_keeps_the_place(session: Session) -> None:
    source = make_event(session)
    made = clone(session, source, Handover(source.host_base, SUMMER, source.zone))
    assert (made.venue, made.latitude, made.contact_email) == (source.venue, source.latitude, source.contact_email)


def test_texts_and_themes_are_copied(session: Session) -> None:
    source = make_event(session, themes=[make_theme(session)])
    made = hand_on(session, source)
    assert (made.title, made.summary, made.themes) == (source.title, source.summary, source.themes)


def test_what_belongs_to_the_old_approval_is_left_behind(session: Session) -> None:
    assert not hand_on(session, make_event(session)).official_title


def test_the_old_title_is_spoken_of_until_it_is_edited(session: Session) -> None:
    made = hand_on(session, make_event(session))
    said = "A title of its own; it still has that of the edition it was made from"
    assert said in [str(problem.message) for problem in missing(session, made) if not problem.blocking]
    made.title = Bilingual("苏州论坛", "Suzhou Forum")
    assert said not in [str(problem.message) for problem in missing(session, made)]


def test_a_trip_keeps_where_it_goes(session: Session) -> None:
    made = hand_on(session, make_event(session, kind=EventKind.TRIP, city=Bilingual("西宁—兰州", "Xining to Lanzhou")))
    assert made.city == Bilingual("西宁—兰州", "Xining to Lanzhou")


def test_rooms_tracks_and_sessions_are_copied_without_anybody(session: Session) -> None:
    source = make_event(session)
    room, track, speaker = make_room(session, source), make_track(session, source), make_speaker(session, source)
    make_session(
        session, source, room=room, track=track, speakers=[speaker], conference_url="https://meet.example/1", sequence=3
    )
    make_session(session, source, state=SessionState.CANCELLED)
    make_session(session, source, removed_at=now())
    make_registration(session, make_category(session, source))
    make_grant(session, make_user(session), source)
    made = hand_on(session, source)
    [talk] = managed_sessions(session, made.id)
    assert (talk.state, talk.sequence, talk.conference_url, talk.speakers) == (SessionState.DRAFT, 0, "", [])
    assert talk.uid not in set(session.scalars(select(AgendaSession.uid).where(AgendaSession.event_id == source.id)))
    assert [talk.room] == rooms(session, made.id) != [room]
    assert [talk.track] == tracks(session, made.id) != [track]
    for model in (Speaker, Registration, EventGrant):
        counted = select(func.count()).select_from(model).where(model.event_id == made.id)
        assert session.scalar(counted) == 0, model


def test_a_trips_legs_and_stops_are_copied_in_their_own_zones(session: Session) -> None:
    source = make_event(session, kind=EventKind.TRIP, starts_on=WINTER)
    leg = make_leg(session, source, zone=BERLIN)
    stop = make_stop(session, leg, "10:00", end_zone="Europe/London")
    make_stop(session, leg, state=StopState.CANCELLED)
    made = hand_on(session, source)
    [new_leg] = legs(session, made.id)
    [new_stop] = managed_stops(session, made.id)
    assert new_leg.arrives_on == leg.arrives_on + (SUMMER - WINTER)
    assert new_stop.leg is new_leg
    assert clock(new_stop.starts_at, BERLIN) == f"{SUMMER} 10:00"
    assert (new_stop.state, new_stop.end_zone) == (StopState.DRAFT, "Europe/London")
    assert new_stop.uid != stop.uid


def test_the_proposed_start_is_the_same_day_of_the_week(session: Session) -> None:
    source = make_event(session, starts_on=WINTER)
    assert suggested_start(source).weekday() == WINTER.weekday()
