"""The ticket as a PDF, for its owner alone."""

from __future__ import annotations

import pytest

from app.accounts.models import Level
from app.registration.models import RegistrationState
from tests.factories.accounts import make_user, sign_in
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import make_ticket
from tests.unit.badges.reading import codes, pages, words


@pytest.fixture
def registration(session):
    found = make_registration(session, make_category(session, make_event(session)), contact_email="lyu@mail.example")
    session.commit()
    return found


@pytest.fixture
def owner(session, client, registration):
    user = make_user(session, email="lyu@mail.example")
    session.commit()
    sign_in(client, user, Level.MAIL)
    return user


def path(registration):
    return f"/my/{registration.public_id}/ticket.pdf"


def test_the_owner_gets_one_page_with_the_code_and_the_facts(session, client, registration, owner):
    ticket = make_ticket(session, registration)
    session.commit()
    answer = client.get(path(registration), headers={"Accept-Language": "en"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"
    (page,) = pages(answer.data)
    assert codes(page) == [f"http://127.0.0.1:5000/c/{ticket.code}"]
    for part in ("吕小明", "LYUXiaoming", "Arrival", "EastLakeConferenceCentre"):
        assert part in words(page)


def test_the_ticket_speaks_the_reader_s_language(session, client, registration, owner):
    make_ticket(session, registration)
    session.commit()
    (page,) = pages(client.get(f"{path(registration)}?lang=zh").data)
    assert "东湖会议中心" in words(page)


def test_nobody_else_gets_it(session, application, client, registration, owner):
    make_ticket(session, registration)
    stranger = make_user(session, email="other@mail.example")
    session.commit()
    browser = application.test_client()
    assert browser.get(path(registration)).status_code in (302, 303, 401)
    sign_in(browser, stranger, Level.MAIL)
    assert browser.get(path(registration)).status_code == 403


def test_there_is_no_ticket_before_acceptance_nor_after_withdrawal(session, client, registration, owner):
    assert client.get(path(registration)).status_code == 404
    make_ticket(session, registration)
    registration.state = RegistrationState.WITHDRAWN
    session.commit()
    assert client.get(path(registration)).status_code == 404
