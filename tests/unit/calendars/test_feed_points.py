"""What a correct feed does, point by point, in its bytes; 1 and 25 are tested with the views, too."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from app.calendars import ical
from app.calendars.ical import render_feed, render_item
from app.calendars.items import Place, Status
from tests.factories.calendar_items import NINE_IN_WUHAN, calendar_feed, calendar_item, rich_item
from tests.unit.calendars.reading import by_ical, by_vobject, inside, lines, unescaped, unfolded, value

CHANGED = "20270502T083015Z"


def test_point_01_a_feed_starts_without_a_byte_order_mark():
    assert render_feed(calendar_feed(rich_item())).startswith(b"BEGIN:VCALENDAR\r\n")


def test_point_02_lines_end_with_crlf_and_fold_at_75_octets_between_characters():
    data = render_feed(calendar_feed(rich_item(description="青海太阳能水泵与农业灌溉," * 40 + "🌾" * 60)))
    assert data.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert b"\r" not in data.replace(b"\r\n", b"")
    rows = data.removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(row) for row in rows) == 75
    assert all(row.decode() for row in rows)  # decoding fails on half a character


def test_point_03_text_is_escaped_and_control_characters_are_stripped():
    typed = "C:\\New; a, b\r\nsecond\x07\x00 line\u2028third\x85fourth\tend"
    data = render_feed(calendar_feed(calendar_item(summary=typed, description=typed)))
    written = "C:\\\\New\\; a\\, b\\nsecond line\\nthird\\nfourth\tend"
    assert value(inside(data, "VEVENT"), "SUMMARY") == written
    meant = "C:\\New; a, b\nsecond line\nthird\nfourth\tend"
    assert unescaped(written) == meant
    assert by_vobject(data).vevent.summary.value == meant
    assert by_ical(data).events[0].description == meant


def test_point_04_a_calendar_has_version_and_prodid_and_no_summary():
    data = render_feed(calendar_feed())
    assert value(data, "VERSION") == "2.0"
    assert value(data, "PRODID") == "-//Luntan//Calendars//EN"
    assert lines(data, "SUMMARY") == []


def test_point_05_the_uid_is_the_stored_one_in_feed_and_download():
    item = rich_item()
    renamed = rich_item(summary="New title", starts=NINE_IN_WUHAN - timedelta(days=1))
    uids = [value(data, "UID") for data in (render_feed(calendar_feed(item)), render_item(item), render_item(renamed))]
    assert uids == [item.uid] * 3


def test_point_06_dtstamp_is_the_revision_so_the_same_data_gives_the_same_bytes():
    data = render_feed(calendar_feed(rich_item()))
    assert value(data, "DTSTAMP") == CHANGED
    ical.event_bytes.cache_clear()
    assert data == render_feed(calendar_feed(rich_item()))


def test_point_07_the_sequence_is_the_stored_one():
    assert value(render_item(calendar_item(sequence=7)), "SEQUENCE") == "7"


def test_point_08_created_and_last_modified_are_in_utc():
    data = render_item(calendar_item())
    assert value(data, "CREATED") == "20270104T020000Z"
    assert value(data, "LAST-MODIFIED") == CHANGED


def test_point_09_a_cancelled_item_stays_and_says_so():
    data = render_feed(calendar_feed(calendar_item(status=Status.CANCELLED, sequence=3)))
    assert by_vobject(data).vevent.status.value == "CANCELLED"
    assert by_ical(data).events[0].status == "CANCELLED"
    assert value(data, "SEQUENCE") == "3"


def test_point_10_a_draft_is_tentative():
    assert value(render_feed(calendar_feed(calendar_item(status=Status.TENTATIVE))), "STATUS") == "TENTATIVE"


def test_point_11_dtend_is_after_dtstart_and_never_beside_duration():
    data = inside(render_feed(calendar_feed(rich_item(alarm_minutes=15))), "VEVENT")
    event = by_vobject(data).dtend.value, by_vobject(data).dtstart.value
    assert event[0] > event[1]
    assert lines(data, "DURATION") == []


@pytest.mark.parametrize("length", [timedelta(0), timedelta(minutes=-1)])
def test_point_11_an_item_that_does_not_end_after_it_starts_is_refused(length):
    with pytest.raises(ValueError, match="end after"):
        calendar_item(ends=NINE_IN_WUHAN + length)


def test_point_12_an_all_day_item_has_dates_with_an_exclusive_end():
    data = render_feed(calendar_feed(calendar_item(starts=date(2027, 6, 19), ends=date(2027, 6, 23))))
    assert lines(data, "DTSTART") == ["DTSTART;VALUE=DATE:20270619"]
    assert lines(data, "DTEND") == ["DTEND;VALUE=DATE:20270623"]
    assert b"VTIMEZONE" not in data
    assert by_ical(data).events[0].dtend == date(2027, 6, 23)
    assert by_vobject(data).vevent.dtstart.value == date(2027, 6, 19)


def test_point_13_every_tzid_is_an_iana_name_with_its_vtimezone():
    flight = calendar_item(zone_start="Europe/Paris", zone_end="Asia/Shanghai")
    data = render_feed(calendar_feed(flight, calendar_item(uid="b@luntan.example", zone_start="America/New_York")))
    used = set(re.findall(r"TZID=([^:;]+)", "\n".join(unfolded(data))))
    assert used == {"Europe/Paris", "Asia/Shanghai", "America/New_York"}
    assert sorted(line.removeprefix("TZID:") for line in lines(data, "TZID")) == sorted(used)


def test_point_14_summer_time_is_a_rule_by_weekday_and_no_list_of_dates():
    data = render_feed(calendar_feed(calendar_item(zone_start="Europe/Berlin")))
    rules = lines(inside(data, "VTIMEZONE"), "RRULE")
    assert rules == ["RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"]
    assert b"RDATE" not in data


def test_point_15_a_flight_keeps_its_instants_in_both_zones():
    departs = datetime(2027, 6, 18, 11, 35, tzinfo=UTC)
    arrives = datetime(2027, 6, 18, 22, 50, tzinfo=UTC)
    flight = calendar_item(starts=departs, ends=arrives, zone_start="Europe/Paris", zone_end="Asia/Shanghai")
    data = render_feed(calendar_feed(flight))
    assert lines(data, "DTSTART")[-1] == "DTSTART;TZID=Europe/Paris:20270618T133500"
    assert lines(data, "DTEND") == ["DTEND;TZID=Asia/Shanghai:20270619T065000"]
    for event in (by_vobject(data).vevent, by_ical(data).events[0]):
        assert _instant(event.dtstart) == departs
        assert _instant(event.dtend) == arrives


def _instant(moment: object) -> datetime:
    found = getattr(moment, "value", moment)
    assert isinstance(found, datetime)
    return found.astimezone(UTC)


def test_point_16_tzid_never_stands_beside_z():
    items = [
        calendar_item(uid=f"{zone}@x", zone_start=zone) for zone in ("UTC", "Etc/UTC", "Asia/Shanghai", "Europe/Rome")
    ]
    rows = unfolded(render_feed(calendar_feed(*items)))
    times = [row for row in rows if row.startswith(("DTSTART", "DTEND", "DTSTAMP", "CREATED"))]
    assert not [row for row in times if "TZID" in row and row.endswith("Z")]
    assert sum(row == "DTSTART:20270620T010000Z" for row in rows) == 2


def test_point_16_the_hour_that_clocks_show_twice_is_written_in_utc():
    second_half_past_two = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    data = render_item(
        calendar_item(
            starts=second_half_past_two,
            ends=second_half_past_two + timedelta(hours=2),
            zone_start="Europe/Berlin",
        )
    )
    assert lines(inside(data, "VEVENT"), "DTSTART") == ["DTSTART:20271031T013000Z"]
    assert lines(data, "DTEND") == ["DTEND;TZID=Europe/Berlin:20271031T043000"]


def test_point_17_a_feed_and_a_download_have_no_method():
    assert b"METHOD" not in render_feed(calendar_feed(rich_item())) + render_item(rich_item())


def test_point_18_the_name_stands_in_both_properties_in_the_feed_s_language():
    data = render_feed(calendar_feed(name="International Forum, Wuhan", language="en"))
    assert value(data, "NAME") == value(data, "X-WR-CALNAME") == "International Forum\\, Wuhan"


def test_point_19_the_refresh_interval_says_its_value_type_and_outlook_s_property_stands_beside_it():
    data = render_feed(calendar_feed(refresh=timedelta(hours=4)))
    assert lines(data, "REFRESH-INTERVAL") == ["REFRESH-INTERVAL;VALUE=DURATION:PT4H"]
    assert lines(data, "X-PUBLISHED-TTL") == ["X-PUBLISHED-TTL:PT4H"]


def test_point_20_url_source_colour_and_categories():
    feed = calendar_feed(rich_item())
    data = render_feed(feed)
    head = data.partition(b"BEGIN:VEVENT")[0]
    assert value(head, "URL") == feed.url
    assert lines(data, "SOURCE") == [f"SOURCE;VALUE=URI:{feed.source}"]
    assert value(data, "COLOR") == "teal"
    assert value(data, "CATEGORIES") == "新能源,Life\\, science"
    assert by_vobject(data).vevent.categories.value == ["新能源", "Life, science"]


def test_point_21_geo_stands_beside_location():
    data = render_item(rich_item())
    assert value(data, "GEO") == "30.500000;114.300000"
    assert value(data, "LOCATION") == "武汉国际会议中心\\,东湖厅"
    assert (by_ical(data).events[0].geo.lat, by_ical(data).events[0].geo.lng) == (30.5, 114.3)


def test_point_21_a_place_near_the_equator_has_no_exponent():
    assert value(render_item(calendar_item(place=Place("海上", 0.00001, -0.5))), "GEO") == "0.000010;-0.500000"


def test_point_22_the_conference_is_repeated_in_the_description():
    data = render_item(rich_item())
    link = "https://meet.example/room?pwd=a,b;c"
    assert lines(data, "CONFERENCE") == [f"CONFERENCE;FEATURE=AUDIO,VIDEO;VALUE=URI:{link}"]
    assert link in by_vobject(data).vevent.description.value
    assert by_ical(data).events[0].conference[0].uri == link


def test_point_23_there_is_an_alarm_only_when_asked_for_and_it_is_complete():
    assert b"VALARM" not in render_item(rich_item())
    alarm = inside(render_item(rich_item(alarm_minutes=30)), "VALARM")
    assert [value(alarm, name) for name in ("ACTION", "TRIGGER", "DESCRIPTION")] == [
        "DISPLAY",
        "-PT30M",
        "光伏与灌溉",
    ]


def test_point_24_hotels_free_time_and_deadlines_do_not_block_the_day():
    assert value(render_item(calendar_item(transparent=True)), "TRANSP") == "TRANSPARENT"
    assert value(render_item(calendar_item()), "TRANSP") == "OPAQUE"
