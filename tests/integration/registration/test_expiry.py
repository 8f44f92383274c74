"""Places that nobody confirmed are given back, and can be taken again as long as there are any."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.edge import Application
from app.registration.models import Category, Registration, RegistrationState
from app.registration.tasks import release_expired_holds
from tests.factories.registration import make_open_event, make_registration
from tests.integration.forms import post
from tests.integration.registration.cast import confirmation, everyone, mails, taken


@pytest.fixture
def category(session: Session) -> Category:
    return make_open_event(session, capacity=1)[1]


def _held(session: Session, category: Category, minutes: int) -> Registration:
    until = now() + timedelta(minutes=minutes)
    registration = make_registration(
        session, category, state="submitted", holds_place=True, held_until=until, contact_email="guest@mail.example"
    )
    session.commit()
    return registration


def test_a_place_comes_back_when_its_time_is_over_and_not_before(session: Session, category: Category) -> None:
    registration = _held(session, category, minutes=1)
    release_expired_holds()
    assert everyone(session)[0].state is RegistrationState.SUBMITTED
    registration.held_until = now() - timedelta(seconds=1)
    session.commit()
    for _time in range(2):
        release_expired_holds()
    assert everyone(session)[0].state is RegistrationState.CANCELLED
    assert taken(session, category) == (0, 0)
    assert mails(session) == ["registration_cancelled"]


def test_late_but_not_swept_yet_still_has_its_place(
    application: Application, session: Session, client: FlaskClient, category: Category
) -> None:
    page = confirmation(application, _held(session, category, minutes=-5))
    post(client, page)
    release_expired_holds()
    assert everyone(session)[0].state is RegistrationState.ACCEPTED
    assert taken(session, category) == (1, 1)


def test_who_confirms_too_late_gets_another_place_while_there_is_one(
    application: Application, session: Session, client: FlaskClient, category: Category
) -> None:
    page = confirmation(application, _held(session, category, minutes=-5))
    release_expired_holds()
    assert post(client, page).location.startswith("/my/")
    assert everyone(session)[0].state is RegistrationState.ACCEPTED
    assert taken(session, category) == (1, 1)


def test_who_confirms_too_late_is_told_when_none_is_left(
    application: Application, session: Session, client: FlaskClient, category: Category
) -> None:
    page = confirmation(application, _held(session, category, minutes=-5))
    release_expired_holds()
    make_registration(session, category)
    session.commit()
    told = post(client, page, follow_redirects=True)
    assert "No places are left" in told.text
    assert everyone(session)[0].state is RegistrationState.CANCELLED
    assert taken(session, category) == (1, 1)


def test_what_an_organizer_cancelled_cannot_be_confirmed(
    application: Application, session: Session, client: FlaskClient, category: Category
) -> None:
    from app.registration import admission
    from app.registration.states import Act

    registration = _held(session, category, minutes=30)
    admission.act(session, registration, Act.CANCEL, now(), by=1, reason="Fraud")
    session.commit()
    page = confirmation(application, registration)
    assert "csrf_token" not in client.get(page).text
    post(client, page, page=f"/events/{registration.event.slug}/register/")
    assert everyone(session)[0].state is RegistrationState.CANCELLED
