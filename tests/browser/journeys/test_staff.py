"""Staff at the door: a phone reads badges by camera, by a USB scanner, by hand and by name, and the books add up."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin.models import Attendance, Checkpoint, Device, Scan
from app.core.names import PersonName
from app.core.text import Bilingual
from app.demo.forums import LIVE_SLUG
from app.events.models import Event
from app.registration.models import Category, CategoryKind
from app.tickets.short_code import format_short_code
from tests.browser.journeys.books import ledger_adds_up
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.desk import sign_in
from tests.browser.journeys.film import TILTS, badges_of, card_with, film, jpeg, tilted, with_one_bit_flipped
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import SEND, Reader, Window
from tests.factories.registration import make_registration
from tests.factories.tickets import make_ticket
from tests.services.chromium import Launch

pytestmark = pytest.mark.browser

MANAGE = f"/manage/events/{LIVE_SLUG}/"
ENTRANCE = Bilingual("主会场入口", "Main entrance")
#: The first two in the order in which their badges are printed.
NAMES = (
    PersonName("", "Haverkamp", "Liselotte"),
    PersonName("钟毓秀", "Zhong", "Yuxiu"),
    PersonName("闻人语冰", "Wenren", "Yubing"),
    PersonName("曲阑珊", "Qu", "Lanshan"),
    PersonName("尉迟望舒", "Yuchi", "Wangshu"),
)
#: Everything that the scanner shows, in order, as people see it.
REMEMBER = """() => {
  const panel = document.getElementById("verdict");
  const text = (id) => document.getElementById(id).textContent;
  window.shown = [];
  new MutationObserver(() => {
    if (!panel.hidden) {
      window.shown.push({ tone: panel.dataset.tone, word: text("word"), who: text("who"), why: text("why") });
    }
  }).observe(panel, { childList: true, subtree: true });
}"""


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody with a badge."""

    id: int
    public_id: str
    name: PersonName
    code: str
    short_code: str


@pytest.fixture
def filming(launch: Launch) -> Iterator[list[Browser]]:
    """Browsers whose camera plays a film; they end after the windows that are open in them."""
    running: list[Browser] = []
    yield running
    for chromium in running:
        chromium.close()


@pytest.mark.parametrize("reader", [READERS[0], READERS[3]], indirect=True, ids=("zh-390", "en-1280"))
def test_a_paired_phone_admits_everybody_once_however_their_badge_is_read(
    site: Site,
    filming: list[Browser],
    launch: Launch,
    open_window: OpenWindow,
    reader: Reader,
    tmp_path: Path,
) -> None:
    address = f"door-{reader.name}@journey.example"
    first, second, typing, wired, lost = guests = _guests(site, address)
    organizer = open_window()
    sign_in(organizer, "organizer")
    badges = badges_of(_badges(organizer, address, first, second))
    forgery = card_with(f"{site.url}/c/", with_one_bit_flipped(typing.code))
    cards = [(badges[0], 2.0), (None, 0.8), (badges[1], 2.0), (None, 0.8), (forgery, 2.0), (None, 0.8)]
    path = film(tmp_path / "door.mjpeg", [(None, 3.0), *cards, *cards, (None, 120.0)])
    fake = "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
    camera = launch(*fake, f"--use-file-for-fake-video-capture={path}")
    filming.append(camera)

    phone = open_window(camera)
    _pairs(organizer, phone, reader)
    before = _begins(phone)
    _reads_the_film(phone, first, second)
    _types(phone, typing)
    _scans_by_wire(phone, site, wired)
    _finds(phone, lost)
    expect(phone.page.locator("#counter")).to_have_text(_counted(before, len(guests)))
    _books_add_up(site, phone, reader, guests)


def _guests(site: Site, address: str) -> list[Guest]:
    """Accepted people whom one address answers for, each with a ticket."""
    with site.arranging() as session:
        event = _event(session)
        wanted = select(Category).where(Category.event_id == event.id, Category.kind == CategoryKind.PARTICIPANT)
        category = session.scalars(wanted).one()
        made = []
        for name in NAMES:
            one = make_registration(session, category, name=name, contact_email=address)
            ticket = make_ticket(session, one)
            made.append(Guest(one.id, one.public_id, name, ticket.code, ticket.short_code))
        return made


def _event(session: Session) -> Event:
    return session.scalars(select(Event).where(Event.slug == LIVE_SLUG)).one()


def _badges(window: Window, address: str, *guests: Guest) -> bytes:
    """Find them, choose them, print: the PDF."""
    window.go(f"{MANAGE}registrations/?q={address}")
    assert window.page.locator("#results tbody tr").count() == len(NAMES)
    for guest in guests:
        window.page.locator(f"input[name='ids'][value='{guest.public_id}']").check()
    with window.page.expect_navigation():
        window.page.locator(".bulk button[formaction$='/badges/chosen/']").click()
    pdf = window.page.context.request.get(window.page.url)
    assert pdf.headers["content-type"] == "application/pdf"
    return pdf.body()


def _pairs(organizer: Window, phone: Window, reader: Reader) -> None:
    organizer.go(f"{MANAGE}devices/")
    organizer.fill({"name": f"East door {reader.name}", "role": "search"})
    organizer.press(f"section[aria-labelledby=pair] {SEND.removeprefix('main ')}")
    link = organizer.page.locator("input#link").input_value()
    phone.go(link)
    phone.page.locator("form button").click()
    expect(phone.page.locator("#ready")).to_be_visible()
    expect(organizer.page.locator(".pairing-state .tone-ok")).to_be_visible()
    stranger = phone.page.context.new_page()
    stranger.goto(link)
    assert stranger.locator("form").count() == 0, "a code pairs one phone"
    stranger.close()


def _begins(phone: Window) -> str:
    """Choose the entrance and start; what the counter says at first."""
    page = phone.page
    page.select_option("#checkpoint", label=ENTRANCE.pick(phone.reader.locale))
    page.evaluate(REMEMBER)
    page.locator("#start").click()
    expect(page.locator("#counter")).not_to_be_empty()
    phone.check()
    return page.locator("#counter").inner_text()


def _shown(phone: Window) -> list[dict[str, str]]:
    found: list[dict[str, str]] = phone.page.evaluate("window.shown")
    return found


def _words(phone: Window, kind: str) -> dict[str, str]:
    """The scanner's words in the reader's language."""
    texts = json.loads(phone.page.locator("#config").inner_text())["texts"]
    return dict(texts[kind])


def _wait_until_shown(phone: Window, number: int, seconds: float = 20) -> list[dict[str, str]]:
    deadline = time.monotonic() + seconds
    while len(shown := _shown(phone)) < number:
        assert time.monotonic() < deadline, shown
        phone.page.wait_for_timeout(50)
    return shown


def _reads_the_film(phone: Window, first: Guest, second: Guest) -> None:
    """Both badges and the forgery twice; each is one scan each time it comes into sight."""
    shown = _wait_until_shown(phone, 6, 60)
    expect(phone.page.locator("#verdict")).to_be_visible()
    names = [guest.name.display(phone.reader.locale) for guest in (first, second)]
    assert [line["tone"] for line in shown] == ["admitted", "admitted", "refused", "repeat", "repeat", "refused"]
    assert [line["who"] for line in shown[:2]] == [line["who"] for line in shown[3:5]] == names
    reasons = _words(phone, "reasons")
    assert shown[2]["why"] == reasons["bad_signature"]
    for line in shown[3:5]:
        assert ENTRANCE.pick(phone.reader.locale) in line["why"], "where"
        assert any(sign.isdigit() for sign in line["why"]), "when"


def _types(phone: Window, guest: Guest) -> None:
    page = phone.page
    page.locator("#open-type").click()
    page.locator("#short").fill(format_short_code(guest.short_code).lower())
    page.locator("#type-form button[value='check']").click()
    _is_admitted(phone, guest, 7)


def _scans_by_wire(phone: Window, site: Site, guest: Guest) -> None:
    """A USB scanner is a keyboard that types the whole address and Enter."""
    phone.page.keyboard.type(f"{site.url}/c/{guest.code}\n")
    _is_admitted(phone, guest, 8)


def _finds(phone: Window, guest: Guest) -> None:
    page = phone.page
    page.locator("#open-find").click()
    page.locator("#name").fill(f"{guest.name.given} {guest.name.family}")
    found = page.locator(f"#found button[value='{guest.public_id}']")
    expect(found).to_contain_text(guest.name.display(phone.reader.locale))
    found.click()
    _is_admitted(phone, guest, 9)


def _is_admitted(phone: Window, guest: Guest, number: int) -> None:
    last = _wait_until_shown(phone, number)[-1]
    assert (last["tone"], last["who"]) == ("admitted", guest.name.display(phone.reader.locale))


def _counted(before: str, more: int) -> str:
    """The counter's text once so many more have come."""
    number = next(part for part in before.replace("/", " ").split() if part.isdigit())
    return before.replace(number, str(int(number) + more), 1)


def _books_add_up(site: Site, phone: Window, reader: Reader, guests: list[Guest]) -> None:
    with site.books() as session:
        device = session.scalars(select(Device).where(Device.name == f"East door {reader.name}")).one()
        scans = session.scalars(select(Scan).where(Scan.device_id == device.id).order_by(Scan.sequence)).all()
        assert [scan.verdict for scan in scans] == [line["tone"] for line in _shown(phone)], "each is in the books once"
        assert len({scan.scan_id for scan in scans}) == len(scans)
        gate = session.scalars(
            select(Checkpoint.id).where(Checkpoint.title == ENTRANCE, Checkpoint.event_id == device.event_id)
        ).one()
        came = select(func.count(Attendance.id)).where(Attendance.checkpoint_id == gate)
        assert session.scalar(came.where(Attendance.registration_id.in_([guest.id for guest in guests]))) == len(guests)
        assert ledger_adds_up(session)


def test_signed_in_staff_read_a_photo_where_there_is_no_camera(
    site: Site, open_window: OpenWindow, reader: Reader
) -> None:
    guest = _guests(site, f"desk-{reader.name}@journey.example")[0]
    window = open_window()
    sign_in(window, "checkin")
    window.go("/scan/")
    window.page.locator(f"form[action$='/scan/start/{LIVE_SLUG}/'] button").click()
    expect(window.page.locator("#ready")).to_be_visible()
    before = _begins(window)
    expect(window.page.locator("#camera-said")).not_to_be_empty()
    photo = jpeg(tilted(card_with(f"{site.url}/c/", guest.code), TILTS[1]))
    window.page.locator("#open-type").click()
    window.page.set_input_files("#photo", {"name": "ticket.jpg", "mimeType": "image/jpeg", "buffer": photo})
    _is_admitted(window, guest, 1)
    expect(window.page.locator("#counter")).to_have_text(_counted(before, 1))
    with site.books() as session:
        scan = session.scalars(select(Scan).where(Scan.registration_id == guest.id)).one()
        assert session.get_one(Device, scan.device_id).user_id is not None
        assert ledger_adds_up(session)
