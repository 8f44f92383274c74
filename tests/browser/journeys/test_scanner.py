"""The scanner when things go wrong: no network, a reload, a device out of service, a supervisor who knows better."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin import devices
from app.checkin.devices import Terms
from app.checkin.models import Attendance, Checkpoint, Device, DeviceRole, Rule, Scan
from app.core.clock import now
from app.core.names import PersonName
from app.core.text import Bilingual
from app.demo.forums import LIVE_SLUG
from app.events.models import Event
from app.registration.models import Category, CategoryKind, RegistrationState
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import Window
from tests.factories.registration import make_registration
from tests.factories.tickets import make_ticket

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("reader", [READERS[0]], indirect=True, ids=("zh",)),
]
SCANS = "**/api/v1/scans"
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Post:
    """A paired phone at a door of its own, and a guest with a badge."""

    window: Window
    device: int
    checkpoint: int
    registration: int
    address: str

    def types(self) -> None:
        """As a USB scanner does."""
        self.window.page.keyboard.type(f"{self.address}\n")

    def shows(self, tone: str) -> None:
        expect(self.window.page.locator("#verdict")).to_be_visible()
        expect(self.window.page.locator("#verdict")).to_have_attribute("data-tone", tone)


def post_at(site: Site, window: Window, role: str = "scan", **guest: object) -> Post:
    """Pair ``window`` at a new checkpoint where people come and go, and start it."""
    number = next(_numbers)
    with site.arranging() as session:
        event = session.scalars(select(Event).where(Event.slug == LIVE_SLUG)).one()
        title = Bilingual(f"{number}号侧门", f"Side door {number}")
        door = Checkpoint(event_id=event.id, title=title, rule=Rule.IN_OUT, position=100 + number)
        session.add(door)
        session.flush()
        registration = _guest(session, event, number, **guest)
        code = make_ticket(session, registration).code
        by = session.scalars(select(User.id).where(User.email == "organizer@demo.example")).one()
        terms = Terms(f"Side door {number}", DeviceRole(role), now() + timedelta(days=1), [door])
        _pairing, pairing_code = devices.begin_pairing(session, event, terms, by, now())
    window.go(f"/scan/pair/{pairing_code}/")
    window.page.locator("form button").click()
    window.page.locator("#start").click()
    expect(window.page.locator("#counter")).not_to_be_empty()
    with site.books() as session:
        device = session.scalars(select(Device).where(Device.name == terms.name)).one().id
    return Post(window, device, door.id, registration.id, f"{site.url}/c/{code}")


def _guest(session: Session, event: Event, number: int, **overrides: object) -> object:
    wanted = select(Category).where(Category.event_id == event.id, Category.kind == CategoryKind.PARTICIPANT)
    name = PersonName("时光", "Shi", f"Guang{number}")
    return make_registration(session, session.scalars(wanted).one(), name=name, **overrides)


def lines(site: Site, post: Post, number: int) -> list[Scan]:
    """The ledger's lines, once there are ``number``: the phone does not wait for the server."""
    mine, deadline = select(Scan).where(Scan.device_id == post.device).order_by(Scan.sequence), time.monotonic() + 15
    while True:
        with site.books() as session:
            found = list(session.scalars(mine))
        if len(found) >= number or time.monotonic() > deadline:
            return found
        time.sleep(0.1)


def test_what_could_not_be_sent_waits_over_a_reload_and_counts_once(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window())
    page = post.window.page
    arrived: list[str] = []

    def lose_the_answer(route: Route) -> None:
        arrived.append(route.fetch().text())
        route.abort("aborted")

    page.route(SCANS, lose_the_answer)
    post.types()
    post.shows("admitted")
    expect(page.locator("#waiting")).to_be_visible()
    assert "admitted" in arrived[0]
    page.unroute(SCANS)
    page.route(SCANS, lambda route: route.abort("aborted"))
    page.reload()
    page.locator("#start").click()
    expect(page.locator("#waiting")).to_be_visible()
    page.unroute(SCANS)
    expect(page.locator("#waiting")).to_be_hidden(timeout=20_000)
    expect(page.locator("#counter")).to_contain_text("1")
    [line] = lines(site, post, 1)
    assert (line.verdict, line.registration_id) == ("admitted", post.registration)
    post.window.complaints.found.clear()


def test_a_device_out_of_service_says_so_and_forgets_nothing(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window())
    page = post.window.page
    with site.arranging() as session:
        session.get_one(Device, post.device).revoked_at = now()
    post.window.complaints.expected.add(403)
    expect(page.locator("#unpaired-why")).not_to_be_empty(timeout=20_000)
    expect(page.locator("#stage")).to_be_hidden()
    page.reload()
    expect(page.locator("#unpaired-why")).not_to_be_empty()


def test_a_supervisor_overrules_and_takes_back(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window(), "supervisor", state=RegistrationState.WAITLISTED)
    page = post.window.page
    post.types()
    post.shows("refused")
    page.locator("#force").click()
    post.shows("admitted")
    assert [line.verdict for line in lines(site, post, 2)] == ["refused", "admitted"]
    page.locator("#open-more").click()
    page.locator("#last li button").first.click()
    expect(page.locator("#last li button")).to_have_count(0)
    assert [line.verdict for line in lines(site, post, 3)] == ["refused", "admitted", "undo"]
    with site.books() as session:
        there = select(Attendance).where(Attendance.checkpoint_id == post.checkpoint)
        assert session.scalars(there).all() == []


def test_people_are_counted_out_again(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window())
    page = post.window.page
    post.types()
    post.shows("admitted")
    expect(page.locator("#counter")).to_contain_text("1")
    page.locator("#open-more").click()
    page.locator("input[name='direction'][value='out']").check()
    page.locator("#more form button").click()
    post.types()
    post.shows("admitted")
    assert [(line.direction, line.verdict) for line in lines(site, post, 2)] == [
        ("in", "admitted"),
        ("out", "admitted"),
    ]
    with site.books() as session:
        [row] = session.scalars(select(Attendance).where(Attendance.checkpoint_id == post.checkpoint))
        assert (row.inside, row.count) == (False, 1)
