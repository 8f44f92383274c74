"""The home page says what is on, next and past; a series shows its rotation."""

from __future__ import annotations

import re
from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import today_in
from app.core.text import Bilingual
from tests.factories.events import ZONE, make_event, make_series


def _title(name: str) -> Bilingual:
    return Bilingual(f"{name}论坛", f"{name} Forum")


def test_an_empty_site_says_that_nothing_is_announced(client: FlaskClient, session: Session) -> None:
    answer = client.get("/?lang=en")
    assert answer.status_code == 200
    assert "Nothing is announced yet" in answer.text


def test_events_stand_under_now_next_and_past(client: FlaskClient, session: Session) -> None:
    today = today_in(ZONE)
    make_event(session, title=_title("Running"), starts_on=today)
    make_event(session, title=_title("Coming"), starts_on=today + timedelta(days=40))
    make_event(session, title=_title("Gone"), starts_on=today - timedelta(days=400))
    session.commit()
    text = client.get("/?lang=en").text
    order = [text.index(mark) for mark in ('id="now"', 'id="next"', "Coming Forum", 'id="past"', "Gone Forum")]
    assert order == sorted(order)


def test_what_is_cancelled_is_not_on_and_yet_to_be_found(client: FlaskClient, session: Session) -> None:
    series, today = make_series(session), today_in(ZONE)
    cancelled = make_event(session, series=series, number=1, title=_title("Gone"), starts_on=today, state="cancelled")
    session.commit()
    page = client.get("/?lang=zh").text
    assert 'id="now"' not in page
    assert "hero-eyebrow" not in page
    assert page.index('id="next"') < page.index("Gone论坛") < page.index("已取消")
    assert "arc-live" not in page.partition("series-row")[2].partition("</svg>")[0]
    board = client.get(f"/series/{series.slug}/?lang=en").text
    assert '<span class="rotation-state">Cancelled</span>' in board
    coming = make_event(session, title=_title("Coming"), starts_on=today + timedelta(days=9))
    cancelled.starts_on = cancelled.ends_on = cancelled.departure_on = today + timedelta(days=5)
    session.commit()
    assert coming.title.en in client.get("/?lang=en").text.partition('class="hero"')[2].partition("</h1>")[0]


def test_editions_stand_by_number_and_those_without_one_last(client: FlaskClient, session: Session) -> None:
    series, today = make_series(session), today_in(ZONE)
    for city, number, days in [("Third", None, 30), ("Fourth", None, 60), ("Second", 2, 20), ("First", 1, 90)]:
        starts_on = today + timedelta(days=days)
        make_event(session, series=series, number=number, city=Bilingual(city, city), starts_on=starts_on)
    session.commit()
    page = client.get(f"/series/{series.slug}/?lang=en").text
    assert re.findall(r'rotation-city">(?:<[^>]+>)?(\w+)', page) == ["First", "Second", "Third", "Fourth"]


def test_a_draft_is_nowhere_and_one_awaiting_approval_only_names_its_city(
    client: FlaskClient, session: Session
) -> None:
    series = make_series(session)
    make_event(session, series=series, number=1, title=_title("First"))
    make_event(
        session,
        series=series,
        number=2,
        state="awaiting_approval",
        title=_title("Secret"),
        city=Bilingual("成都", "Chengdu"),
    )
    make_event(session, series=series, number=3, state="draft", title=_title("Draft"), city=Bilingual("拉萨", "Lhasa"))
    session.commit()
    page = client.get(f"/series/{series.slug}/?lang=en").text
    assert "Chengdu" in page
    assert "Date to be announced" in page
    for hidden in ("Secret Forum", "Draft Forum", "Lhasa"):
        assert hidden not in page
        assert hidden not in client.get("/?lang=en").text


def test_an_unknown_series_is_not_found_in_either_language(client: FlaskClient, session: Session) -> None:
    assert client.get("/series/none/?lang=en").status_code == 404
    assert client.get("/series/none/?lang=zh").status_code == 404
