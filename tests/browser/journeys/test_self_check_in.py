"""Guests check themselves in: with their own phone by the code on a screen, and at a tablet at the door."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import count

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from app.accounts.models import User
from app.checkin import devices, pins
from app.checkin.devices import Terms
from app.checkin.models import Checkpoint, Device, DeviceRole, Scan
from app.core.clock import now
from app.core.names import PersonName
from app.core.text import Bilingual
from app.demo.forums import LIVE_SLUG
from app.events.models import Event
from app.registration.models import Category
from app.selfcheckin.models import SelfCheckIn
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.desk import sign_in
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import Window
from tests.factories.registration import make_registration
from tests.factories.tickets import make_ticket

pytestmark = pytest.mark.browser
_numbers = count(1)
PIN = "2580"
NO_NETWORK = "ERR_INTERNET_DISCONNECTED"


@dataclass(frozen=True, slots=True)
class Ticket:
    code: str
    short: str


@dataclass(frozen=True, slots=True)
class Door:
    """A checkpoint of the live forum with guests of its own."""

    id: int
    public_id: str
    tickets: list[Ticket]


@pytest.fixture
def door(site: Site) -> Door:
    number = next(_numbers)
    with site.arranging() as session:
        event = session.scalars(select(Event).where(Event.slug == LIVE_SLUG)).one()
        category = session.scalars(select(Category).where(Category.event_id == event.id)).first()
        assert category
        title, onward = Bilingual(f"{number}号自助门", f"Self door {number}"), Bilingual("二号台", "desk 2")
        row = Checkpoint(event_id=event.id, title=title, onward=onward, position=300 + number)
        session.add(row)
        session.flush()
        session.add(SelfCheckIn(event_id=event.id, checkpoint_id=row.id, checkpoint=row, by_screen=True))
        tickets = [
            make_ticket(
                session,
                make_registration(
                    session,
                    category,
                    name=PersonName("自来也", "Zi", "Laiye"),
                    contact_email=f"self{number}.{guest}@mail.example",
                ),
            )
            for guest in range(4)
        ]
        return Door(row.id, row.public_id, [Ticket(ticket.code, ticket.short_code) for ticket in tickets])


def verdicts(site: Site, door: Door) -> list[tuple[str, str]]:
    with site.books() as session:
        lines = session.execute(
            select(Scan.method, Scan.verdict).where(Scan.checkpoint_id == door.id).order_by(Scan.id)
        )
        return [(method, verdict) for method, verdict in lines]


def read(screen: Page) -> str:
    """The address in the code on the screen, as a phone's camera reads it."""
    picture = Image.open(BytesIO(screen.locator(".self-qr").screenshot()))
    (code,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return code.text


@pytest.mark.parametrize("reader", [READERS[1]], indirect=True, ids=("zh",))
def test_the_screen_turns_guests_scan_it_and_no_network_takes_the_code_away(
    site: Site, door: Door, open_window: OpenWindow
) -> None:
    staff, phone = open_window(), open_window(java_script_enabled=False, viewport={"width": 360, "height": 740})
    sign_in(staff, "organizer")
    screen = staff.page
    screen.clock.install()
    staff.go(f"/manage/events/{LIVE_SLUG}/self-check-in/{door.public_id}/screen/")
    expect(screen.locator(".self-count .figures")).to_have_text("0")
    phone.go(read(screen))
    phone.fill({"code": door.tickets[0].short.lower()})
    phone.press("form[action$='/ticket/'] button")
    assert "欢迎，自来也" in phone.text()
    assert "二号台" in phone.text()
    assert verdicts(site, door) == [("self", "admitted")]
    shown = read(screen)
    screen.clock.run_for(16_000)
    expect(screen.locator(".self-count .figures")).to_have_text("1")
    screen.context.set_offline(True)
    screen.clock.run_for(40_000)
    expect(screen.locator(".self-lost")).to_be_visible()
    expect(screen.locator(".self-qr")).to_have_count(0)
    screen.context.set_offline(False)
    screen.clock.run_for(4_000)
    expect(screen.locator(".self-lost")).to_be_hidden()
    assert read(screen).rsplit("/", 1)[0] == shown.rsplit("/", 1)[0]
    forgive_no_network(staff)


@dataclass(frozen=True, slots=True)
class Kiosk:
    """A tablet at the door, as guests and staff use it."""

    site: Site
    page: Page

    @property
    def verdict(self) -> Locator:
        return self.page.locator("#kiosk-verdict")

    def scans(self, code: str) -> None:
        """As a USB scanner does; the camera has journeys of its own."""
        self.page.keyboard.type(f"{self.site.url}/c/{code}\n")

    def taps(self, pad: str, text: str) -> None:
        for sign in text:
            self.page.locator(f"#{pad} [data-key='{sign}']").click()
        self.page.locator(f"#{pad}-send").click()

    def recorded(self, number: int) -> list[str]:
        """What the ledger has of it, once there are ``number``: the tablet does not wait for the server."""
        mine = select(Scan.verdict).join(Device, Device.id == Scan.device_id).where(Device.name == "Tablet")
        deadline = time.monotonic() + 30
        while True:
            with self.site.books() as session:
                found = session.scalars(mine.order_by(Scan.sequence)).all()
            if len(found) >= number or time.monotonic() > deadline:
                return [str(verdict) for verdict in found]
            time.sleep(0.1)

    def says(self, tone: str, *texts: str) -> None:
        expect(self.verdict).to_be_visible()
        expect(self.verdict).to_have_attribute("data-tone", tone)
        for text in texts:
            expect(self.verdict).to_contain_text(text)


def pair(site: Site, door: Door, window: Window) -> Kiosk:
    with site.arranging() as session:
        event = session.scalars(select(Event).where(Event.slug == LIVE_SLUG)).one()
        by = session.scalars(select(User.id).where(User.email == "organizer@demo.example")).one()
        here = session.get_one(Checkpoint, door.id)
        terms = Terms("Tablet", DeviceRole.KIOSK, now() + timedelta(days=1), [here], pins.keep(PIN))
        _pairing, code = devices.begin_pairing(session, event, terms, by, now())
    window.go(f"/scan/pair/{code}/")
    window.page.locator("form button").click()
    window.page.locator("#start").click()
    window.page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    expect(window.page.locator("#stage")).to_have_attribute("data-roster", "held")
    return Kiosk(site, window.page)


def forgive_no_network(window: Window) -> None:
    """What the browser says of a network that the journey itself took away."""
    window.complaints.found[:] = [one for one in window.complaints.found if NO_NETWORK not in one]


@pytest.mark.parametrize("reader", [READERS[3]], indirect=True, ids=("en",))
def test_a_tablet_at_the_door_checks_guests_in_and_lets_only_staff_out(
    site: Site, door: Door, open_window: OpenWindow
) -> None:
    window = open_window(viewport={"width": 820, "height": 1180})
    kiosk, page = pair(site, door, window), window.page
    for control in ("#open-more", "#open-find", "#open-type", "#verdict", "#checkpoint"):
        expect(page.locator(control)).to_be_hidden()
    page.locator("#kiosk-type").click()
    kiosk.taps("kiosk-code", door.tickets[0].short)
    kiosk.says("admitted", "欢迎", "Welcome", "自来也", "Zi Laiye", "二号台", "desk 2")
    kiosk.scans(door.tickets[0].code)
    kiosk.says("repeat", "您已经签到过了", "You are checked in already")
    expect(kiosk.verdict).to_be_hidden(timeout=15_000)
    kiosk.scans("A" * 132)
    kiosk.says("refused", "请到报到处", "Please come to the desk")
    page.context.set_offline(True)
    kiosk.scans(door.tickets[1].code)
    kiosk.says("admitted", "自来也", "Zi Laiye")
    page.reload()
    expect(page.locator("#kiosk")).to_be_visible()
    expect(page.locator("#start")).to_be_hidden()
    page.locator("#kiosk-staff").click()
    kiosk.taps("kiosk-pin", "1111")
    expect(page.locator("#kiosk-pin-said")).to_contain_text("This is not the PIN")
    expect(page.locator("#more")).to_be_hidden()
    kiosk.taps("kiosk-pin", PIN)
    expect(page.locator("#more")).to_be_visible()
    page.locator("#more form[method=dialog] button").click()
    page.context.set_offline(False)
    assert kiosk.recorded(4) == ["admitted", "repeat", "refused", "admitted"]
    page.locator("#kiosk-staff").click()
    kiosk.taps("kiosk-pin", PIN)
    page.locator("#kiosk-leave").click()
    expect(page.locator("#ready")).to_be_visible()
    forgive_no_network(window)
