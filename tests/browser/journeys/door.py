"""A door that counts every scan and one to spare, guests with badges, and phones that stand there unpaired."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.checkin import devices
from app.checkin.devices import Terms
from app.checkin.models import Checkpoint, DeviceRole, Rule, Scan
from app.core.clock import now
from app.core.text import Bilingual
from app.demo.forums import LIVE_SLUG
from app.events.models import Event
from app.registration.models import Category, CategoryKind
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import Window
from tests.factories.registration import make_registration
from tests.factories.tickets import make_ticket
from tests.services import lens

_numbers = count(1)
BECOME = "(token) => import('/static/js/scan/store.js').then((store) => store.becomeDevice({ token, device: '' }))"


@dataclass(frozen=True, slots=True)
class Door:
    """Where phones stand, and the badges that come by."""

    site: Site
    device: int
    token: str
    codes: tuple[str, ...]

    def lines(self) -> list[str]:
        """The verdicts in the ledger, in the order of scanning."""
        with self.site.books() as session:
            mine = select(Scan.verdict).where(Scan.device_id == self.device).order_by(Scan.sequence)
            return list(session.scalars(mine))


def make_door(site: Site, guests: int = 2, role: DeviceRole = DeviceRole.SCAN) -> Door:
    number = next(_numbers)
    with site.arranging() as session:
        event = session.scalars(select(Event).where(Event.slug == LIVE_SLUG)).one()
        title = Bilingual(f"{number}号样门", f"Sample door {number}")
        spare = Bilingual(f"{number}号备用门", f"Spare door {number}")
        doors = [Checkpoint(event_id=event.id, title=name, rule=Rule.COUNT, position=300) for name in (title, spare)]
        session.add_all(doors)
        session.flush()
        wanted = select(Category).where(Category.event_id == event.id, Category.kind == CategoryKind.PARTICIPANT)
        category = session.scalars(wanted).one()
        codes = tuple(make_ticket(session, make_registration(session, category)).code for _ in range(guests))
        device, token = devices.enrol(session, event.id, Terms(title.en, role, now() + timedelta(days=1), doors))
        return Door(site, device.id, token, codes)


@dataclass
class Phone:
    """A phone at the door, with a camera that badges are held before."""

    door: Door
    window: Window

    @property
    def page(self) -> Page:
        return self.window.page

    def start(self) -> None:
        self.page.locator("#start").click()
        expect(self.page.locator("#where")).not_to_be_empty()

    def holds(self, guest: int = 0) -> None:
        """Somebody holds a badge into the picture."""
        lens.hold(self.page, f"{self.door.site.url}/c/", self.door.codes[guest])

    def types(self, guest: int = 0) -> None:
        """As a USB scanner does."""
        self.page.keyboard.type(f"{self.door.site.url}/c/{self.door.codes[guest]}\n")

    def shows(self, tone: str = "admitted") -> None:
        """The verdict, which is put away again."""
        verdict = self.page.locator("#verdict")
        expect(verdict).to_be_visible()
        expect(verdict).to_have_attribute("data-tone", tone)
        verdict.click()
        expect(verdict).to_be_hidden()

    def says(self, name: str) -> str:
        """What the scanner says in the reader's language."""
        text: str = json.loads(self.page.locator("#config").inner_text())["texts"]["said"][name]
        return text


def phone_at(door: Door, window: Window, *scripts: str) -> Phone:
    """A phone that stands ready; ``scripts`` run before the page's own."""
    lens.fit(window.page.context)
    for script in scripts:
        window.page.context.add_init_script(script)
    window.page.goto(f"{door.site.url}/scan/?lang={window.reader.locale}")
    window.page.evaluate(BECOME, door.token)
    window.page.reload()
    expect(window.page.locator("#ready, #in-app").filter(visible=True)).to_be_visible()
    return Phone(door, window)
