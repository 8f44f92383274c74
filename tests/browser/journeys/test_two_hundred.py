"""A morning without a network: two hundred codes before the camera, a reload, a new browser, and exact books."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import Error, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin import devices
from app.checkin.devices import Terms
from app.checkin.models import Attendance, Checkpoint, DeviceRole, Scan
from app.core.clock import now
from app.core.model import new_public_id
from app.core.text import Bilingual
from app.events.models import Event
from app.registration.models import Category, Registration
from app.tickets import issuing, keys
from app.tickets.codec import TicketClaims, category_number, code_digest, encode
from tests.browser.journeys.books import ledger_adds_up
from tests.browser.journeys.film import card_with, slides
from tests.browser.journeys.site import Site
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import forged, make_ticket, secrets_of_app
from tests.services.chromium import FLAGS
from tests.services.fonts import fontconfig

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page, Playwright

pytestmark = pytest.mark.browser
#: Opens the phone's browser before a film.
OpenBrowser = Callable[[Path], "BrowserContext"]
VALID, AGAIN, ELSEWHERE, REPLACED, FORGED, LATE = 100, 40, 20, 20, 10, 10
HELD_FOR = 0.3  # seconds before the camera, a tenth of what a lane of 1,200 an hour has
#: Keeps beside the page which codes its reader has read, as the worker tells them.
NOTE_WHAT_IS_READ = """
const seen = (window.seen = new Set());
const TrueWorker = window.Worker;
window.Worker = class extends TrueWorker {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => Array.isArray(data) && data.forEach((text) => seen.add(text)));
  }
};
delete window.BarcodeDetector;
"""


@dataclass(frozen=True)
class Crowd:
    """Whom the codes name, in the order in which they are held up. Keys of registrations; digests of codes that are
    nobody's here; ``late``: public ids of those who register when the phone is off the network already."""

    event: int
    codes: list[str]
    valid: set[int]
    replaced: set[int]
    late: dict[str, str]
    strange: Counter[tuple[str, str]]


def _guests(session: Session, category: Category, number: int) -> list[tuple[Registration, str]]:
    made = [make_registration(session, category) for _ in range(number)]
    return [(person, make_ticket(session, person).code) for person in made]


def _make_crowd(session: Session) -> Crowd:
    event, other = make_event(session, capacity=None), make_event(session, capacity=None)
    ours, theirs = (make_category(session, one, capacity=None) for one in (event, other))
    valid, replaced, elsewhere = (
        _guests(session, category, number)
        for category, number in ((ours, VALID), (ours, REPLACED), (theirs, ELSEWHERE))
    )
    for person, _old in replaced:
        issuing.reissue(session, secrets_of_app(), person, now())
    good, away = [code for _person, code in valid], [code for _person, code in elsewhere]
    fakes = [forged(code) for code in good[:FORGED]]
    late = _codes_to_come(session, event)
    old = [code for _person, code in replaced]
    codes = [*good[:60], *old, *away, *good[60:], *fakes, *good[:AGAIN], *late.values()]
    strange = Counter([("other_event", code_digest(code)) for code in away])
    strange.update(("bad_signature", code_digest(code)) for code in fakes)
    return Crowd(event.id, codes, {p.id for p, _ in valid}, {p.id for p, _ in replaced}, late, strange)


def _codes_to_come(session: Session, event: Event) -> dict[str, str]:
    """The codes that people will get whose public ids are drawn already."""
    secrets = secrets_of_app()
    key = keys.key_in_use(session, secrets, event.id, now())
    private, kind = keys.private_key_of(key, secrets), category_number("participant")
    ids = [new_public_id() for _ in range(LATE)]
    return {one: encode(TicketClaims(event.number_code, key.number, one, 0, kind), private) for one in ids}


def _register_late(session: Session, crowd: Crowd) -> None:
    category = session.scalars(select(Category).where(Category.event_id == crowd.event)).one()
    for public_id, code in crowd.late.items():
        person = make_registration(session, category, public_id=public_id)
        assert make_ticket(session, person).code == code


def _pairing(session: Session, event_id: int) -> str:
    event = session.get_one(Event, event_id)
    door = Checkpoint(event_id=event.id, title=Bilingual("大门", "Great gate"))
    session.add(door)
    session.flush()
    by = session.scalars(select(User.id).where(User.email == "organizer@demo.example")).one()
    terms = Terms("Great gate", DeviceRole.SCAN, now() + timedelta(days=1), [door])
    return devices.begin_pairing(session, event, terms, by, now())[1]


@pytest.fixture
def open_browser(
    playwright: Playwright, chromium_path: str, tmp_path: Path, instance_root: Path
) -> Iterator[OpenBrowser]:
    """The phone's browser with its store: closed and opened again it is the same one, before the same camera."""
    running: list[BrowserContext] = []

    def start(film: Path) -> BrowserContext:
        camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
        running.append(
            playwright.chromium.launch_persistent_context(
                tmp_path / "profile",
                executable_path=chromium_path,
                args=[*FLAGS, *camera, f"--use-file-for-fake-video-capture={film}"],
                env={**os.environ, "FONTCONFIG_FILE": str(fontconfig(instance_root))},
                viewport={"width": 390, "height": 844},
                locale="zh-CN",
            )
        )
        running[-1].set_default_timeout(20_000)
        running[-1].add_init_script(NOTE_WHAT_IS_READ)
        return running[-1]

    yield start
    for context in running:
        with suppress(Error):
            context.close()


def _stand(page: Page, url: str) -> None:
    page.goto(f"{url}/scan/")
    page.locator("#start").click()


def _seen(page: Page) -> int:
    return int(page.evaluate("seen.size"))


def _until(what: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def _waiting(page: Page) -> int:
    """How many scans the phone says that it keeps."""
    return int("".join(re.findall(r"\d+", page.locator("#waiting").inner_text())) or 0)


def test_two_hundred_codes_scanned_alone_make_exact_books(
    site: Site, open_browser: OpenBrowser, tmp_path: Path
) -> None:
    with site.arranging() as session:
        crowd = _make_crowd(session)
        code = _pairing(session, crowd.event)
    cards = [card_with(f"{site.url}/c/", one) for one in crowd.codes]
    film, different = slides(tmp_path / "film.mjpeg", cards, HELD_FOR), len(set(crowd.codes))
    context = open_browser(film)
    page = context.new_page()
    page.goto(f"{site.url}/scan/pair/{code}/")
    page.locator("form button").click()
    page.locator("#start").wait_for()
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    _hold_roster(page, site.url)
    context.set_offline(True)
    with site.arranging() as session:
        _register_late(session, crowd)
    _stand(page, site.url)
    _until(lambda: _seen(page) > 50, 60)
    _stand(page, site.url)  # a reload in the midst of it: the film begins again, and so does the page
    _until(lambda: _seen(page) == different, 240)
    kept = _waiting(page)
    context.close()
    context = open_browser(slides(tmp_path / "wall.mjpeg", [Image.new("RGB", (60, 60))], 1))
    context.set_offline(True)
    page = context.new_page()
    _stand(page, site.url)
    _until(lambda: _waiting(page) >= kept, 20)
    kept = _waiting(page)
    context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=60_000)
    _check(site, crowd, kept)


def _hold_roster(page: Page, url: str) -> None:
    _stand(page, url)
    expect(page.locator("#stage")).to_have_attribute("data-roster", "held")


def _check(site: Site, crowd: Crowd, kept: int) -> None:
    """Every scan is a line; admitted is exactly who had a valid badge, each once, and the others are told apart."""
    with site.books() as session:
        lines = session.scalars(select(Scan).where(Scan.event_id == crowd.event).order_by(Scan.sequence)).all()
        ids = select(Registration.id).where(Registration.public_id.in_(crowd.late))
        coming = crowd.valid | set(session.scalars(ids))
        there = session.scalars(select(Attendance.registration_id).where(Attendance.event_id == crowd.event)).all()
        assert sorted(there) == sorted(coming)
        assert ledger_adds_up(session)
    assert len(lines) >= kept
    assert Counter(line.registration_id for line in lines if line.verdict == "admitted") == Counter(coming)
    assert {line.registration_id for line in lines if line.reason == "replaced"} == crowd.replaced
    assert {line.registration_id for line in lines if line.verdict == "repeat"} <= coming
    assert {(line.reason, line.code_digest) for line in lines if not line.registration_id} == set(crowd.strange)
    assert {line.device_verdict for line in lines} == {"admitted", "repeat", "refused"}
