"""An attendee registers on a phone, confirms by mail, carries the ticket, changes their mind; a full house says so."""

from __future__ import annotations

import re

import pytest
from icalendar import Calendar
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.demo.forums import LIVE_SLUG
from app.events.models import Event
from app.registration.models import (
    Category,
    CategoryKind,
    Consent,
    Registration,
    RegistrationState,
)
from app.tickets.models import Ticket
from app.tickets.short_code import format_short_code
from tests.browser.journeys.books import places_add_up
from tests.browser.journeys.conftest import OpenWindow
from tests.browser.journeys.people import CONSENTS, PERSON
from tests.browser.journeys.post import code_in_pdf, code_in_picture, enclosed, link_in, previewed
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import SEND, Reader, Window

pytestmark = pytest.mark.browser

REGISTER = f"/events/{LIVE_SLUG}/register/"


def test_an_attendee_registers_confirms_returns_edits_and_withdraws(
    site: Site, open_window: OpenWindow, reader: Reader
) -> None:
    _whole_way(site, open_window, f"{reader.name}@journey.example", scripts=True)


@pytest.mark.parametrize("reader", [Reader("zh", 390)], ids=["zh-390"])
def test_an_attendee_goes_the_whole_way_without_scripts(site: Site, open_window: OpenWindow, reader: Reader) -> None:
    _whole_way(site, open_window, f"plain-{reader.name}@journey.example", scripts=False)


def _whole_way(site: Site, open_window: OpenWindow, address: str, *, scripts: bool) -> None:
    window = open_window(java_script_enabled=scripts)
    _arrives(window, scripts=scripts)
    _sends_a_form_with_mistakes(site, window, address, scripts=scripts)
    _sends_it_corrected(site, window, address)
    _confirms(site, window, address)
    _gets_the_ticket_by_mail(site, address)
    window = open_window(java_script_enabled=scripts)
    _finds_the_ticket_in_another_browser(site, window, address)
    _corrects(site, window, address)
    _registers_a_colleague(site, window, address)
    _withdraws(site, window, address)
    with site.books() as session:
        assert places_add_up(session)
    sent = ["registration_confirm", "registration_accepted", "link_sign_in"]
    assert site.mailed(address) == [*sent, "registration_accepted", "registration_withdrawn"]


def _registered(session: Session, address: str) -> list[Registration]:
    wanted = select(Registration).where(Registration.contact_email == address).order_by(Registration.id)
    return list(session.scalars(wanted))


def _arrives(window: Window, *, scripts: bool) -> None:
    window.go(f"/events/{LIVE_SLUG}/")
    if scripts:
        left = window.page.locator("[data-module='fragment']")
        expect(left).to_have_text(re.compile(r"\d"))
    window.press(f".hero a[href^='{REGISTER}']")


def _sends_a_form_with_mistakes(site: Site, window: Window, address: str, *, scripts: bool) -> None:
    page = window.page
    page.locator("details.more summary").last.click()
    assert page.locator("details.more .prose, details.more p").last.is_visible(), "the whole notice is there to read"
    assert page.locator("[name^='consent_']:checked").count() == 0, "no consent is given beforehand"
    with site.books() as session:
        participant = _category(session, LIVE_SLUG, CategoryKind.PARTICIPANT)
    window.fill({"category": participant, "han_name": "宋知微", "phone": "none", "email": "nobody", "country": "DE"})
    window.refused(SEND)
    for name in ("phone", "email", "organisation_zh", "consent_notice"):
        field = page.locator(f".field:has([name='{name}'])")
        assert field.locator(".field-error").inner_text().strip(), name
        assert field.locator("[aria-invalid='true']").count() == 1, name
    assert page.locator(".field:has([name='han_name']) .field-error").count() == 0
    assert [window.typed(name) for name in ("han_name", "phone", "email", "country")] == [
        "宋知微",
        "none",
        "nobody",
        "DE",
    ]
    assert page.locator(f"[name='category'][value='{participant}']").is_checked()
    if scripts:
        expect(page.locator(".error-summary")).to_be_focused()
    with site.books() as session:
        assert _registered(session, address) == []


def _category(session: Session, slug: str, kind: CategoryKind) -> str:
    wanted = select(Category.public_id).join(Event, Event.id == Category.event_id)
    return session.scalars(wanted.where(Event.slug == slug, Category.kind == kind)).one()


def _sends_it_corrected(site: Site, window: Window, address: str) -> None:
    window.fill({**PERSON, **CONSENTS, "email": address})
    window.press(SEND)
    assert address in window.text()
    with site.books() as session:
        (registration,) = _registered(session, address)
        assert registration.state is RegistrationState.SUBMITTED
        assert registration.holds_place
        assert registration.held_until is not None
        given = set(session.scalars(select(Consent.kind).where(Consent.registration_id == registration.id)))
        assert given == {"notice", "cross_border"}
        assert registration.locale == window.reader.locale
        assert places_add_up(session)


def _confirms(site: Site, window: Window, address: str) -> None:
    (mail,) = site.mail.wait_for(1, address=address)
    link = link_in(mail, "/confirm/")
    assert previewed(link) == 200
    window.go(link)
    with site.books() as session:
        assert _registered(session, address)[0].state is RegistrationState.SUBMITTED, "looking does not confirm"
    window.press("main form[action*='/confirm/'] button")
    with site.books() as session:
        (registration,) = _registered(session, address)
        assert registration.state is RegistrationState.ACCEPTED
        assert registration.held_until is None
    _shows_the_ticket(site, window, registration.public_id)


def _shows_the_ticket(site: Site, window: Window, registration: str) -> None:
    assert window.path == f"/my/{registration}/"
    assert window.page.locator(".ticket-code svg").is_visible()
    assert window.text(".ticket-short") == format_short_code(_ticket(site, registration).short_code)
    pdf = window.page.context.request.get(f"{window.url}/my/{registration}/ticket.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    assert code_in_pdf(pdf.body()) == f"{site.url}/c/{_ticket(site, registration).code}"


def _ticket(site: Site, registration: str) -> Ticket:
    with site.books() as session:
        wanted = select(Ticket).join(Registration).where(Registration.public_id == registration)
        return session.scalars(wanted.where(Ticket.replaced_at.is_(None))).one()


def _gets_the_ticket_by_mail(site: Site, address: str) -> None:
    mail = site.mail.wait_for(2, address=address)[1]
    with site.books() as session:
        (registration,) = _registered(session, address)
        uid = registration.event.uid
    code = f"{site.url}/c/{_ticket(site, registration.public_id).code}"
    assert code_in_pdf(enclosed(mail, "application/pdf")) == code
    assert code_in_picture(enclosed(mail, "image/png")) == code
    (invitation,) = Calendar.from_ical(enclosed(mail, "text/calendar")).walk("VEVENT")
    assert str(invitation["UID"]) == uid
    assert str(invitation["ATTENDEE"]).lower() == f"mailto:{address}"
    assert mail.message["Content-Language"] == {"zh": "zh-CN", "en": "en"}[registration.locale]


def _finds_the_ticket_in_another_browser(site: Site, window: Window, address: str) -> None:
    with site.books() as session:
        (registration,) = _registered(session, address)
    window.go("/my/")
    assert window.path == "/sign-in/"
    window.fill({"address": address})
    window.press("form[action*='/sign-in/link/'] button")
    link = link_in(site.mail.wait_for(3, address=address)[2], "/sign-in/link/")
    assert previewed(link) == 200
    window.go(link)
    window.press("main form[action*='/sign-in/link/'] button")
    assert window.path == "/my/"
    window.press(f"main a[href*='/my/{registration.public_id}/']")
    _shows_the_ticket(site, window, registration.public_id)
    window.complaints.expected.add(410)
    window.go(link)
    window.complaints.expected.discard(410)
    assert window.page.locator("main form").count() == 0, "a link works once"
    window.go(f"/my/{registration.public_id}/")


def _corrects(site: Site, window: Window, address: str) -> None:
    window.press("main a[href$='/edit/']")
    assert window.typed("organisation_zh") == PERSON["organisation_zh"]
    window.fill({"job_title_zh": "总工程师", "job_title_en": "Chief engineer", "phone": "030 5550199"})
    window.press(SEND)
    with site.books() as session:
        (registration,) = _registered(session, address)
        assert (registration.job_title.en, registration.phone) == ("Chief engineer", "+49305550199")


def _registers_a_colleague(site: Site, window: Window, address: str) -> None:
    window.press(f"main a[href*='{REGISTER}']")
    assert window.typed("email") == address
    assert window.typed("organisation_zh") == PERSON["organisation_zh"], "colleagues have it in common"
    with site.books() as session:
        participant = _category(session, LIVE_SLUG, CategoryKind.PARTICIPANT)
    colleague = {"category": participant, "family_name": "Brandt", "given_name": "Käthe", "phone": "+49 30 5550177"}
    window.fill({**colleague, **CONSENTS})
    window.press(SEND)
    with site.books() as session:
        first, second = _registered(session, address)
        assert second.state is RegistrationState.ACCEPTED, "whoever is signed in has proven the address"
        assert places_add_up(session)
    _shows_the_ticket(site, window, second.public_id)
    site.mail.wait_for(4, address=address)
    window.go("/my/")
    shown = window.text()
    assert first.name.display(window.reader.locale) in shown
    assert second.name.display(window.reader.locale) in shown


def _withdraws(site: Site, window: Window, address: str) -> None:
    with site.books() as session:
        first, _second = _registered(session, address)
        uid = first.event.uid
    window.press(f"main a[href*='/my/{first.public_id}/']")
    window.page.locator("details.confirm summary").click()
    window.press("details.confirm form[action$='/withdraw/'] button[type='submit']")
    assert window.page.locator(".ticket").count() == 0
    with site.books() as session:
        states = [registration.state for registration in _registered(session, address)]
        assert states == [RegistrationState.WITHDRAWN, RegistrationState.ACCEPTED]
        assert places_add_up(session)
    withdrawn = site.mail.wait_for(5, address=address)[4]
    called_off = Calendar.from_ical(enclosed(withdrawn, "text/calendar"))
    assert str(called_off["METHOD"]) == "CANCEL"
    assert str(called_off.walk("VEVENT")[0]["UID"]) == uid
