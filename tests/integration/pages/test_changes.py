"""What the public reads of an event's changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import dates
from app.core.clock import now
from app.core.text import Bilingual
from app.events.changes import write
from app.events.models import Event
from tests.factories.events import make_event


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session)


def read(client: FlaskClient, event: Event, locale: str) -> str:
    return client.get(f"/events/{event.slug}/?lang={locale}").text


def test_a_moved_day_is_told_as_a_date_of_the_readers_language(
    client: FlaskClient, session: Session, event: Event
) -> None:
    moved = event.starts_on - timedelta(days=1)
    write(session, event, "arrival_on", (event.arrival_on, moved), now(), Bilingual("航班改期", "Flights were moved"))
    session.commit()
    for locale in ("zh", "en"):
        page = read(client, event, locale)
        assert dates.day(moved, locale) in page
        mine, other = ("航班改期", "Flights were moved") if locale == "zh" else ("Flights were moved", "航班改期")
        assert other not in page
        assert moved.isoformat() not in page.split(mine)[0].rpartition("plain-list")[2]


def test_a_cancelled_event_says_so_in_words(client: FlaskClient, session: Session, event: Event) -> None:
    write(session, event, "state", ("published", "cancelled"), now(), Bilingual("台风", "Typhoon"))
    session.commit()
    assert "State: Cancelled" in read(client, event, "en")
    assert "状态：已取消" in read(client, event, "zh")


def test_that_it_was_published_is_no_change_to_the_public(client: FlaskClient, session: Session, event: Event) -> None:
    write(session, event, "state", ("awaiting_approval", "published"), now(), Bilingual())
    session.commit()
    assert "Changed lately" not in read(client, event, "en")


def test_a_moved_venue_is_told_in_the_readers_language(client: FlaskClient, session: Session, event: Event) -> None:
    moved = Bilingual("旧馆", "Old hall"), Bilingual("新馆", "New hall")
    write(session, event, "venue", moved, now(), Bilingual())
    session.commit()
    assert "New hall" in read(client, event, "en")
    assert "新馆" not in read(client, event, "en")
    assert "新馆" in read(client, event, "zh")
