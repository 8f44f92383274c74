"""Without a network the phone decides by itself, over a reload and a new browser window, and the books add up later."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin import devices
from app.checkin.devices import Terms
from app.checkin.models import Attendance, Checkpoint, Device, DeviceRole, Rule, Scan
from app.core.clock import now
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import Event
from app.registration.models import Category, Registration, RegistrationState
from app.tickets import issuing
from tests.browser.journeys.books import ledger_adds_up
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import Window
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import forged, make_ticket, secrets_of_app

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("reader", [READERS[0], READERS[2]], indirect=True, ids=("zh", "en")),
]
_numbers = count(1)
NAMES = {"zh": "常离线", "en": "Chang Lixian"}


@dataclass(frozen=True, slots=True)
class Lane:
    """A paired phone at a door of its own."""

    site: Site
    window: Window
    device: int
    checkpoint: int

    @property
    def page(self) -> Page:
        return self.window.page

    def types(self, code: str) -> None:
        """As a USB scanner does."""
        self.page.keyboard.type(f"{self.site.url}/c/{code}\n")

    def shows(self, tone: str, text: str = "") -> None:
        verdict = self.page.locator("#verdict")
        expect(verdict).to_be_visible()
        expect(verdict).to_have_attribute("data-tone", tone)
        expect(verdict).to_contain_text(text)
        verdict.click()
        expect(verdict).to_be_hidden()

    def start(self) -> None:
        self.page.locator("#start").click()
        expect(self.page.locator("#where")).not_to_be_empty()

    def goes_offline(self) -> None:
        self.page.context.set_offline(True)

    def comes_back(self) -> None:
        self.page.context.set_offline(False)
        expect(self.page.locator("#waiting")).to_be_hidden(timeout=30_000)

    def lines(self, number: int) -> list[tuple[int | None, str, str, str]]:
        """Whom each line of the ledger names, what the phone and the server made of it, and why, in order; once there
        are ``number``, since the phone does not wait for the server."""
        mine = select(Scan).where(Scan.device_id == self.device).order_by(Scan.sequence)
        deadline = time.monotonic() + 15
        while True:
            with self.site.books() as session:
                found = session.scalars(mine).all()
            if len(found) >= number or time.monotonic() > deadline:
                return [(scan.registration_id, scan.device_verdict, scan.verdict, scan.reason) for scan in found]
            time.sleep(0.1)


@pytest.fixture
def event(site: Site) -> int:
    """A forum of its own, whose places nobody else takes, and which has issued a ticket already; its key."""
    with site.arranging() as session:
        event = make_event(session, capacity=None)
        make_category(session, event, capacity=None)
        make_ticket(session, guest(session, event.id))
        return event.id


def guest(session: Session, event: int, **overrides: object) -> Registration:
    category = session.scalars(select(Category).where(Category.event_id == event)).one()
    values = {"name": PersonName("常离线", "Chang", "Lixian"), "contact_email": f"lane{next(_numbers)}@mail.example"}
    return make_registration(session, category, **values | overrides)


def lane_at(site: Site, event_id: int, window: Window) -> Lane:
    """Pair ``window`` at a new door, start it, and wait until it holds the roster and can open by itself."""
    number = next(_numbers)
    with site.arranging() as session:
        event = session.get_one(Event, event_id)
        title = Bilingual(f"{number}号后门", f"Back door {number}")
        door = Checkpoint(event_id=event.id, title=title, rule=Rule.ONCE, position=200 + number)
        session.add(door)
        session.flush()
        by = session.scalars(select(User.id).where(User.email == "organizer@demo.example")).one()
        terms = Terms(f"Back door {number}", DeviceRole.SCAN, now() + timedelta(days=1), [door])
        _pairing, code = devices.begin_pairing(session, event, terms, by, now())
    window.go(f"/scan/pair/{code}/")
    window.page.locator("form button").click()
    with site.books() as session:
        device = session.scalars(select(Device).where(Device.name == terms.name)).one().id
    lane = Lane(site, window, device, door.id)
    lane.start()
    lane.page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    expect(lane.page.locator("#stage")).to_have_attribute("data-roster", "held")
    return lane


def test_the_phone_decides_alone_and_the_books_add_up(site: Site, event: int, open_window: OpenWindow) -> None:
    with site.arranging() as session:
        people = [guest(session, event) for _ in range(3)]
        cancelled, renewed = guest(session, event, state=RegistrationState.CANCELLED), guest(session, event)
        codes = [make_ticket(session, person).code for person in people]
        of_cancelled, old = make_ticket(session, cancelled).code, make_ticket(session, renewed).code
        issuing.reissue(session, secrets_of_app(), renewed, now())
        ids = [person.id for person in (*people, cancelled, renewed)]
    lane = lane_at(site, event, open_window())
    lane.goes_offline()
    name = NAMES[lane.window.reader.locale]
    lane.types(codes[0])
    lane.shows("admitted", name)
    lane.types(codes[0])
    lane.shows("repeat", name)
    for bad in (of_cancelled, old, forged(codes[1])):
        lane.types(bad)
        lane.shows("refused")
    lane.page.reload()
    lane.start()
    lane.types(codes[0])
    lane.shows("repeat", name)
    lane.types(codes[1])
    lane.shows("admitted", name)
    expect(lane.page.locator("#waiting")).to_contain_text("7")
    lane.comes_back()
    lane.types(codes[2])
    lane.shows("admitted", name)
    assert lane.lines(8) == [
        (ids[0], "admitted", "admitted", ""),
        (ids[0], "repeat", "repeat", ""),
        (ids[3], "refused", "refused", "cancelled"),
        (ids[4], "refused", "refused", "replaced"),
        (None, "refused", "refused", "bad_signature"),
        (ids[0], "repeat", "repeat", ""),
        (ids[1], "admitted", "admitted", ""),
        (ids[2], "admitted", "admitted", ""),
    ]
    with site.books() as session:
        there = select(Attendance.registration_id).where(Attendance.checkpoint_id == lane.checkpoint)
        assert set(session.scalars(there)) == {ids[0], ids[1], ids[2]}
        assert ledger_adds_up(session)
    lane.window.complaints.found.clear()


def test_late_registrants_come_in_by_their_signature(site: Site, event: int, open_window: OpenWindow) -> None:
    lane = lane_at(site, event, open_window())
    lane.goes_offline()
    with site.arranging() as session:
        late = guest(session, event)
        code, late_id = make_ticket(session, late).code, late.id
    lane.types(code)
    lane.shows("admitted")
    lane.types(code)
    lane.shows("repeat")
    lane.comes_back()
    assert lane.lines(2) == [(late_id, "admitted", "admitted", ""), (late_id, "repeat", "repeat", "")]
    lane.window.complaints.found.clear()


def test_two_phones_that_let_one_badge_in_are_a_conflict(site: Site, event: int, open_window: OpenWindow) -> None:
    with site.arranging() as session:
        person = guest(session, event)
        code, person_id = make_ticket(session, person).code, person.id
    first = lane_at(site, event, open_window())
    second = lane_at(site, event, open_window())
    with site.arranging() as session:
        phone, door = session.get_one(Device, second.device), session.get_one(Checkpoint, first.checkpoint)
        phone.checkpoints.append(door)
    expect(second.page.locator("#checkpoint-now option")).to_have_count(2, timeout=20_000)
    with site.books() as session:
        shared = session.get_one(Checkpoint, first.checkpoint).public_id
    second.page.locator("#open-more").click()
    second.page.locator("#checkpoint-now").select_option(shared)
    second.page.locator("#more form button").click()
    for lane in (first, second):
        lane.goes_offline()
        lane.types(code)
        lane.shows("admitted")
    first.comes_back()
    second.comes_back()
    assert [line[:3] for line in first.lines(1)] == [(person_id, "admitted", "admitted")]
    assert [line[:3] for line in second.lines(1)] == [(person_id, "admitted", "conflict")]
    for lane in (first, second):
        lane.window.complaints.found.clear()
