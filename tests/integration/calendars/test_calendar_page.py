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
from tests.factories.events import make_event, make_series
from tests.integration.calendars.programme import FIRST_DAY, room, track


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
