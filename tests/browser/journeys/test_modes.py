"""What phones do beyond letting people pass: hand things out, count a bus without a network; and a list on paper."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin import devices, equipment
from app.checkin.devices import Terms
from app.checkin.models import Admits, Checkpoint, CheckpointKind, DeviceRole, RosterEntry, Rule, Scan
from app.core.clock import now
from app.core.names import PersonName
from app.core.text import Bilingual
from app.demo.forums import LIVE_SLUG
from app.events.models import Event
from app.headcounts import queries
from app.registration.models import Category, CategoryKind
from app.tickets.short_code import format_short_code
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.desk import sign_in
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import Window
from tests.factories.registration import make_registration
from tests.factories.tickets import make_ticket

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("reader", [READERS[2]], indirect=True, ids=("en",)),
]
API = "**/api/v1/**"
_numbers = count(1)


@dataclass
class Place:
    """A checkpoint with three people on its list: their ids and codes by name."""

    checkpoint: int
    public_id: str
    people: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    short: dict[str, str] = field(default_factory=dict)


def make_place(site: Site, kind: CheckpointKind, rule: Rule) -> Place:
    number = next(_numbers)
    with site.arranging() as session:
        event = _event(session)
        title = Bilingual(f"{kind}{number}", f"{kind.capitalize()} {number}")
        row = Checkpoint(event_id=event.id, kind=kind, title=title, rule=rule, admits=Admits.ROSTER, position=200)
        session.add(row)
        session.flush()
        place = Place(row.id, row.public_id)
        mine = Category.event_id == event.id, Category.kind == CategoryKind.PARTICIPANT
        category = session.scalars(select(Category).where(*mine)).one()
        for name in ("Ada", "Ben", "Cem"):
            family = f"{kind}{number}".upper()
            person = make_registration(
                session, category, name=PersonName(family=family, given=name, latin=f"{family} {name}")
            )
            ticket = make_ticket(session, person)
            session.add(RosterEntry(checkpoint_id=row.id, registration_id=person.id))
            place.people[name], place.short[name] = person.public_id, ticket.short_code
            place.codes[name] = f"{site.url}/c/{ticket.code}"
    return place


def _event(session: Session) -> Event:
    return session.scalars(select(Event).where(Event.slug == LIVE_SLUG)).one()


def paired(site: Site, window: Window, place: Place, role: str) -> Window:
    with site.arranging() as session:
        row = session.get_one(Checkpoint, place.checkpoint)
        by = session.scalars(select(User.id).where(User.email == "organizer@demo.example")).one()
        terms = Terms(f"{row.title.en} phone", DeviceRole(role), now() + timedelta(days=1), [row])
        _pairing, code = devices.begin_pairing(session, _event(session), terms, by, now())
    window.go(f"/scan/pair/{code}/")
    window.page.locator("form button").click()
    window.page.locator("#start").click()
    expect(window.page.locator("#stage")).to_have_attribute("data-roster", "held")
    return window


def typed(window: Window, text: str, tone: str, word: str) -> None:
    """As a USB scanner does; and what the screen says of it."""
    window.page.keyboard.type(f"{text}\n")
    expect(window.page.locator("#word")).to_have_text(word)
    expect(window.page.locator("#verdict")).to_have_attribute("data-tone", tone)
    window.page.locator("#verdict").click()


def settled(site: Site, place: Place, number: int) -> None:
    """Wait until the books have so many lines of a place."""
    for _ in range(100):
        with site.books() as session:
            if len(session.scalars(select(Scan).where(Scan.checkpoint_id == place.checkpoint)).all()) >= number:
                return
        _pause()
    raise AssertionError("the scans did not come in")


def _back(page: Page) -> None:
    """The network is there again, and the phone notices."""
    page.unroute(API)
    page.evaluate("dispatchEvent(new Event('online'))")


def _pause() -> None:
    time.sleep(0.1)


def test_receivers_are_handed_out_and_come_back_without_a_network(site: Site, open_window: OpenWindow) -> None:
    place = make_place(site, CheckpointKind.EQUIPMENT, Rule.IN_OUT)
    window = paired(site, open_window(), place, "scan")
    page = window.page
    page.route(API, lambda route: route.abort("aborted"))
    for name, label in (("Ada", "R-0017"), ("Ben", "R-0018")):
        page.locator("#item").fill(label)
        page.locator("#item-form button").click()
        expect(page.locator("#equipment-item")).to_contain_text(label)
        page.locator("#where").click()
        typed(window, place.codes[name], "admitted", "Handed out")
    expect(page.locator("#equipment-stock")).to_have_text("2 out, 0 back")
    typed(window, place.codes["Ada"], "repeat", "Has one already")
    page.locator("#take-back").click()
    typed(window, place.codes["Cem"], "repeat", "Taken back, though never handed out")
    page.locator("#item").fill("r-0018")
    page.locator("#item-form button").click()
    expect(page.locator("#word")).to_have_text("Taken back")
    _back(page)
    settled(site, place, 5)
    with site.books() as session:
        row = session.get_one(Checkpoint, place.checkpoint)
        held = [(one.person.name.given, one.item) for one in equipment.holders(session, row, "en")]
    assert held == [("Ada", "R-0017")]


def test_a_bus_is_counted_without_a_network_and_leaves_with_a_reason(site: Site, open_window: OpenWindow) -> None:
    place = make_place(site, CheckpointKind.BUS, Rule.DAILY)
    window = paired(site, open_window(), place, "search")
    page = window.page
    page.route(API, lambda route: route.abort("aborted"))
    page.locator("#round-begin").click()
    page.locator("#round-name").fill("Departure from Gonghe")
    page.locator("#round-form .big").click()
    expect(page.locator("#round-number")).to_have_text("0 of 3 there")
    typed(window, place.codes["Ada"], "admitted", "Counted")
    typed(window, place.codes["Ada"], "repeat", "Counted already")
    typed(window, place.codes["Ben"], "admitted", "Counted")
    expect(page.locator("#round-number")).to_have_text("2 of 3 there")
    page.reload()
    page.locator("#start").click()
    expect(page.locator("#round-number")).to_have_text("2 of 3 there")
    page.locator("#round-list").click()
    page.locator("#round-close").click()
    expect(page.locator("#round-said")).to_have_text("Say of everybody who is missing why.")
    page.locator("#why-others").select_option("other_car")
    page.locator("#round-close").click()
    expect(page.locator("#round-number")).to_contain_text("The round is closed.")
    _back(page)
    settled(site, place, 3)
    for _ in range(100):
        with site.books() as session:
            found = queries.counts(session, session.get_one(Checkpoint, place.checkpoint), "en")
            if found and found[0].round.closed_at:
                break
        _pause()
    assert [(one.aboard, one.unexplained, [str(m.why) for m in one.missing]) for one in found] == [
        (2, 0, ["other_car"])
    ]


def test_a_list_on_paper_is_entered_afterwards(site: Site, open_window: OpenWindow) -> None:
    place = make_place(site, CheckpointKind.SITE, Rule.ONCE)
    window = open_window()
    sign_in(window, "organizer")
    window.go(f"/manage/events/{LIVE_SLUG}/checkpoints/{place.public_id}/paper/?lang=en")
    page = window.page
    page.locator("#paper-q").type("ben")
    expect(page.locator("#paper-rows tbody tr:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_have_text("1 ticked")
    page.locator("#codes").type(f"{format_short_code(place.short['Ada'])}\n")
    page.get_by_role("button", name="Look it through").click()
    page.get_by_role("button", name="Enter 2 people").click()
    expect(page.locator(".flash, .alert").first).to_contain_text("2 people were entered.")
    with site.books() as session:
        lines = session.scalars(select(Scan).where(Scan.checkpoint_id == place.checkpoint)).all()
    assert [(line.method, line.verdict) for line in lines] == [("paper", "admitted")] * 2


def test_a_room_is_counted_without_names(site: Site, open_window: OpenWindow) -> None:
    place = make_place(site, CheckpointKind.SESSION, Rule.ONCE)
    page = paired(site, open_window(), place, "scan").page
    page.locator("#open-more").click()
    page.locator("#open-tally").click()
    expect(page.locator("#tally-down")).to_be_disabled()
    for _ in range(3):
        page.locator("#tally-up").click()
    page.locator("#tally-down").click()
    expect(page.locator("#tally-number")).to_have_text("2")
    page.reload()
    page.locator("#start").click()
    page.locator("#open-more").click()
    page.locator("#open-tally").click()
    expect(page.locator("#tally-number")).to_have_text("2")
    for _ in range(100):
        with site.books() as session:
            told = [(tally.ups, tally.downs) for tally, _device in queries.tallies(session, [place.checkpoint])]
        if told == [(3, 1)]:
            break
        _pause()
    assert told == [(3, 1)]
