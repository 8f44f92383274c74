"""The organizers' itinerary pages: forms, zones, and ids of another event."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.text import Bilingual
from app.events.models import Event, EventKind
from app.events.publishing import missing
from app.trips.models import Leg, Stop, StopState
from tests.factories.events import make_event
from tests.factories.trips import make_leg, make_stop
from tests.integration.forms import csrf_token, post
from tests.integration.organizing import as_headquarters, as_host, counted
from tests.integration.outside import catch_up


@pytest.fixture
def trip(session: Session) -> Event:
    return make_event(session, kind=EventKind.TRIP)


def url(event: Event, page: str = "") -> str:
    return f"/manage/events/{event.slug}/itinerary/{page}"


def leg_values(event: Event, **more: Any) -> dict[str, Any]:
    return {
        "city_zh": "西宁",
        "city_en": "Xining",
        "arrives_on": str(event.starts_on),
        "leaves_on": str(event.ends_on),
        "zone": "Asia/Shanghai",
        "host": "",
        **more,
    }


def stop_values(event: Event, **more: Any) -> dict[str, Any]:
    return {
        "title_zh": "光伏园区",
        "title_en": "Solar park",
        "kind": "site",
        "state": "draft",
        "starts": f"{event.starts_on}T10:00",
        "ends": f"{event.starts_on}T11:00",
        "end_zone": "",
        **more,
    }


def version(client: FlaskClient, address: str) -> str:
    return client.get(address).text.split('name="version" type="hidden" value="')[1].split('"')[0]


@pytest.mark.parametrize("locale", ["zh", "en"])
def test_every_page_opens_in_both_languages(client: FlaskClient, session: Session, trip: Event, locale: str) -> None:
    empty = make_event(session, kind=EventKind.TRIP)
    leg = make_leg(session, trip)
    stop = make_stop(session, leg, latitude=36.3, longitude=100.6)
    make_stop(session, leg, removed_at=now())
    make_leg(session, trip, 2, city=Bilingual("共和", "Gonghe"))
    as_headquarters(client, session)
    pages = ("", "legs/new/", f"legs/{leg.public_id}/", f"legs/{leg.public_id}/stops/new/", f"stops/{stop.public_id}/")
    for address in (url(empty), *(url(trip, page) for page in pages)):
        assert client.get(f"{address}?lang={locale}").status_code == 200, address


def test_a_trip_is_led_to_its_itinerary_and_a_forum_to_its_agenda(
    client: FlaskClient, session: Session, trip: Event
) -> None:
    forum = make_event(session)
    as_headquarters(client, session)
    page = client.get(f"/manage/events/{trip.slug}/").text
    assert url(trip) in page
    assert f"/manage/events/{trip.slug}/agenda/" not in page
    assert url(forum) not in client.get(f"/manage/events/{forum.slug}/").text


def test_a_leg_and_a_flight_to_another_zone_are_made(client: FlaskClient, session: Session, trip: Event) -> None:
    as_headquarters(client, session)
    made = post(client, url(trip, "legs/new/"), leg_values(trip, host=trip.host_base.slug if trip.host_base else ""))
    assert made.location == url(trip)
    leg = session.scalars(select(Leg)).one()
    assert leg.host_base == trip.host_base
    flight = stop_values(
        trip, kind="transfer", end_zone="Asia/Tokyo", ends=f"{trip.starts_on}T14:00", state="confirmed"
    )
    address = url(trip, f"legs/{leg.public_id}/stops/new/")
    assert post(client, address, flight).status_code == 303
    catch_up(session)
    stop = session.scalars(select(Stop)).one()
    assert stop.starts_at == datetime.combine(trip.starts_on, datetime.min.time(), UTC).replace(hour=2)
    assert stop.ends_at == datetime.combine(trip.starts_on, datetime.min.time(), UTC).replace(hour=5)
    page = client.get(url(trip, f"stops/{stop.public_id}/")).text
    assert f'value="{trip.starts_on}T14:00"' in page


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("city_en", ""),
        ("arrives_on", "soon"),
        ("leaves_on", "2001-01-01"),
        ("zone", "Mars/Olympus"),
        ("host", "nowhere"),
    ],
)
def test_a_bad_leg_is_refused_and_what_was_typed_stays(
    client: FlaskClient, session: Session, trip: Event, field: str, value: str
) -> None:
    as_headquarters(client, session)
    refused = post(client, url(trip, "legs/new/"), leg_values(trip, city_zh="留下来的城市") | {field: value})
    assert refused.status_code == 422
    assert "留下来的城市" in refused.text
    assert session.scalar(select(Leg)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("starts", ""),
        ("ends", "2001-01-01T00:00"),
        ("kind", "party"),
        ("state", "cancelled"),
        ("end_zone", "Mars/Olympus"),
        ("latitude", "91"),
        ("longitude", "100"),
        ("title_zh", "x" * 201),
    ],
)
def test_a_bad_stop_is_refused(client: FlaskClient, session: Session, trip: Event, field: str, value: str) -> None:
    leg = make_leg(session, trip)
    as_headquarters(client, session)
    address = url(trip, f"legs/{leg.public_id}/stops/new/")
    refused = post(client, address, stop_values(trip, title_en="What was typed") | {field: value})
    assert refused.status_code == 422
    assert "What was typed" in refused.text


def test_a_stale_edit_shows_both_versions(client: FlaskClient, session: Session, trip: Event) -> None:
    leg = make_leg(session, trip)
    stop = make_stop(session, leg, state=StopState.DRAFT)
    as_headquarters(client, session)
    for address, values, other in (
        (url(trip, f"stops/{stop.public_id}/"), stop_values(trip), {"title_en": "Theirs"}),
        (url(trip, f"legs/{leg.public_id}/"), leg_values(trip), {"city_en": "Theirs"}),
    ):
        opened = {"version": version(client, address)}
        assert post(client, address, values | other | opened).status_code == 303
        refused = post(client, address, values | opened)
        assert refused.status_code == 422
        assert "Stored now: Theirs" in refused.text


def test_a_draft_is_deleted_and_not_cancelled(client: FlaskClient, session: Session, trip: Event) -> None:
    stop = make_stop(session, make_leg(session, trip), state=StopState.DRAFT)
    as_headquarters(client, session)
    page = url(trip, f"stops/{stop.public_id}/")
    assert f"{page}cancel/" not in client.get(page).text
    refused = post(client, f"{page}cancel/", {"reason_en": "Flood"}, page=page)
    assert refused.status_code == 422
    assert "It is a draft" in refused.text


def test_a_stop_is_cancelled_restored_and_removed(client: FlaskClient, session: Session, trip: Event) -> None:
    stop = make_stop(session, make_leg(session, trip))
    as_headquarters(client, session)
    page = url(trip, f"stops/{stop.public_id}/")
    assert post(client, f"{page}cancel/", {"reason_zh": ""}, page=page).status_code == 422
    assert post(client, f"{page}cancel/", {"reason_zh": "封路"}, page=page).status_code == 303
    assert post(client, f"{page}restore/", page=page).status_code == 303
    assert post(client, f"{page}remove/", page=page).status_code == 303
    assert client.get(page).status_code == 404
    assert "Taken off the itinerary" in client.get(f"{url(trip)}?lang=en").text
    catch_up(session)
    assert (stop.state, stop.sequence) == (StopState.CONFIRMED, 3)


def test_a_leg_with_stops_says_why_it_stays(client: FlaskClient, session: Session, trip: Event) -> None:
    leg = make_leg(session, trip)
    make_stop(session, leg)
    as_headquarters(client, session)
    post(client, url(trip, f"legs/{leg.public_id}/remove/"), page=url(trip, "legs/new/"))
    assert "Remove them first." in client.get(f"{url(trip)}?lang=en").text


def test_ids_of_another_event_are_not_found(client: FlaskClient, session: Session, trip: Event) -> None:
    other = make_event(session, kind=EventKind.TRIP)
    leg = make_leg(session, other)
    stop = make_stop(session, leg)
    as_headquarters(client, session)
    token = csrf_token(client, url(trip, "legs/new/"))
    for page in (f"legs/{leg.public_id}/", f"legs/{leg.public_id}/stops/new/", f"stops/{stop.public_id}/"):
        assert client.get(url(other, page)).status_code == 200
        assert client.get(url(trip, page)).status_code == 404
        assert client.post(url(trip, page), data={"csrf_token": token}).status_code == 404


def test_a_host_of_another_base_is_kept_out(client: FlaskClient, session: Session, trip: Event) -> None:
    stop = make_stop(session, make_leg(session, trip))
    as_host(client, session, make_event(session))
    assert client.get(url(trip)).status_code == 403
    assert client.get(url(trip, f"stops/{stop.public_id}/")).status_code == 403


def test_the_list_asks_the_database_the_same_whatever_its_length(
    client: FlaskClient, session: Session, trip: Event
) -> None:
    make_stop(session, make_leg(session, trip, host_base=trip.host_base))
    as_headquarters(client, session)
    client.get(url(trip))
    with counted(session) as few:
        client.get(url(trip))
    catch_up(session)
    for day in range(3):
        leg = make_leg(session, trip, day, host_base=trip.host_base)
        for hour in range(8, 18):
            make_stop(session, leg, f"{hour:02}:00")
    session.commit()
    with counted(session) as many:
        client.get(url(trip))
    assert len(many) == len(few) <= 12


def test_chosen_drafts_are_confirmed_at_once_and_calendars_learn_it(
    client: FlaskClient, session: Session, trip: Event
) -> None:
    leg, other = make_leg(session, trip), make_leg(session, make_event(session, kind=EventKind.TRIP))
    first, second = (make_stop(session, leg, state=StopState.DRAFT) for _number in range(2))
    foreign = make_stop(session, other, state=StopState.DRAFT)
    done = make_stop(session, leg)
    as_host(client, session, trip)
    ids = [stop.public_id for stop in (first, foreign, done)]
    answer = post(client, url(trip, "confirm/"), {"ids": ids}, page=url(trip), follow_redirects=True)
    assert "1 stop confirmed." in answer.text
    catch_up(session)
    assert [stop.state for stop in (first, second, foreign)] == [StopState.CONFIRMED, StopState.DRAFT, StopState.DRAFT]
    assert (first.sequence, done.sequence) == (1, 0)


def test_nothing_is_chosen_where_nothing_is_a_draft(client: FlaskClient, session: Session, trip: Event) -> None:
    make_stop(session, make_leg(session, trip))
    as_host(client, session, trip)
    assert 'name="ids"' not in client.get(url(trip)).text


def test_the_trip_is_advised_on_stops_and_legs_that_do_not_fit(
    client: FlaskClient, session: Session, trip: Event
) -> None:
    leg = make_leg(session, trip)
    make_stop(session, leg, title=Bilingual("光伏园区", ""))
    make_stop(session, leg, state=StopState.DRAFT, day=4)
    make_stop(session, leg, state=StopState.CANCELLED, title=Bilingual("", "Cancelled"), day=5)
    make_leg(session, trip, day=20)
    said = {str(problem.message) for problem in missing(session, trip) if not problem.blocking}
    assert {
        "Stops that are drafts: 1",
        "Stops with a title in one language: 1",
        "Stops outside the days of their leg: 1",
        "Legs outside the event's days: 1",
    } <= said
    as_host(client, session, trip)
    assert "Outside the event's days" in client.get(url(trip)).text
