"""The desk without a network: people found by name under a PIN, and people who come unannounced given a badge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin import devices
from app.checkin.devices import Terms
from app.checkin.models import Attendance, Checkpoint, Device, DeviceRole
from app.core.clock import now
from app.core.names import PersonName
from app.core.text import Bilingual
from app.desk import notes
from app.desk.models import WalkIn
from app.desk.notes import Note
from app.events.models import Event
from app.registration.models import Registration, SearchKey
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.site import Site
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import make_spares, make_ticket, secrets_of_app

pytestmark = pytest.mark.browser
PIN = "480215"
PEOPLE = (
    (PersonName("仇远舟", "Qiu", "Yuanzhou"), "+8613955501234", "qiu.yuanzhou@mail.example"),
    (PersonName("", "Szczęsny", "Bartłomiej"), "+48225556677", "bartlomiej@mail.example"),
    (PersonName("欧阳知秋", "Ouyang", "Zhiqiu"), "", "ouyang@mail.example"),
)
#: All that a page of this address keeps, as one text: databases, caches and storage, read as bytes in several ways.
DUMP = """async () => {
  const parts = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie];
  const decoded = (bytes) => ["utf-8", "utf-16le", "latin1"].map((way) => new TextDecoder(way).decode(bytes)).join(" ");
  const told = (value) => {
    if (value instanceof ArrayBuffer) return decoded(new Uint8Array(value));
    if (ArrayBuffer.isView(value)) return decoded(value);
    if (value && typeof value === "object") return Object.entries(value).flat().map(told).join(" ");
    return String(value);
  };
  const done = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const rows = await done(database.transaction(store).objectStore(store).getAll());
      parts.push(store, ...rows.map(told));
    }
    database.close();
  }
  for (const name of await caches.keys()) {
    for (const kept of await (await caches.open(name)).matchAll()) parts.push(await kept.text());
  }
  return parts.join("\\n");
}"""


@dataclass(frozen=True, slots=True)
class Forum:
    """An event of its own with a door, and a blank badge."""

    id: int
    door: int
    spare: str
    spare_id: str


@pytest.fixture
def forum(site: Site) -> Forum:
    with site.arranging() as session:
        event = make_event(session, capacity=None)
        category = make_category(session, event, capacity=None)
        door = Checkpoint(event_id=event.id, title=Bilingual("服务台", "Desk"), position=1)
        session.add(door)
        for name, phone, email in PEOPLE:
            person = make_registration(session, category, name=name, phone=phone, contact_email=email)
            make_ticket(session, person)
        first = session.scalars(
            select(Registration).where(Registration.contact_email == PEOPLE[0][2], Registration.event_id == event.id)
        ).one()
        written = Note(vip=True, call="Herr Grün 0170 5550199", note="meet at door 2, wheelchair")
        notes.write(session, secrets_of_app(), first, written, now())
        [spare] = make_spares(session, category)
        return Forum(event.id, door.id, spare.code, spare.public_id)


def pair(site: Site, forum: Forum, page: Page, role: DeviceRole) -> None:
    with site.arranging() as session:
        event = session.get_one(Event, forum.id)
        by = session.scalars(select(User.id).where(User.email == "organizer@demo.example")).one()
        terms = Terms(f"Desk {role}", role, now() + timedelta(days=1))
        _pairing, code = devices.begin_pairing(session, event, terms, by, now())
    page.goto(f"{site.url}/scan/pair/{code}/")
    page.locator("form button").click()
    start(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    expect(page.locator("#stage")).to_have_attribute("data-roster", "held")


def start(page: Page) -> None:
    page.locator("#start").click()
    expect(page.locator("#where")).not_to_be_empty()


def unlock(page: Page, pin: str, *, anew: bool = False) -> None:
    page.locator("#pin-typed").fill(pin)
    if anew:
        page.locator("#pin-twice").fill(pin)
    page.locator("#pin-send").click()


def readable(site: Site, forum: Forum, kept: str) -> list[str]:
    """What tells of the event's people and stands in ``kept``: names, contacts, keys they are found by, and notes."""
    with site.books() as session:
        told = set(_told(session, forum.id))
    told |= {"meet at door 2", "wheelchair", "0170 5550199"}
    return sorted(text for text in told if text.lower() in kept.lower())


def _told(session: Session, event_id: int) -> list[str]:
    people = session.scalars(select(Registration).where(Registration.event_id == event_id)).all()
    keys = session.scalars(select(SearchKey.key).where(SearchKey.event_id == event_id)).all()
    parts = [part for person in people for part in (person.name.han, person.name.family, person.name.given)]
    contacts = [part for person in people for part in (person.phone, person.phone[-8:], person.contact_email)]
    # Shorter ones, such as initials, stand in any file.
    return [text for text in (*parts, *contacts, *keys) if len(text) > 5 or (not text.isascii() and len(text) > 1)]


@pytest.mark.parametrize("reader", [READERS[0], READERS[2]], indirect=True, ids=("zh", "en"))
def test_the_desk_finds_people_and_takes_them_down_without_a_network(
    site: Site, forum: Forum, open_window: OpenWindow
) -> None:
    window = open_window()
    page = window.page
    pair(site, forum, page, DeviceRole.SEARCH)
    page.locator("#open-find").click()
    unlock(page, PIN, anew=True)
    expect(page.locator("#pin-state")).to_contain_text("3")
    page.locator("#find form[method=dialog] button").click()
    page.context.set_offline(True)

    page.locator("#open-find").click()
    page.locator("#name").fill("qiuyuan")
    page.locator("#found button").click()
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "admitted")
    expect(page.locator("#desk-note")).to_contain_text("wheelchair")
    page.locator("#verdict").click()

    page.locator("#open-more").click()
    page.locator("#open-walk-in").click()
    page.locator("#walk-in-form [name=han]").fill("陆远航")
    page.locator("#walk-in-form [name=organisation]").fill("虚构实验室")
    page.locator("#walk-in-form [name=notice]").check()
    page.locator("#walk-in-form [value=register]").click()
    expect(page.locator("#walk-in-said")).not_to_be_empty()
    page.locator("#walk-in-scan").click()
    page.keyboard.type(f"{site.url}/c/{forum.spare}\n")
    expect(page.locator("#walk-in-scan")).to_be_visible()
    page.locator("#walk-in-form [value=register]").click()
    expect(page.locator("#walk-in-who")).to_have_text("陆远航")
    page.locator("#walk-in-here").click()
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "admitted")
    expect(page.locator("#verdict")).to_contain_text("陆远航")
    page.locator("#verdict").click()
    expect(page.locator("#walk-ins-kept")).to_be_visible()

    page.reload()
    start(page)
    kept = page.evaluate(DUMP)
    assert "陆远航" not in kept
    assert "虚构实验室" not in kept
    assert readable(site, forum, kept) == []
    page.keyboard.type(f"{site.url}/c/{forum.spare}\n")
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "repeat")
    page.locator("#verdict").click()

    page.locator("#open-find").click()
    unlock(page, "111112")
    expect(page.locator("#pin-said")).to_contain_text("9")
    unlock(page, PIN)
    expect(page.locator("#pin-lock")).to_be_visible()
    page.locator("#name").fill("歐陽")
    expect(page.locator("#found button")).to_have_count(1)
    page.locator("#pin-lock").click()
    page.locator("#find form[method=dialog] button").click()

    page.context.set_offline(False)
    expect(page.locator("#walk-ins-kept")).to_be_hidden(timeout=30_000)
    expect(page.locator("#waiting")).to_be_hidden(timeout=30_000)
    with site.books() as session:
        walk_in = session.scalars(select(WalkIn).where(WalkIn.event_id == forum.id)).one()
        person = walk_in.registration
        assert (person.public_id, person.name.han, person.walk_in) == (forum.spare_id, "陆远航", True)
        came = session.scalars(select(Attendance.registration_id).where(Attendance.checkpoint_id == forum.door)).all()
        assert len(came) == 2
        assert person.id in came
    window.complaints.found.clear()


@pytest.mark.parametrize("reader", [READERS[2]], indirect=True, ids=("en",))
def test_ten_wrong_pins_wipe_the_names_and_so_does_the_end_of_the_device(
    site: Site, forum: Forum, open_window: OpenWindow
) -> None:
    window = open_window()
    page = window.page
    pair(site, forum, page, DeviceRole.SUPERVISOR)
    page.locator("#open-find").click()
    unlock(page, "123456", anew=True)
    expect(page.locator("#pin-said")).not_to_be_empty()
    unlock(page, PIN, anew=True)
    expect(page.locator("#pin-lock")).to_be_visible()
    page.locator("#pin-lock").click()
    for left in range(9, 0, -1):
        unlock(page, "135797")
        expect(page.locator("#pin-said")).to_contain_text(str(left))
    unlock(page, "135797")
    expect(page.locator("#pin-again")).to_be_visible()
    assert page.evaluate(NUMBER_OF_PARTS) == 0
    unlock(page, PIN, anew=True)
    expect(page.locator("#pin-lock")).to_be_visible()
    window.complaints.expected.add(403)
    with site.arranging() as session:
        device = session.scalars(select(Device).where(Device.event_id == forum.id)).one()
        device.revoked_at = now()
    expect(page.locator("#unpaired")).to_be_visible(timeout=30_000)
    assert page.evaluate(NUMBER_OF_PARTS) == 0
    window.complaints.found.clear()


#: How many entries there are beside the encrypted names, those among them.
NUMBER_OF_PARTS = """() => new Promise((resolve) => {
  const asked = indexedDB.open("luntan-scan");
  asked.onsuccess = () => {
    const counted = asked.result.transaction("index").objectStore("index").count();
    counted.onsuccess = () => { asked.result.close(); resolve(counted.result); };
  };
})"""


@pytest.mark.parametrize("reader", [READERS[2]], indirect=True, ids=("en",))
def test_a_phone_of_a_lane_keeps_nothing_that_tells_of_anybody(
    site: Site, forum: Forum, open_window: OpenWindow
) -> None:
    window = open_window()
    page = window.page
    pair(site, forum, page, DeviceRole.SCAN)
    expect(page.locator("#open-find")).to_be_hidden()
    with site.arranging() as session:
        person = session.scalars(select(Registration).where(Registration.contact_email == PEOPLE[0][2])).all()[-1]
        code = make_ticket(session, person).code
    page.context.set_offline(True)
    page.keyboard.type(f"{site.url}/c/{code}\n")
    expect(page.locator("#verdict")).to_have_attribute("data-tone", "admitted")
    kept = page.evaluate(DUMP)
    assert readable(site, forum, kept) == []
    assert "people" in kept
    expect(page.locator("#waiting")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=30_000)
    window.complaints.found.clear()
