"""A category with one place left: two people fill in its form, one gets the place, and everybody is told."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.registration.models import Category, CategoryKind, Registration
from tests.browser.journeys.books import places_add_up
from tests.browser.journeys.conftest import OpenWindow
from tests.browser.journeys.people import CONSENTS, PERSON
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import SEND, Reader, Window
from tests.factories.registration import make_category, make_open_event

pytestmark = pytest.mark.browser


def test_a_full_category_says_so_before_and_after(site: Site, open_window: OpenWindow, reader: Reader) -> None:
    slug = f"small-{reader.name}"
    with site.arranging() as session:
        event, participant = make_open_event(session, slug=slug)
        participant.capacity = 1
        press = make_category(session, event, CategoryKind.PRESS)
        category, other = participant.public_id, press.public_id
    quick, slow = open_window(), open_window()
    for window in (quick, slow):
        window.go(f"/events/{slug}/register/")
        window.fill({**PERSON, **CONSENTS, "category": category, "email": f"{id(window)}@journey.example"})
    quick.press(SEND)
    slow.refused(SEND)
    error = slow.page.locator("#category-error")
    assert error.inner_text().strip()
    assert slow.typed("han_name") == PERSON["han_name"]
    _is_full(slow, category, other)

    late = open_window()
    late.go(f"/events/{slug}/register/")
    _is_full(late, category, other)
    with site.books() as session:
        wanted = select(Registration).join(Category).where(Category.public_id == category)
        assert [registration.holds_place for registration in session.scalars(wanted)] == [True]
        assert places_add_up(session)


def _is_full(window: Window, category: str, other: str) -> None:
    choice = window.page.locator(f"[name='category'][value='{category}']")
    assert choice.is_disabled()
    said = window.page.locator(f"label[for='{choice.get_attribute('id')}'] .quiet")
    assert said.first.inner_text().strip(), "in words, too"
    assert window.page.locator(f"[name='category'][value='{other}']").is_enabled()
