"""A visitor finds out what is on, where, when, who speaks, and how a trip runs."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from app.agenda import queries as agenda
from app.agenda.models import SessionState
from app.core.clock import today_in
from app.core.text import Bilingual
from app.demo.forums import LIVE_SLUG, PAST
from app.demo.maker import ZONE
from app.demo.places import BASES
from app.demo.programme import HALTS, LEGS, SPEAKERS, TALKS
from app.demo.trip import STARTS_IN
from app.events import queries
from tests.browser.journeys.conftest import OpenWindow
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import Window

pytestmark = pytest.mark.browser

LIVE = f"/events/{LIVE_SLUG}/"
TRIP = "/events/energy-trip/"
CITIES = {slug: city for slug, _name, city, *_rest in BASES}
#: Of the live forum's host base, as stored: WGS 84.
LATITUDE, LONGITUDE = next((row[5], row[6]) for row in BASES if row[0] == "wuhan")


def told(window: Window, text: Bilingual) -> str:
    return text.pick(window.reader.locale)


def dates_in(window: Window, section: str) -> list[str]:
    return window.page.locator(f"{section} time").evaluate_all("all => all.map(one => one.dateTime)")


def test_home_says_what_is_on_next_and_past_and_where(open_window: OpenWindow) -> None:
    window = open_window()
    window.go("/")
    for heading, slugs in (("now", ["wuhan"]), ("next", []), ("past", [slug for slug, _years in PAST])):
        shown = window.text(f"section[aria-labelledby='{heading}']")
        assert all(told(window, CITIES[slug]) in shown for slug in slugs), heading
    assert window.page.locator(f"section[aria-labelledby='now'] a[href^='{LIVE}']").count() == 1
    assert window.page.locator(f"section[aria-labelledby='next'] a[href^='{TRIP}']").count() == 1

    window.press("section[aria-labelledby='series'] a[href^='/series/applied-technology/']")
    board = window.page.locator(".rotation-item")
    assert board.locator(".rotation-city").all_inner_texts() == [
        told(window, CITIES[slug]) for slug in (*(slug for slug, _years in PAST), "wuhan", "chengdu")
    ]
    assert board.locator("nth=4").get_attribute("aria-current") == "true"
    assert window.page.locator(".rotation-next a").count() == 0, "an edition that awaits approval has no page"
    window.press(board.locator("nth=4").locator("a"))
    assert window.path == LIVE


def test_a_forum_s_page_tells_its_three_dates_and_leads_to_the_right_place_on_every_map(
    open_window: OpenWindow,
) -> None:
    window = open_window()
    window.go(LIVE)
    today = today_in(ZONE)
    arrival, departure = (today + timedelta(days=days) for days in (-2, 2))
    assert dates_in(window, "section[aria-labelledby='when']") == [arrival.isoformat(), departure.isoformat()]
    meeting = window.page.locator("section[aria-labelledby='when'] dd").nth(1).inner_text()
    assert str((today - timedelta(days=1)).day) in meeting
    assert str((today + timedelta(days=1)).day) in meeting

    maps = {urlsplit(url).netloc: url for url in links(window, "section[aria-labelledby='where'] a[rel='noopener']")}
    east, north = map(float, parse_qs(urlsplit(maps["uri.amap.com"]).query)["position"][0].split(","))
    assert 0.001 < abs(east - LONGITUDE) < 0.01, "Amap draws on GCJ-02, some hundred metres from WGS 84"
    assert 0.001 < abs(north - LATITUDE) < 0.01
    assert f"mlat={LATITUDE:.6f}&mlon={LONGITUDE:.6f}" in maps["www.openstreetmap.org"]
    assert f"{north:.6f},{east:.6f}" in maps["api.map.baidu.com"].replace("%2C", ",")
    assert "coord_type=gcj02" in maps["api.map.baidu.com"]

    window.press("section[aria-labelledby='calendar'] a")
    assert window.page.locator(".subscribe a[href^='webcal://']").count() == 3


def links(window: Window, what: str) -> list[str]:
    return window.page.locator(what).evaluate_all("all => all.map(one => one.href)")


def test_the_agenda_is_a_list_or_a_grid_and_narrows_to_a_track_or_a_room(site: Site, open_window: OpenWindow) -> None:
    window = open_window()
    with site.books() as session:
        talks = agenda.public_sessions(session, queries.public_event(session, LIVE_SLUG).id)
        chosen = next(talk for talk in talks if talk.track and talk.room)
        track, room = chosen.track, chosen.room
    window.go(f"{LIVE}agenda/")
    everything = sorted(told(window, talk.title) for talk in talks)
    assert sorted(titles(window)) == everything
    starts = window.page.locator(".session").evaluate_all("all => all.map(one => one.dataset.starts)")
    assert starts == sorted(starts)
    assert window.page.locator(".agenda-day").count() == 3
    struck = window.page.locator(".is-cancelled s").all_inner_texts()
    assert sorted(struck) == sorted(told(window, talk.title) for talk in talks if talk.state is SessionState.CANCELLED)
    assert window.page.locator(".is-cancelled .session-cancelled").first.is_visible()

    window.press(".tabs a[href*='view=grid']")
    assert window.page.locator(".agenda-grid").count() == 3
    assert sorted(titles(window)) == everything

    window.fill({"track": track.public_id})
    window.press(".filters button")
    assert sorted(titles(window)) == sorted(told(window, t.title) for t in talks if t.track in (None, track))
    assert window.page.locator(".agenda-grid").count() == 3, "the grid stays a grid"
    switched_and_back(window)

    window.fill({"track": "", "room": room.public_id})
    window.press(".filters button")
    assert sorted(titles(window)) == sorted(told(window, t.title) for t in talks if t.room in (None, room))


def titles(window: Window) -> list[str]:
    return window.page.locator(".session-title :is(a, span:not(.session-cancelled))").all_inner_texts()


def switched_and_back(window: Window) -> None:
    """The other language shows the same page, filters and all; and so does the way back."""
    before, count = urlsplit(window.page.url), len(titles(window))
    other = "en" if window.reader.locale == "zh" else "zh-CN"
    for lang in (other, window.reader.html_lang):
        with window.page.expect_navigation():
            window.page.locator(f".langs a[lang='{lang}']").click()
        assert window.page.locator("html").get_attribute("lang") == lang
        after = urlsplit(window.page.url)
        assert after.path == before.path
        assert without_lang(after.query) == without_lang(before.query)
        assert len(titles(window)) == count


def without_lang(query: str) -> dict[str, list[str]]:
    return {name: values for name, values in parse_qs(query).items() if name != "lang"}


def test_a_session_names_its_speakers_and_a_speaker_the_sessions(open_window: OpenWindow) -> None:
    window = open_window()
    talk = next(talk for talk in TALKS if talk.abstract and talk.speakers)
    window.go(f"{LIVE}agenda/")
    window.press(window.page.get_by_role("link", name=told(window, talk.title), exact=True))
    assert told(window, talk.abstract) in window.text()
    name = SPEAKERS[talk.speakers[0]][0].display(window.reader.locale)
    window.press(window.page.locator(".person-name a", has_text=name))
    assert told(window, talk.title) in window.text()
    window.press(".event-nav a[href$='/speakers/'], .event-nav a[href*='/speakers/?']")
    assert window.page.locator(".person").count() == len(SPEAKERS)


def test_a_trip_is_told_day_by_day(open_window: OpenWindow) -> None:
    window = open_window()
    window.go(TRIP)
    days = window.page.locator("section[aria-labelledby='days'] li a")
    first = today_in(ZONE) + timedelta(days=STARTS_IN)
    assert [day_of(url) for url in links(window, "section[aria-labelledby='days'] li a")] == [
        first + timedelta(days=number) for number in range(LEGS[-1][2] + 1)
    ]
    window.press(days.first)
    assert window.page.locator(".stop-title").count() == len(HALTS)
    for number in range(6):
        shown = window.page.locator(f"#day-{first + timedelta(days=number)} .stop-title").all_inner_texts()
        wanted = [told(window, halt.title) for halt in HALTS if halt.day == number]
        assert len(shown) == len(wanted)
        assert all(title in text for title, text in zip(wanted, shown, strict=True))
    assert window.page.locator(".stop.is-cancelled").count() == 1


def day_of(url: str) -> date:
    found = re.search(r"#day-(.+)$", url)
    assert found
    return date.fromisoformat(found.group(1))
