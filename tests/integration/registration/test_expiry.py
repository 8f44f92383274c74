"""Places that nobody confirmed are given back, and can be taken again as long as there are any."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.edge import Application
from app.events.models import Event
from app.registration.models import Category, Registration, RegistrationState
from app.registration.tasks import release_expired_holds
from tests.factories.registration import make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.accounts.mail import read_mail, text_of
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


def test_a_place_is_kept_past_the_closing_for_who_registered_in_time(
    application: Application, session: Session, client: FlaskClient, category: Category
) -> None:
    registration = _held(session, category, minutes=30)
    registration.event.registration_closes_at = now() + timedelta(milliseconds=1)
    session.commit()
    assert post(client, confirmation(application, registration)).location.startswith("/my/")
    assert everyone(session)[0].state is RegistrationState.ACCEPTED


def _waiting(session: Session, category: Category, **given: object) -> Registration:
    """Unconfirmed, in a category in which a person decides, so that no place is held."""
    category.needs_approval = True
    registration = make_registration(session, category, state="submitted", contact_email="guest@mail.example", **given)
    session.commit()
    return registration


def test_the_link_of_a_category_with_approval_works_until_registration_closes(
    application: Application, session: Session, client: FlaskClient, category: Category
) -> None:
    registration = _waiting(session, category, created_at=now() - timedelta(hours=2))
    registration.event.registration_closes_at = now() - timedelta(hours=1)
    session.commit()
    page = confirmation(application, registration)
    shown = client.get(page).text
    assert "Registration is closed" in shown
    assert "mailto:office@forum.example" in shown
    assert "csrf_token" not in shown
    post(client, page, page="/sign-in/")
    assert everyone(session)[0].confirmed_at is None
    assert client.get("/my/").status_code != 200, "nobody is signed in by it"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_link_of_more_than_a_week_says_what_to_do_and_does_nothing(
    application: Application, session: Session, client: FlaskClient, category: Category, language: str
) -> None:
    registration = _waiting(session, category, created_at=now() - timedelta(days=7, minutes=1))
    page = confirmation(application, registration)
    shown = client.get(f"{page}?lang={language}").text
    assert f'href="/events/{registration.event.slug}/register/"' in shown
    assert ("more than a week old" in shown) == (language == "en")
    post(client, page, page="/sign-in/")
    assert everyone(session)[0].confirmed_at is None
    assert client.get("/my/").status_code != 200


def test_what_nobody_confirms_for_a_week_ends_without_a_place_too(
    application: Application, session: Session, client: FlaskClient, category: Category
) -> None:
    category.needs_approval = True
    session.commit()
    post(client, f"/events/{_slug(session, category)}/register/", typed_registration(category))
    [registration] = everyone(session)
    with time_machine.travel(now() + timedelta(days=6, hours=23)):
        release_expired_holds()
    assert everyone(session)[0].state is RegistrationState.SUBMITTED
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        release_expired_holds()
        [mail] = [mail for mail in read_mail(application, registration.contact_email) if "time" in mail["Subject"]]
    assert "/confirm/" not in text_of(mail), "the link has ended, too"
    assert everyone(session)[0].state is RegistrationState.CANCELLED
    assert taken(session, category) == (0, 0)


def test_a_held_place_comes_back_where_the_category_has_come_to_need_approval(
    application: Application, session: Session, client: FlaskClient, category: Category
) -> None:
    registration = _held(session, category, minutes=30)
    category.needs_approval = True
    session.commit()
    post(client, confirmation(application, registration))
    [registration] = everyone(session)
    assert (registration.state, bool(registration.confirmed_at)) == (RegistrationState.SUBMITTED, True)
    assert taken(session, category) == (0, 0)


def _slug(session: Session, category: Category) -> str:
    return session.get_one(Event, category.event_id).slug


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
