"""The organizers' navigation: each sees the pages that are theirs, with the present one marked."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.text import Bilingual
from app.events.models import EventKind, EventState
from tests.factories.agenda import make_room
from tests.factories.events import make_event
from tests.integration.organizing import as_headquarters, as_host, as_role

LINK = re.compile(r'<li><a href="([^"]+)"( aria-current="page")?><span>([^<]+)</span>')


def entries(client: FlaskClient, address: str) -> dict[str, bool]:
    """Label of each page in the navigation, and whether it is the present one."""
    page = client.get(f"{address}?lang=en").text
    side = page[page.index('class="side"') :]
    return {label: bool(current) for _url, current, label in LINK.findall(side)}


def current(client: FlaskClient, address: str) -> list[str]:
    return [label for label, here in entries(client, address).items() if here]


def test_headquarters_see_the_directory_and_hosts_see_their_bases(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    assert {"Events", "Series", "Overseas groups", "Programme bases", "Themes"} <= entries(client, "/manage/").keys()
    as_host(client, session, event)
    seen = entries(client, "/manage/").keys()
    assert {"Events", "Programme bases"} <= seen
    assert not {"Series", "Overseas groups", "Themes"} & seen


def test_a_role_on_an_event_shows_what_it_may_use(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    address = f"/manage/events/{event.slug}/"
    as_role(client, session, event, "organizer")
    assert {"Overview", "Details", "Publishing", "Agenda", "Rooms"} <= entries(client, address).keys()
    as_role(client, session, event, "viewer")
    assert not {"Details", "Publishing", "Agenda", "Rooms"} & entries(client, address).keys()


def test_a_trip_has_an_itinerary_and_no_agenda(client: FlaskClient, session: Session) -> None:
    trip = make_event(session, kind=EventKind.TRIP)
    as_headquarters(client, session)
    seen = entries(client, f"/manage/events/{trip.slug}/").keys()
    assert "Itinerary" in seen
    assert not {"Agenda", "Rooms", "Tracks", "Speakers"} & seen


def test_the_page_that_is_open_is_marked_and_its_parents_are_not(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    room = make_room(session, event)
    as_headquarters(client, session)
    root = f"/manage/events/{event.slug}/"
    assert current(client, "/manage/") == ["Events"]
    assert current(client, "/manage/series/") == ["Series"]
    assert current(client, root) == ["Overview"]
    assert current(client, f"{root}edit/dates/") == ["Details"]
    assert current(client, f"{root}rooms/{room.public_id}/") == ["Rooms"]


def test_an_events_pages_say_which_event_and_link_its_public_page_once_there_is_one(
    client: FlaskClient, session: Session
) -> None:
    public = make_event(session, title=Bilingual("公开", "Open forum"))
    draft = make_event(session, title=Bilingual("草稿", "Unfinished forum"), state=EventState.DRAFT)
    as_headquarters(client, session)
    page = client.get(f"/manage/events/{public.slug}/agenda/?lang=en").text
    assert "Open forum" in page
    assert f'href="/events/{public.slug}/"' in page
    assert f'href="/events/{draft.slug}/"' not in client.get(f"/manage/events/{draft.slug}/agenda/").text
