"""The agenda's grid: positions are classes, and each of them is one that the stylesheet knows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest

from app.settings import ROOT
from tests.unit.templates.conftest import Draw, with_class, words

ZONE = "Asia/Shanghai"
SHEET = (ROOT / "static/css/agenda.css").read_text(encoding="utf-8")
#: Classes of positions that the stylesheet has a rule for.
KNOWN = set(re.findall(r"\.((?:r|s)-[hm]\d+|c-(?:all|\d+)|from-h\d+|rooms-\d+)", SHEET))


def at(hour: int, minute: int = 0) -> datetime:
    """A moment of 20 June 2027 on Shanghai's clock, kept in UTC as the database does."""
    return datetime(2027, 6, 20, tzinfo=UTC) + timedelta(hours=hour - 8, minutes=minute)


def session(starts: datetime, ends: datetime, **changes: Any) -> dict[str, Any]:
    plain = {
        "url": "/s",
        "title": "Storage",
        "room_index": 0,
        "column": 0,
        "track": None,
        "speakers": [],
        "cancelled": False,
    }
    return {**plain, "kind": "session", "lang": "", "starts": starts, "ends": ends, **changes}


def grid(draw: Draw, *sessions: dict[str, Any]) -> Element:
    rooms = [{"id": 1, "title": "Yangtze Hall"}, {"id": 2, "title": "East Lake Room"}]
    return draw(
        "agenda.html", "agenda_grid", {"date": at(9).date(), "rooms": rooms, "others": 0, "sessions": sessions}, ZONE
    )


def positions(element: Element) -> list[set[str]]:
    return [set((e.get("class") or "").split()) & KNOWN for e in with_class(element, "session")]


def test_a_session_stands_at_its_time_of_the_place_for_its_length_in_its_room(draw: Draw) -> None:
    drawn = grid(draw, session(at(9, 15), at(10, 45), room_index=1, column=1))
    assert positions(drawn) == [{"r-h9", "r-m3", "s-h1", "s-m6", "c-2"}]
    assert {"from-h9", "rooms-2"} <= set((drawn.findall(".//ol")[0].get("class") or "").split())


def test_what_has_no_room_fills_all_of_them(draw: Draw) -> None:
    assert "c-all" in positions(grid(draw, session(at(12), at(13), room_index=None, column=None)))[0]


def test_what_ends_after_midnight_ends_with_the_day_and_says_so(draw: Draw) -> None:
    drawn = grid(draw, session(at(22), at(25)))
    assert {"s-h2", "s-m0"} <= positions(drawn)[0]
    assert "22:00–01:00 +1" in words(drawn)


@pytest.mark.parametrize("minutes", [5, 15, 55, 60, 65, 720, 1435])
def test_every_start_of_the_day_has_its_place_in_the_stylesheet(draw: Draw, minutes: int) -> None:
    starts = [at(0, five * 5) for five in range(0, 288, 7)]
    drawn = grid(draw, *(session(start, start + timedelta(minutes=minutes)) for start in starts))
    assert [len(found) for found in positions(drawn)] == [5] * len(starts)


@pytest.mark.parametrize("ends", [at(23, 58), at(24)])
def test_a_whole_day_has_its_length_in_the_stylesheet(draw: Draw, ends: datetime) -> None:
    assert {"r-h0", "r-m0", "s-h23", "s-m11"} <= positions(grid(draw, session(at(0), ends)))[0]


def test_one_ends_in_the_row_where_the_next_begins(draw: Draw) -> None:
    first, second = positions(grid(draw, session(at(9), at(9, 32)), session(at(9, 32), at(10))))
    assert {"r-h9", "r-m0", "s-h0", "s-m6"} <= first
    assert {"r-h9", "r-m6", "s-h0", "s-m6"} <= second


def test_a_cancelled_session_is_struck_through_and_said_in_words(draw: Draw) -> None:
    drawn = grid(draw, session(at(9), at(10), cancelled=True))
    assert words(with_class(drawn, "session-title")[0]) == "Cancelled Storage"
    assert words(drawn.findall(".//s")[0]) == "Storage"


def test_a_track_is_named_beside_its_colour(draw: Draw) -> None:
    drawn = grid(draw, session(at(9), at(10), track={"title": "New energy", "hue_class": "hue-130"}))
    assert [words(e) for e in with_class(drawn, "session-track")] == ["New energy"]
    assert "hue-130" in (with_class(drawn, "session")[0].get("class") or "")


def test_a_listener_hears_the_room_of_a_session_in_the_grid(draw: Draw) -> None:
    assert "East Lake Room" in words(with_class(grid(draw, session(at(9), at(10), room_index=1)), "session")[0])
