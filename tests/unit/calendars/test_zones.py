"""VTIMEZONE: every instant of the feed's years must read the same as by the machine's zone data."""

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from app.calendars.zones import vtimezone

RULED = {
    "Europe/Berlin": ["BYDAY=-1SU;BYMONTH=3", "BYDAY=-1SU;BYMONTH=10"],
    "America/New_York": ["BYDAY=2SU;BYMONTH=3", "BYDAY=1SU;BYMONTH=11"],
    "Australia/Lord_Howe": ["BYDAY=1SU;BYMONTH=4", "BYDAY=1SU;BYMONTH=10"],
    "Europe/Dublin": ["BYDAY=-1SU;BYMONTH=3", "BYDAY=-1SU;BYMONTH=10"],
    "Africa/Cairo": ["BYDAY=-1FR;BYMONTH=4", "BYDAY=-1TH;BYMONTH=10"],
    "America/Santiago": ["BYDAY=1SA;BYMONTH=4", "BYDAY=1SA;BYMONTH=9"],
    "Asia/Jerusalem": ["BYDAY=FR;BYMONTHDAY=23,24,25,26,27,28,29;BYMONTH=3", "BYDAY=-1SU;BYMONTH=10"],
}
FIXED = ("Asia/Shanghai", "Asia/Kolkata", "Asia/Almaty", "America/Sao_Paulo")
UNRULED = ("Africa/Casablanca", "Asia/Gaza")


@pytest.mark.parametrize("tzid", [*RULED, *FIXED, *UNRULED])
def test_every_sixth_hour_reads_as_the_zone_data_say(tzid):
    read = tzical(io.StringIO(vtimezone(tzid, 2026, 2028).decode())).get(tzid)
    start = datetime(2026, 1, 1, 3, 30, tzinfo=UTC)
    for steps in range(3 * 365 * 4):
        # Only local times are in the file; those that a change skips or doubles are left out.
        moment = (start + steps * timedelta(hours=6)).replace(tzinfo=ZoneInfo(tzid))
        if _plain(moment):
            assert moment.replace(tzinfo=read).utcoffset() == moment.utcoffset(), moment


def _plain(local: datetime) -> bool:
    back = local.astimezone(UTC).astimezone(local.tzinfo)
    return (
        back.replace(tzinfo=None) == local.replace(tzinfo=None)
        and back.utcoffset() == local.replace(fold=1).utcoffset()
    )


@pytest.mark.parametrize(("tzid", "rules"), RULED.items())
def test_summer_time_is_one_rule_for_each_change(tzid, rules):
    rows = vtimezone(tzid, 2027, 2027).decode().split("\r\n")
    assert [row for row in rows if row.startswith("RRULE")] == [f"RRULE:FREQ=YEARLY;{rule}" for rule in rules]


@pytest.mark.parametrize("tzid", FIXED)
def test_a_zone_without_summer_time_has_one_observance(tzid):
    data = vtimezone(tzid, 2027, 2027)
    assert data.count(b"BEGIN:STANDARD") == 1
    assert b"DAYLIGHT" not in data
    assert b"RRULE" not in data


@pytest.mark.parametrize("tzid", UNRULED)
def test_a_zone_that_follows_no_rule_gets_its_changes_one_by_one(tzid):
    data = vtimezone(tzid, 2027, 2027)
    assert b"RDATE" not in data
    assert data.count(b"DTSTART") > 2


def test_a_past_edition_gets_the_offset_of_its_year():
    read = tzical(io.StringIO(vtimezone("Europe/Moscow", 2012, 2027).decode())).get("Europe/Moscow")
    hours = [datetime(year, 7, 1, tzinfo=read).utcoffset() for year in (2012, 2015)]
    assert hours == [timedelta(hours=4), timedelta(hours=3)]
