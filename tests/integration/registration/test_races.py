"""Many at once within one process; the control takes the guard away, and then too many get in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.edge import Application
from app.registration import queries
from app.registration.models import Category, Places, RegistrationState
from app.registration.queries import Room
from app.tickets.models import Ticket
from tests.factories.registration import make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.forms import csrf_token, post
from tests.integration.registration.cast import confirmation, everyone, mails, taken

PEOPLE, SEATS = 24, 6


@pytest.fixture
def category(session: Session) -> Category:
    event, category = make_open_event(session, capacity=SEATS)
    session.commit()
    category.slug = event.slug  # type: ignore[attr-defined]
    return category


def _at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    start, answers = threading.Barrier(len(deeds)), []

    def run(deed: Callable[[], Any]) -> None:
        start.wait()
        answers.append(deed())

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _register_all(application: Application, category: Category) -> list[int]:
    url = f"/events/{category.slug}/register/"  # type: ignore[attr-defined]
    client = application.test_client()
    token = csrf_token(client, url)
    cookie = client.get_cookie("luntan").value
    form = typed_registration(category, csrf_token=token)

    def register(number: int) -> int:
        mine: FlaskClient = application.test_client()
        mine.set_cookie("luntan", cookie)
        return mine.post(url, data=form | {"email": f"guest{number}@mail.example"}).status_code

    return _at_once([lambda number=number: register(number) for number in range(PEOPLE)])


def test_as_many_get_a_place_as_there_are(application: Application, session: Session, category: Category) -> None:
    answers = _register_all(application, category)
    assert sorted(answers) == [303] * SEATS + [422] * (PEOPLE - SEATS)
    assert len(everyone(session)) == SEATS
    assert taken(session, category) == (SEATS, SEATS)
    assert mails(session) == ["registration_confirm"] * SEATS


def test_control_without_the_guard_too_many_get_in(
    application: Application, session: Session, category: Category, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, where the counter takes whatever comes and only the check before it is left."""
    session.execute(update(Places).values(capacity=None))
    session.commit()
    limit = {category.id: Room(SEATS, 0), None: Room(SEATS, 0)}
    monkeypatch.setattr(queries, "rooms", lambda _session, _event_id: limit)
    assert _register_all(application, category).count(303) == PEOPLE


def test_a_link_that_is_opened_twice_at_once_accepts_once(
    application: Application, session: Session, category: Category
) -> None:
    registration = make_registration(session, category, state="submitted", contact_email="guest@mail.example")
    session.commit()
    page = confirmation(application, registration)

    def confirm() -> int:
        return post(application.test_client(), page).status_code

    assert _at_once([confirm] * 6) == [303] * 6
    assert everyone(session)[0].state is RegistrationState.ACCEPTED
    assert mails(session) == ["registration_accepted"]
    assert taken(session, category) == (1, 1)


def test_the_same_person_sent_twice_at_once_is_registered_once(
    application: Application, session: Session, category: Category
) -> None:
    url = f"/events/{category.slug}/register/"  # type: ignore[attr-defined]

    form = typed_registration(category)

    def register() -> int:
        return post(application.test_client(), url, form).status_code

    assert _at_once([register] * 5) == [303] * 5
    assert taken(session, category) == (1, 1)
    assert sorted(mails(session)) == ["registration_confirm", *["registration_known"] * 3]


def test_many_confirm_at_once_and_each_gets_one_ticket(
    application: Application, session: Session, category: Category
) -> None:
    held = [
        make_registration(session, category, state="submitted", contact_email=f"guest{number}@mail.example")
        for number in range(PEOPLE)
    ]
    session.commit()
    pages = [confirmation(application, registration) for registration in held]

    def confirm(page: str) -> int:
        return post(application.test_client(), page).status_code

    assert _at_once([lambda page=page: confirm(page) for page in pages]) == [303] * PEOPLE
    states = [registration.state for registration in everyone(session)]
    assert states.count(RegistrationState.ACCEPTED) == SEATS
    assert taken(session, category) == (SEATS, SEATS)
    assert session.scalar(select(func.count()).select_from(Ticket)) == SEATS
