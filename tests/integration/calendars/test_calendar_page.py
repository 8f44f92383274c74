"""The page that offers an event's feeds."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import zxingcpp

from app.calendars.subscribing import qr_markup
from app.core.text import Bilingual
from tests.factories.directory import make_theme
from tests.factories.events import make_event, make_series
from tests.integration.calendars.programme import FIRST_DAY, room, speaker, talk, track
from tests.unit.calendars.reading import value


@pytest.fixture
def forum(session):
    series = make_series(session, slug="technology")
    forum = make_event(session, starts_on=FIRST_DAY, slug="wuhan", series=series, title=Bilingual("武汉论坛", "Forum"))
    session.commit()
    return forum


def links(html):
    return [unescape(href) for href in re.findall(r'href="([^"]+)"', html)]


def test_the_page_offers_every_way_to_subscribe(client, forum):
    html = client.get("/events/wuhan/calendar/?lang=en").text
    feed = "127.0.0.1:5000/events/wuhan/agenda.ics?lang=en"
    assert f"webcal://{feed}" in links(html)
    google = next(link for link in links(html) if "google" in link)
    assert parse_qs(urlsplit(google).query)["cid"] == [f"webcal://{feed}"]
    outlook = next(link for link in links(html) if "outlook" in link)
    assert parse_qs(urlsplit(outlook).query)["url"] == [f"http://{feed}"]
    assert f'value="http://{feed}"' in unescape(html)
    assert "webcal://127.0.0.1:5000/events/wuhan/event.ics?lang=en" in links(html)
    assert "webcal://127.0.0.1:5000/series/technology/series.ics?lang=en" in links(html)


@pytest.mark.parametrize(
    "path",
    ["/events/wuhan/agenda.ics?lang=en", "/events/wuhan/event.ics?lang=en", "/series/technology/series.ics?lang=en"],
)
def test_the_offered_addresses_answer(client, forum, path):
    html = client.get("/events/wuhan/calendar/?lang=en").text
    assert f"http://127.0.0.1:5000{path}" in links(html)
    assert client.get(path).status_code == 200


def test_a_chosen_track_room_and_language_are_in_the_addresses(session, client, forum):
    line, hall = track(session, forum, "能源", "Energy"), room(session, forum, "东湖厅", "East Lake Hall")
    session.commit()
    query = {"lang": "zh", "track": line.public_id, "room": hall.public_id, "feed": "both"}
    html = client.get("/events/wuhan/calendar/", query_string=query).text
    webcal = next(link for link in links(html) if link.startswith("webcal://") and "agenda.ics" in link)
    asked = parse_qs(urlsplit(webcal).query)
    assert asked == {"lang": ["both"], "track": [line.public_id], "room": [hall.public_id]}
    assert "东湖厅" in html


def test_a_chosen_reminder_and_the_wish_for_no_cancelled_items_are_in_the_addresses(client, forum):
    html = client.get("/events/wuhan/calendar/?lang=en&alarm=15&cancelled=0").text
    webcal = next(link for link in links(html) if link.startswith("webcal://") and "agenda.ics" in link)
    assert parse_qs(urlsplit(webcal).query) == {"lang": ["en"], "alarm": ["15"], "cancelled": ["0"]}
    assert '<option value="15" selected>15 minutes before</option>' in html
    assert '<option value="60">1 hour before</option>' in html
    assert '<option value="1440">提前1天</option>' in client.get("/events/wuhan/calendar/?lang=zh").text


def test_the_feeds_of_the_host_and_of_the_themes_are_offered(session, client, forum):
    forum.themes = [make_theme(session, slug="energy")]
    forum.host_base.slug = "hubei"
    session.commit()
    html = client.get("/events/wuhan/calendar/?lang=en").text
    for path in ("/bases/hubei/base.ics?lang=en", "/themes/energy/theme.ics?lang=en"):
        assert f"webcal://127.0.0.1:5000{path}" in links(html)
        assert client.get(path).status_code == 200


def test_a_speaker_s_page_offers_their_sessions(session, client, forum):
    one = speaker(session, forum, "吕小明", "LYU Xiaoming")
    mine = talk(session, forum, "甲", speakers=[one])
    session.commit()
    html = client.get(f"/events/wuhan/speakers/{one.public_id}/?lang=en").text
    path = f"/events/wuhan/agenda.ics?speaker={one.public_id}&lang=en"
    assert f"webcal://127.0.0.1:5000{path}" in links(html)
    assert value(client.get(path).data, "UID") == mine.uid


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_language_of_the_feed_is_that_of_the_page(client, forum, lang):
    html = client.get(f"/events/wuhan/calendar/?lang={lang}&feed=xx").text
    assert f"webcal://127.0.0.1:5000/events/wuhan/agenda.ics?lang={lang}" in links(html)


def test_the_code_leads_to_this_page(client, forum):
    html = client.get("/events/wuhan/calendar/?lang=en").text
    path = re.search(r'subscribe-qr.*?viewBox="-4 -4 (\d+) \d+".*?<path d="([^"]+)"', html, re.DOTALL)
    assert path
    assert _read(int(path[1]), path[2]).startswith("http://127.0.0.1:5000/events/wuhan/calendar/?")


def test_any_address_fits_its_code():
    address = "https://luntan.example/events/" + "a" * 200
    side, path = re.search(r'viewBox="-4 -4 (\d+) \d+".*?<path d="([^"]+)"', qr_markup(address)).groups()
    assert _read(int(side), path) == address


def _read(side, path):
    image = np.full((side, side), 255, np.uint8)
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", path):
        image[int(y) + 4, int(x) + 4 : int(x) + 4 + int(length)] = 0
    return zxingcpp.read_barcode(np.kron(image, np.ones((4, 4), np.uint8))).text


def test_the_page_is_shared_and_sets_no_cookie(client, forum):
    answer = client.get("/events/wuhan/calendar/?lang=en")
    assert answer.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in answer.headers
