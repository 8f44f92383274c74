"""Moving a calendar so that clocks on the wall show the same times."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.events.shifting import Shift

BERLIN = "Europe/Berlin"


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def clock(moment: datetime, zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


def test_days_move_by_days() -> None:
    assert Shift(364, BERLIN, BERLIN).day(date(2027, 3, 1)) == date(2028, 2, 28)


def test_a_time_stays_the_same_on_the_clock_when_summer_time_begins_in_between() -> None:
    winter = at("2027-03-20T09:30", BERLIN)
    summer = Shift(14, BERLIN, BERLIN).instant(winter)
    assert clock(summer, BERLIN) == "2027-04-03 09:30"
    assert summer - winter == timedelta(days=14, hours=-1)


def test_a_time_stays_the_same_on_the_clock_of_another_zone() -> None:
    moved = Shift(7, "Asia/Shanghai", BERLIN).instant(at("2027-06-20T14:00", "Asia/Shanghai"))
    assert clock(moved, BERLIN) == "2027-06-27 14:00"


def test_a_skipped_time_becomes_the_one_after_the_jump() -> None:
    moved = Shift(7, BERLIN, BERLIN).instant(at("2027-03-21T02:30", BERLIN))
    assert clock(moved, BERLIN) == "2027-03-28 03:30"


def test_a_span_over_the_jump_still_ends_after_it_begins() -> None:
    starts, ends = at("2027-03-21T02:40", BERLIN), at("2027-03-21T03:10", BERLIN)
    moved = Shift(7, BERLIN, BERLIN).span(starts, ends)
    assert moved[1] - moved[0] == timedelta(minutes=30)


def test_a_flight_keeps_both_its_local_times() -> None:
    starts, ends = at("2027-03-20T13:00", BERLIN), at("2027-03-21T06:00", "Asia/Shanghai")
    leaves, lands = Shift(14, BERLIN, BERLIN).span(starts, ends, "Asia/Shanghai")
    assert clock(leaves, BERLIN) == "2027-04-03 13:00"
    assert clock(lands, "Asia/Shanghai") == "2027-04-04 06:00"
