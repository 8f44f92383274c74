"""Whoever subscribed to the forum's feed sees a session move and another one cancelled at the next fetch."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.client import HTTPMessage
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select

from app.agenda.models import AgendaSession, SessionKind, SessionState
from app.demo.forums import LIVE_SLUG
from app.events.models import Event as Forum
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.desk import sign_in
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import Reader, Window

pytestmark = pytest.mark.browser

AGENDA = f"/manage/events/{LIVE_SLUG}/agenda/"
CLOCK = "%Y-%m-%dT%H:%M"
LATER = timedelta(minutes=10)
REASON = "讲者行程有变"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer of the feed."""

    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def events(self) -> dict[str, Event]:
        found = Calendar.from_ical(self.body).walk("VEVENT")
        return {str(event["UID"]): event for event in found}


def fetch(url: str, tag: str = "") -> Fetched:
    """What a calendar program asks for; with ``tag`` only if something has changed."""
    headers = {"If-None-Match": tag} if tag else {}
    try:
        with urlopen(Request(url, headers=headers)) as answer:
            return Fetched(answer.status, answer.headers, answer.read())
    except HTTPError as answer:
        return Fetched(answer.code, answer.headers, answer.read())


def fetch_change(url: str, tag: str) -> Fetched:
    """The next fetch that brings something new; an edit shows within a second."""
    deadline = time.monotonic() + 5
    while (fetched := fetch(url, tag)).status == 304:
        assert time.monotonic() < deadline, "the feed never changed"
        time.sleep(0.1)
    return fetched


def test_a_subscriber_sees_a_session_move_and_another_one_cancelled(
    site: Site, open_window: OpenWindow, reader: Reader
) -> None:
    feed = _address_of_the_feed(open_window())
    first = fetch(feed)
    assert first.status == 200
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert first.headers["Set-Cookie"] is None
    again = fetch(feed, first.headers["ETag"])
    assert (again.status, again.body) == (304, b"")

    moved, cancelled = _two_talks(site, reader)
    organizer = open_window()
    sign_in(organizer, "organizer")
    before = first.events[moved.uid]
    _move(organizer, moved)
    second = fetch_change(feed, first.headers["ETag"])
    after = second.events[moved.uid]
    assert _span(after) == (_span(before)[0] + LATER, _span(before)[1] + LATER)
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert _others(first, moved.uid) == _others(second, moved.uid)

    _cancel(organizer, cancelled)
    third = fetch_change(feed, second.headers["ETag"])
    before, after = second.events[cancelled.uid], third.events[cancelled.uid]
    assert (str(before["STATUS"]), str(after["STATUS"])) == ("CONFIRMED", "CANCELLED")
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert third.events.keys() == first.events.keys()
    assert fetch(feed, third.headers["ETag"]).status == 304
    _agenda_says_so(open_window(), cancelled)


def _address_of_the_feed(window: Window) -> str:
    """As copied from the calendar page; each link on it leads there."""
    window.go(f"/events/{LIVE_SLUG}/calendar/")
    feed = window.page.locator("input#agenda-feed").input_value()
    assert parse_qs(urlsplit(feed).query)["lang"] == [window.reader.locale]
    links = window.page.locator("section[aria-labelledby='programme'] .subscribe-list a")
    webcal, google, outlook, *_download = links.evaluate_all("all => all.map(one => one.href)")
    assert webcal == feed.replace("http:", "webcal:")
    assert parse_qs(urlsplit(google).query)["cid"] == [webcal]
    assert parse_qs(urlsplit(outlook).query)["url"] == [feed]
    return feed


def _two_talks(site: Site, reader: Reader) -> tuple[AgendaSession, AgendaSession]:
    """Two talks that no other reader's journey touches."""
    with site.books() as session:
        talks = select(AgendaSession).join(Forum, Forum.id == AgendaSession.event_id)
        wanted = talks.where(Forum.slug == LIVE_SLUG, AgendaSession.kind == SessionKind.TALK)
        found = session.scalars(wanted.order_by(AgendaSession.id)).all()
    live = [talk for talk in found if talk.sequence == 0 or talk.state is SessionState.CONFIRMED]
    at = 2 * READERS.index(reader)
    return live[at], live[at + 1]


def _move(window: Window, talk: AgendaSession) -> None:
    window.go(f"{AGENDA}{talk.public_id}/")
    for name in ("starts", "ends"):
        later = datetime.strptime(window.typed(name), CLOCK) + LATER  # noqa: DTZ007 - on the clock of the place
        window.fill({name: later.strftime(CLOCK)})
    window.press("main form .form-actions button")


def _cancel(window: Window, talk: AgendaSession) -> None:
    window.go(f"{AGENDA}{talk.public_id}/")
    window.page.locator("section[aria-labelledby='cancel'] summary").click()
    window.fill({"reason_zh": REASON, "reason_en": "The speaker cannot travel"})
    window.press("form[action$='/cancel/'] button[type='submit']")


def _span(event: Event) -> tuple[datetime, datetime]:
    return event["DTSTART"].dt, event["DTEND"].dt


def _others(fetched: Fetched, uid: str) -> dict[str, bytes]:
    return {name: event.to_ical() for name, event in fetched.events.items() if name != uid}


def _agenda_says_so(window: Window, talk: AgendaSession) -> None:
    window.go(f"/events/{LIVE_SLUG}/agenda/")
    title = talk.title.pick(window.reader.locale)
    struck = window.page.locator(".is-cancelled s", has_text=title)
    assert struck.count() == 1
