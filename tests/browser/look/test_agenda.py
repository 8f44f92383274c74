"""The agenda in a browser: places without scripts, the reader's own time and the line for now with them."""

from __future__ import annotations

import pytest

from tests.browser.look.conftest import OpenPage, Site, at

pytestmark = pytest.mark.browser


def box(page: object, title: str) -> dict[str, float]:
    found = page.locator(".session", has_text=title).bounding_box()  # type: ignore[attr-defined]
    assert found is not None
    return found  # type: ignore[no-any-return]


def test_without_scripts_the_grid_shows_when_and_where_each_session_is(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/events/{site.event}/agenda/?view=grid&lang=en", java_script_enabled=False)
    storage, robots, inverters, lunch = (box(page, name) for name in ("Storage", "Robots", "Inverters", "Lunch"))
    assert storage["y"] == robots["y"]
    assert storage["x"] < robots["x"]
    assert storage["height"] > robots["height"]
    assert inverters["y"] >= storage["y"] + storage["height"]
    assert lunch["width"] > storage["width"] + robots["width"]


def test_a_reader_elsewhere_sees_their_own_time_and_that_the_day_differs(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/events/{site.event}/agenda/?lang=en", timezone_id="America/Los_Angeles")
    assert page.locator(".session", has_text="Storage").locator(".time-own").inner_text().startswith("19:45 −1")
    assert page.locator(".own-legend").count() == 1


def test_a_reader_on_the_place_s_clock_sees_one_time(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/events/{site.event}/agenda/?lang=en", timezone_id="Asia/Singapore", now=at(11, 20))
    page.locator(".is-now").wait_for()
    assert page.locator(".time-own, .own-legend").count() == 0


def test_what_is_on_is_marked_and_what_is_cancelled_is_not(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/events/{site.event}/agenda/?lang=en", now=at(11, 5))
    page.locator(".is-now").first.wait_for()
    assert page.locator(".is-now .session-title").all_inner_texts() == ["Storage", "Robots"]
    later = open_page(f"/events/{site.event}/agenda/?view=grid&lang=en", now=at(11, 50))
    later.locator(".now-line").wait_for()
    assert later.locator(".is-now").count() == 0


def test_the_line_for_now_stands_between_what_began_and_what_comes(site: Site, open_page: OpenPage) -> None:
    page = open_page(f"/events/{site.event}/agenda/?view=grid&lang=en", now=at(11, 50))
    page.locator(".now-line").wait_for()
    line = page.locator(".now-line").bounding_box()
    assert line is not None
    assert box(page, "Inverters")["y"] < line["y"] < box(page, "Lunch")["y"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("view", ["list", "grid"])
def test_nothing_is_wider_than_the_narrowest_phone(site: Site, open_page: OpenPage, view: str, lang: str) -> None:
    page = open_page(f"/events/{site.event}/agenda/?view={view}&lang={lang}", viewport={"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") == 320
