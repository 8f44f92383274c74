"""Times of a place, as forms show and take them."""

from datetime import UTC, datetime

import pytest

from app.core.errors import DomainError
from app.core.zones import at_place, names, title, wall_clock

BERLIN = "Europe/Berlin"


def naive(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_form_shows_the_clock_of_the_place_to_the_minute() -> None:
    assert wall_clock(datetime(2027, 6, 20, 1, 30, 59, tzinfo=UTC), "Asia/Shanghai") == naive("2027-06-20T09:30")


def test_what_is_typed_is_meant_at_the_place() -> None:
    assert at_place(naive("2027-06-20T09:30"), "Asia/Shanghai") == datetime(2027, 6, 20, 1, 30, tzinfo=UTC)
    assert at_place(naive("2027-06-20T09:30"), BERLIN) == datetime(2027, 6, 20, 7, 30, tzinfo=UTC)


def test_a_time_that_clocks_skip_is_refused_beside_its_field() -> None:
    with pytest.raises(DomainError) as refused:
        at_place(naive("2027-03-28T02:30"), BERLIN, "starts")
    assert refused.value.field == "starts"


def test_a_time_that_clocks_show_twice_is_the_first() -> None:
    assert at_place(naive("2027-10-31T02:30"), BERLIN) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_the_usual_zones_come_first_and_none_twice() -> None:
    assert names()[0] == "Asia/Shanghai"
    assert len(names()) == len(set(names())) > 300
    assert not {"UTC", "EST", "posixrules"} & set(names())


def test_a_zone_is_named_after_its_city_in_chinese_and_by_its_own_name_in_english() -> None:
    assert title("America/New_York", "zh") == "纽约（America/New York）"
    assert title("America/New_York", "en") == "America/New York"
    assert all(title(name, "zh") for name in names())
