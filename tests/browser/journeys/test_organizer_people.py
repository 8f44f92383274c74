"""Organizers find people however they are spelt, decide on them, and print their badges."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin.models import Scan
from app.core.clock import now
from app.core.names import PersonName
from app.demo.forums import LIVE_SLUG
from app.events.models import Event
from app.registration.models import Category, CategoryKind, Registration, RegistrationState
from app.tickets.models import Ticket
from tests.browser.journeys.books import places_add_up
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.desk import sign_in
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import SEND, Reader, Window
from tests.factories.registration import make_registration
from tests.unit.badges.reading import codes, pages

pytestmark = pytest.mark.browser

#: Whoever reads; each name stands once in the forum.
APPLICANTS = (
    PersonName("蕭雅筠", "Hsiao", "Ya-yun"),
    PersonName("葉書豪", "Yeh", "Shu-hao"),
    PersonName("龔靜儀", "Kung", "Ching-yi"),
    PersonName("顧維庭", "Koo", "Wei-ting"),
)
#: In simplified Han, in pinyin, in Latin letters as they spell themselves, given name first.
SEARCHES = (
    ("萧雅筠", "xiao yayun", "ya-yun hsiao"),
    ("叶书豪", "yeshuhao", "shu-hao yeh"),
    ("龚静仪", "gong jingyi", "ching-yi kung"),
    ("顾维庭", "gu weiting", "wei-ting koo"),
)


@pytest.mark.parametrize("reader", [READERS[0], READERS[3]], indirect=True, ids=("zh-390", "en-1280"))
def test_registrations_are_found_decided_on_and_their_badges_printed(
    site: Site, open_window: OpenWindow, reader: Reader
) -> None:
    number = READERS.index(reader)
    wanted = _applies(site, APPLICANTS[number], reader)
    window = open_window()
    sign_in(window, "organizer")
    window.go(f"/manage/events/{LIVE_SLUG}/registrations/")
    for text in (*SEARCHES[number], wanted.name.han, wanted.phone[-5:]):
        window.page.locator("#filter-q").fill(text)
        found = window.page.locator(f"#results tbody tr:has(a[href$='/{wanted.public_id}/'])")
        expect(found).to_have_count(1)
        expect(window.page.locator("#results tbody tr")).to_have_count(1)
    window.press("#results tbody td a")
    _is_accepted(site, window, wanted)
    _gets_one_badge(site, window, wanted)
    _is_cancelled(site, window, wanted)


def _applies(site: Site, name: PersonName, reader: Reader) -> Registration:
    """An expert whose address is confirmed waits for the host's word."""
    with site.arranging() as session:
        event = _event(session)
        experts = select(Category).where(Category.event_id == event.id, Category.kind == CategoryKind.EXPERT)
        expert = session.scalars(experts).one()
        registration = make_registration(
            session,
            expert,
            name=name,
            state=RegistrationState.SUBMITTED,
            contact_email=f"expert-{reader.name}@journey.example",
            phone=f"+8610000{700_000 + reader.width + READERS.index(reader)}",
            locale=reader.locale,
            confirmed_at=now(),
        )
        session.flush()
        session.expunge(registration)
    return registration


def _event(session: Session) -> Event:
    return session.scalars(select(Event).where(Event.slug == LIVE_SLUG)).one()


def _state(session: Session, person: Registration) -> RegistrationState:
    return session.get_one(Registration, person.id).state


def _is_accepted(site: Site, window: Window, person: Registration) -> None:
    window.press("form:has(input[name='act'][value='accept']) button")
    with site.books() as session:
        assert _state(session, person) is RegistrationState.ACCEPTED
        assert places_add_up(session)
    (mail,) = site.mail.wait_for(1, address=person.contact_email)
    assert {"application/pdf", "text/calendar"} <= {part.get_content_type() for part in mail.message.walk()}


def _gets_one_badge(site: Site, window: Window, person: Registration) -> None:
    with site.books() as session:
        entries = session.scalar(select(func.count(Scan.id)))
        code = session.scalars(select(Ticket.code).where(Ticket.registration_id == person.id)).one()
    window.press(f"main a[href$='/{person.public_id}/badge/']")
    printed = pages(_opened(window, "form[action$='/badge/'] button"))
    assert [code for page in printed for code in codes(page)] == [f"{site.url}/c/{code}"]
    with site.books() as session:
        assert session.scalar(select(func.count(Scan.id))) == entries, "printing is no entry"


@pytest.mark.parametrize("reader", [Reader("zh", 1280)], ids=["zh-1280"])
def test_all_badges_are_printed_at_once(site: Site, open_window: OpenWindow, reader: Reader) -> None:
    window = open_window()
    sign_in(window, "organizer")
    window.go(f"/manage/events/{LIVE_SLUG}/badges/batch/")
    window.fill({"which": ""})
    window.press(SEND)
    body = _opened(window, "#preview form button")
    with site.books() as session:
        valid = select(func.count(Ticket.id)).join(Registration).where(Ticket.replaced_at.is_(None))
        event = _event(session)
        accepted = valid.where(Registration.state == RegistrationState.ACCEPTED, Registration.event_id == event.id)
        printed = [code for page in pages(body) for code in codes(page)]
        assert len(printed) == len(set(printed)) == session.scalar(accepted)


def _opened(window: Window, button: str) -> bytes:
    """The document that a button opens in the browser's own viewer."""
    with window.page.expect_navigation():
        window.page.locator(button).click()
    answer = window.page.context.request.get(window.page.url)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def _is_cancelled(site: Site, window: Window, person: Registration) -> None:
    window.go(f"/manage/events/{LIVE_SLUG}/registrations/{person.public_id}/")
    form = window.page.locator("details.confirm:has(input[name='act'][value='cancel'])")
    form.locator("summary").click()
    form.locator("[name='reason']").fill("名额调整")
    window.press(form.locator("button[type='submit']"))
    with site.books() as session:
        assert _state(session, person) is RegistrationState.CANCELLED
        assert places_add_up(session)
    mail = site.mail.wait_for(2, address=person.contact_email)[1]
    assert "名额调整" in mail.text
