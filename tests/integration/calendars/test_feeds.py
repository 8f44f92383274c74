"""Feeds over HTTP: what they hold, and how they are answered (points 1, 5, 7, 9, 10, 15, 18 and 25)."""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta
from email.utils import parsedate_to_datetime

import pytest

from app.agenda.models import SessionKind, SessionState
from app.calendars import ical
from app.calendars.items import Method, Party
from app.core.clock import now
from app.core.editing import version_of
from app.core.links import public_link
from app.core.policies import Actor
from app.core.text import Bilingual
from app.directory.models import Theme
from app.events import editing
from app.events.models import EventState
from app.events.publishing import Decision, take_step
from app.trips.models import Leg, StopKind
from tests.factories.directory import make_base
from tests.factories.events import make_event, make_series
from tests.integration.calendars.programme import FIRST_DAY, NINE, room, speaker, talk, track, trip_with_a_flight
from tests.unit.calendars.reading import by_ical, by_vobject, inside, lines, value


@pytest.fixture
def forum(session):
    return make_event(session, starts_on=FIRST_DAY, slug="wuhan", title=Bilingual("武汉论坛", "Wuhan Forum"))


def summaries(response):
    return [event.summary for event in by_ical(response.data).events]


def test_point_01_a_feed_is_utf8_calendar_text_sent_inline_and_without_a_cookie(session, client, forum):
    talk(session, forum, "光伏")
    session.commit()
    response = client.get("/events/wuhan/agenda.ics?lang=en", headers={"Accept-Language": "zh"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'inline; filename="wuhan-agenda.ics"'
    assert "Set-Cookie" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"


def test_cookies_and_accept_language_change_nothing(session, client, forum):
    talk(session, forum, "光伏")
    session.commit()
    plain = client.get("/events/wuhan/agenda.ics")
    client.set_cookie("lang", "en")
    other = client.get("/events/wuhan/agenda.ics", headers={"Accept-Language": "en"})
    assert plain.data == other.data
    assert plain.headers["ETag"] == other.headers["ETag"]


@pytest.mark.parametrize(
    ("lang", "name", "summary"),
    [
        ("zh", "武汉论坛", "光伏报告"),
        ("en", "Wuhan Forum", "Talk on 光伏"),
        ("both", "武汉论坛 / Wuhan Forum", "光伏报告 / Talk on 光伏"),
        ("", "武汉论坛", "光伏报告"),
        ("../x", "武汉论坛", "光伏报告"),
    ],
)
def test_point_18_the_feed_speaks_the_language_that_its_address_asks_for(session, client, forum, lang, name, summary):
    talk(session, forum, "光伏")
    session.commit()
    data = client.get("/events/wuhan/agenda.ics", query_string={"lang": lang}).data
    assert by_vobject(data).contents["x-wr-calname"][0].value == name
    assert by_vobject(data).vevent.summary.value == summary


@pytest.mark.parametrize("form", ['"{}"', 'W/"{}"', '"other", "{}"', "*"])
def test_point_25_a_known_etag_gives_304_without_building_the_feed(session, client, forum, form, monkeypatch):
    talk(session, forum, "光伏")
    session.commit()
    first = client.get("/events/wuhan/agenda.ics")
    monkeypatch.setattr(ical, "render_feed", lambda feed: pytest.fail("built again"))
    again = client.get(
        "/events/wuhan/agenda.ics", headers={"If-None-Match": form.format(first.headers["ETag"].strip('"'))}
    )
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Set-Cookie" not in again.headers


def test_point_25_last_modified_is_that_of_the_youngest_item(session, client, forum):
    youngest = talk(session, forum, "光伏")
    youngest.changed_at = now() + timedelta(minutes=5)
    session.commit()
    first = client.get("/events/wuhan/agenda.ics")
    changed = parsedate_to_datetime(first.headers["Last-Modified"])
    assert changed == youngest.changed_at.replace(microsecond=0)
    assert "max-age" in first.headers["Cache-Control"]


def test_point_25_last_modified_alone_never_hides_a_change(session, client):
    series = make_series(session, slug="technology")
    leaving = make_event(session, series=series, number=1, title=Bilingual("甲", "Leaving"))
    make_event(session, series=series, number=2, title=Bilingual("乙", "Staying"))
    session.commit()
    modified = client.get("/series/technology/series.ics").headers["Last-Modified"]
    leaving.series, leaving.number = None, None
    session.commit()
    again = client.get("/series/technology/series.ics?lang=en", headers={"If-Modified-Since": modified})
    assert (again.status_code, summaries(again)) == (200, ["Staying"])


def test_an_edit_is_in_the_next_answer_and_the_old_etag_no_longer_matches(session, client, forum):
    moved = talk(session, forum, "光伏")
    session.commit()
    before = client.get("/events/wuhan/agenda.ics")
    moved.starts_at, moved.ends_at, moved.sequence = NINE + timedelta(hours=2), NINE + timedelta(hours=3), 1
    session.commit()
    after = client.get("/events/wuhan/agenda.ics", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert value(after.data, "UID") == value(before.data, "UID") == moved.uid
    assert int(value(after.data, "SEQUENCE")) > int(value(before.data, "SEQUENCE"))
    assert lines(after.data, "DTSTART")[-1] == "DTSTART;TZID=Asia/Shanghai:20270620T110000"


def test_point_06_a_feed_rendered_anew_has_the_same_bytes(session, client, forum):
    from app.core.pagecache import cache

    for number in range(3):
        talk(session, forum, f"光伏{number}", starts_at=NINE + number * timedelta(minutes=5))
    session.commit()
    before = client.get("/events/wuhan/agenda.ics").data
    cache.clear()
    ical.event_bytes.cache_clear()
    assert client.get("/events/wuhan/agenda.ics").data == before


def test_point_09_cancelled_and_removed_sessions_stay_as_cancelled(session, client, forum):
    talk(session, forum, "甲")
    reason = Bilingual("航班取消", "The speaker's flight was cancelled")
    talk(session, forum, "乙", state=SessionState.CANCELLED, sequence=1, cancellation=reason)
    talk(session, forum, "丙", removed_at=now(), sequence=1)
    session.commit()
    events = by_ical(client.get("/events/wuhan/agenda.ics?lang=en").data).events
    assert {event.summary: event.status for event in events} == {
        "Talk on 甲": "CONFIRMED",
        "Cancelled: Talk on 乙": "CANCELLED",
        "Cancelled: Talk on 丙": "CANCELLED",
    }
    assert [event.description.partition("\n")[0] for event in events if "乙" in event.summary] == [reason.en]
    assert summaries(client.get("/events/wuhan/agenda.ics?lang=en&cancelled=0")) == ["Talk on 甲"]


def test_point_09_a_cancelled_event_cancels_its_sessions(session, client, forum):
    talk(session, forum, "甲")
    session.commit()
    before = client.get("/events/wuhan/agenda.ics").data
    step = Decision(reason=Bilingual("洪水", "Flood"))
    take_step(session, Actor(level="staff", headquarters=True), forum, EventState.CANCELLED, step, now())
    session.commit()
    after = client.get("/events/wuhan/agenda.ics").data
    assert value(after, "STATUS") == "CANCELLED"
    assert int(value(after, "SEQUENCE")) > int(value(before, "SEQUENCE"))


def test_point_09_the_days_of_a_cancelled_event_are_left_out_when_asked(session, client, forum):
    forum.state = EventState.CANCELLED
    session.commit()
    assert summaries(client.get("/events/wuhan/event.ics?lang=en")) == ["Cancelled: Wuhan Forum"]
    assert summaries(client.get("/events/wuhan/event.ics?lang=en&cancelled=0")) == []


@pytest.mark.parametrize(
    ("changed", "event_rises", "session_rises"),
    [
        ({"departure_on": FIRST_DAY + timedelta(days=5)}, False, False),
        ({"arrival_on": FIRST_DAY}, False, False),
        ({"title": Bilingual("新", "New")}, False, False),
        ({"ends_on": FIRST_DAY}, True, False),
        ({"venue": Bilingual("新馆", "New hall")}, True, True),
        ({"latitude": 30.6}, True, True),
    ],
)
def test_point_07_a_session_s_sequence_rises_with_what_it_has_from_its_event_and_nothing_else(
    session, client, forum, changed, event_rises, session_rises
):
    def sequences():
        return [int(value(client.get(f"/events/wuhan/{feed}.ics").data, "SEQUENCE")) for feed in ("event", "agenda")]

    talk(session, forum, "甲")
    session.commit()
    before = sequences()
    editing.edit(session, forum, changed, version_of(forum), now())
    session.commit()
    assert sequences() == [before[0] + event_rises, before[1] + session_rises]


def test_point_07_a_trip_s_new_place_is_none_of_its_stops(session, client):
    trip, _flight = trip_with_a_flight(session)
    session.commit()
    feed = f"/events/{trip.slug}/agenda.ics"
    before = value(client.get(feed).data, "SEQUENCE")
    editing.edit(session, trip, {"city": Bilingual("兰州", "Lanzhou"), "latitude": 36.0}, version_of(trip), now())
    session.commit()
    assert value(client.get(feed).data, "SEQUENCE") == before
    actor = Actor(level="staff", headquarters=True)
    take_step(session, actor, trip, EventState.CANCELLED, Decision(reason=Bilingual("洪水", "Flood")), now())
    session.commit()
    assert int(value(client.get(feed).data, "SEQUENCE")) == int(before) + 1


def test_point_08_a_renamed_theme_is_a_change_of_its_events(session, client, forum):
    theme = Theme(slug="energy", name=Bilingual("能源", "Energy"))
    forum.themes = [theme]
    session.commit()
    theme.name = Bilingual("新能源", "New energy")
    session.flush()
    theme.changed_at = now() + timedelta(minutes=5)
    session.commit()
    data = client.get("/events/wuhan/event.ics?lang=en").data
    assert value(data, "CATEGORIES") == "New energy"
    assert value(data, "LAST-MODIFIED") == value(data, "DTSTAMP") == f"{theme.changed_at:%Y%m%dT%H%M%SZ}"


def test_themes_stand_in_their_order_and_those_alike_in_that_of_their_making(session, client, forum):
    themes = [Theme(slug=f"t{number}", name=Bilingual(f"题{number}", f"T{number}")) for number in range(4)]
    for theme in themes:
        session.add(theme)
        session.flush()
    forum.themes = themes[::-1]
    themes[3].position = -1
    session.commit()
    for theme in reversed(themes):  # where the database writes rows anew must not matter
        theme.slug += "x"
        session.commit()
    assert value(client.get("/events/wuhan/event.ics?lang=en").data, "CATEGORIES") == "T3,T0,T1,T2"


def test_point_10_drafts_are_not_in_public_feeds(session, client, forum):
    talk(session, forum, "甲")
    draft = talk(session, forum, "乙", state=SessionState.DRAFT)
    session.commit()
    assert summaries(client.get("/events/wuhan/agenda.ics?lang=en")) == ["Talk on 甲"]
    assert client.get(f"/events/wuhan/sessions/{draft.public_id}.ics").status_code == 404


@pytest.mark.parametrize("state", [EventState.DRAFT, EventState.AWAITING_APPROVAL])
@pytest.mark.parametrize("path", ["agenda.ics", "event.ics", "calendar/"])
def test_an_event_that_is_not_public_has_no_feed(session, client, forum, state, path):
    forum.state = state
    session.commit()
    assert client.get(f"/events/wuhan/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/events/none/agenda.ics", "/series/none/series.ics", "/bases/none/base.ics", "/themes/x/theme.ics"]
)
def test_what_does_not_exist_answers_404(client, path):
    assert client.get(path).status_code == 404


def test_filters_hold_the_same_sessions_as_the_page_beside_the_feed(session, client, forum):
    halls = [room(session, forum, "东湖厅", "East"), room(session, forum, "西湖厅", "West")]
    tracks = [track(session, forum, "能源", "Energy"), track(session, forum, "医药", "Medicine")]
    for number, (hall, line) in enumerate([(h, t) for h in halls for t in tracks]):
        talk(session, forum, f"S{number}", room=hall, track=line, starts_at=NINE + timedelta(minutes=number))
    talk(session, forum, "Tea", kind=SessionKind.BREAK, room=None, track=None)
    talk(session, forum, "Gone", room=halls[0], state=SessionState.CANCELLED)
    session.commit()
    for chosen in (
        {},
        {"room": halls[0].public_id},
        {"track": tracks[1].public_id},
        {"room": halls[1].public_id, "track": tracks[0].public_id},
    ):
        feed = summaries(client.get("/events/wuhan/agenda.ics", query_string={"lang": "en", **chosen}))
        page = client.get("/events/wuhan/agenda/", query_string={"lang": "en", **chosen}).text
        assert {s.removeprefix("Cancelled: ") for s in feed} == set(re.findall(r"Talk on \w+", page))


def test_a_speaker_s_feed_holds_their_sessions_alone(session, client, forum):
    one = speaker(session, forum, "吕小明", "LYU Xiaoming")
    mine = talk(session, forum, "甲", speakers=[one])
    talk(session, forum, "乙")
    session.commit()
    data = client.get("/events/wuhan/agenda.ics", query_string={"lang": "zh", "speaker": one.public_id}).data
    assert value(data, "UID") == mine.uid
    assert value(data, "NAME") == "武汉论坛 · 吕小明"
    assert "吕小明，青海大学" in value(inside(data, "VEVENT"), "DESCRIPTION")


def test_who_speaks_in_drafts_alone_has_no_feed(session, client, forum):
    one = speaker(session, forum, "机密人", "SECRET Person")
    draft = talk(session, forum, "甲", state=SessionState.DRAFT, speakers=[one])
    session.commit()
    feed = f"/events/wuhan/agenda.ics?lang=zh&speaker={one.public_id}"
    assert client.get(feed).headers["Location"] == "/events/wuhan/agenda.ics?lang=zh"
    draft.state, draft.removed_at = SessionState.CONFIRMED, now()
    session.commit()
    assert "机密人" in value(client.get(feed).data, "NAME")  # the tombstone of what was public


def test_an_agenda_without_sessions_is_a_valid_calendar_without_events(session, client, forum):
    session.commit()
    data = client.get("/events/wuhan/agenda.ics").data
    assert by_ical(data).events == []
    assert b"BEGIN:VTIMEZONE" in data


def test_point_05_feed_and_download_give_the_same_item(session, client, forum):
    found = talk(session, forum, "甲", room=room(session, forum, "东湖厅", "East Lake Hall"))
    session.commit()
    feed = client.get("/events/wuhan/agenda.ics?lang=en").data
    one = client.get(f"/events/wuhan/sessions/{found.public_id}.ics?lang=en")
    assert one.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert one.data.partition(b"BEGIN:VEVENT")[2] == feed.partition(b"BEGIN:VEVENT")[2]
    assert value(one.data, "LOCATION").startswith("East Lake Hall\\, East Lake Conference Centre")
    assert value(one.data, "URL").endswith(f"/events/wuhan/sessions/{found.public_id}/?lang=en")
    assert value(one.data, "GEO") == "30.550000;114.360000"


def test_point_22_and_23_conference_and_alarm(session, client, forum):
    talk(session, forum, "甲", conference_url="https://meet.example/1")
    session.commit()
    data = client.get("/events/wuhan/agenda.ics?alarm=15").data
    assert lines(data, "CONFERENCE")[0].endswith(":https://meet.example/1")
    assert value(data, "TRIGGER") == "-PT15M"
    for asked in ("", "?alarm=1", "?alarm=x", "?alarm=%00"):
        assert b"VALARM" not in client.get(f"/events/wuhan/agenda.ics{asked}").data


def test_point_12_an_event_is_its_days_with_arrival_and_departure_told(session, client, forum):
    session.commit()
    data = client.get("/events/wuhan/event.ics?lang=en").data
    assert lines(data, "DTSTART") == ["DTSTART;VALUE=DATE:20270620"]
    assert lines(data, "DTEND") == ["DTEND;VALUE=DATE:20270623"]
    assert value(data, "UID") == forum.uid
    described = by_vobject(data).vevent.description.value
    assert "Arrival from Saturday 19 June 2027" in described
    assert "Departure by Wednesday 23 June 2027" in described


def test_point_15_a_trip_s_feed_holds_its_stops_in_the_zones_of_their_legs(session, client):
    trip, flight = trip_with_a_flight(session)
    session.commit()
    data = client.get(f"/events/{trip.slug}/agenda.ics?lang=en").data
    event = by_vobject(data).vevent
    assert event.dtstart.value.astimezone(UTC) == flight.starts_at.astimezone(UTC)
    assert event.dtend.value.astimezone(UTC) == flight.ends_at.astimezone(UTC)
    assert lines(data, "DTEND") == ["DTEND;TZID=Asia/Shanghai:20270620T063500"]
    assert value(inside(data, "VEVENT"), "URL").endswith(f"/events/{trip.slug}/itinerary/?lang=en")


@pytest.mark.parametrize(
    ("kind", "transparency"),
    [(StopKind.HOTEL, "TRANSPARENT"), (StopKind.FREE, "TRANSPARENT"), (StopKind.SITE, "OPAQUE")],
)
def test_point_24_hotels_and_free_time_leave_the_day_free(session, client, kind, transparency):
    trip, stop = trip_with_a_flight(session)
    stop.kind = kind
    session.commit()
    assert value(client.get(f"/events/{trip.slug}/agenda.ics").data, "TRANSP") == transparency


def test_a_series_feed_holds_its_public_editions(session, client):
    series = make_series(session, slug="technology")
    for number, state in enumerate([EventState.PUBLISHED, EventState.CANCELLED, EventState.DRAFT]):
        title = Bilingual(f"第{number}届", f"Edition {number}")
        make_event(
            session, series=series, number=number + 1, state=state, title=title, starts_on=date(2027 + number, 6, 1)
        )
    session.commit()
    response = client.get("/series/technology/series.ics?lang=en")
    assert summaries(response) == ["Edition 0", "Cancelled: Edition 1"]
    assert value(response.data, "COLOR") == "steelblue"
    assert summaries(client.get("/series/technology/series.ics?lang=en&cancelled=0")) == ["Edition 0"]


def test_a_base_s_feed_holds_what_it_hosts_and_trips_that_visit_it(session, client):
    base = make_base(session, slug="qinghai")
    make_event(session, host_base=base, title=Bilingual("甲", "Hosted"))
    trip, _flight = trip_with_a_flight(session)
    make_event(session, title=Bilingual("丙", "Elsewhere"))
    session.commit()
    assert summaries(client.get("/bases/qinghai/base.ics?lang=en")) == ["Hosted"]
    trip.title = Bilingual("乙", "Visit")
    session.query(Leg).one().host_base_id = base.id
    session.commit()
    assert set(summaries(client.get("/bases/qinghai/base.ics?lang=en"))) == {"Hosted", "Visit"}
    session.query(Leg).one().removed_at = now()
    session.commit()
    assert summaries(client.get("/bases/qinghai/base.ics?lang=en")) == ["Hosted"]


def test_a_theme_s_feed_holds_its_events(session, client, forum):
    theme = Theme(slug="energy", name=Bilingual("能源与生态环境", "Energy"))
    forum.themes = [theme]
    make_event(session)
    session.commit()
    data = client.get("/themes/energy/theme.ics?lang=both").data
    assert value(data, "UID") == forum.uid
    assert value(data, "CATEGORIES") == "能源与生态环境,Energy"


def test_point_17_the_invitation_in_a_mail_is_the_feed_s_item_with_a_method(session, application, client, forum):
    from app.calendars.invitations import invitation

    session.commit()
    parties = {"organizer": Party("Office", "office@forum.example"), "attendee": Party("吕小明", "lyu@mail.example")}
    part = invitation(forum, Method.REQUEST, **parties, locale="zh", link=public_link)
    assert part.mimetype == "text/calendar"
    assert part.parameters["method"] == value(part.content, "METHOD") == "REQUEST"
    feed = client.get("/events/wuhan/event.ics?lang=zh").data
    for name in ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "URL"):
        assert lines(part.content, name) == lines(feed.partition(b"BEGIN:VEVENT")[2], name)
