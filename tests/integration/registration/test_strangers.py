"""What anybody can cause who types an address that is not proven to be theirs: little, and they learn nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.edge import Application
from app.core.outbox import OutboxMail
from app.events.models import Event
from app.registration.models import Category, Registration
from app.registration.strangers import HOURLY, OPEN_AT_ONCE
from tests.factories.accounts import sign_in
from tests.factories.registration import make_category, make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.accounts.mail import only_link, read_mail
from tests.integration.forms import post
from tests.integration.registration.cast import confirmation, everyone, mails, reader, taken

EMAIL = "guest@mail.example"


@pytest.fixture
def event(session: Session) -> Event:
    event, _category = make_open_event(session)
    session.commit()
    return event


@pytest.fixture
def category(session: Session, event: Event) -> Category:
    return session.scalars(select(Category).where(Category.event_id == event.id)).one()


@pytest.fixture
def url(event: Event) -> str:
    return f"/events/{event.slug}/register/"


def _register(client: FlaskClient, url: str, category: Category, number: int, email: str = EMAIL) -> int:
    typed = typed_registration(category, email=email, han_name="", family_name="Lyu", given_name=f"No{number}")
    return post(client, url, typed).status_code


def test_a_few_unconfirmed_people_wait_under_one_address_however_it_is_spelt(
    application: Application, session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    spelt = [EMAIL, "Guest@Mail.Example", "guest@ｍail.example", "guest@mail。example", "GUEST@MAIL.EXAMPLE"]
    assert [_register(client, url, category, n, email) for n, email in enumerate(spelt)] == [303] * OPEN_AT_ONCE
    refused = post(client, url, typed_registration(category, job_title_en="Head of laboratory"))
    assert refused.status_code == 422
    assert 'href="#email"' in refused.text
    assert "wait to be confirmed" in refused.text
    assert "Head of laboratory" in refused.text
    assert taken(session, category) == (OPEN_AT_ONCE, OPEN_AT_ONCE)
    assert _register(application.test_client(), url, category, 9, "other@mail.example") == 303
    post(client, confirmation(application, everyone(session)[0]))
    assert _register(client, url, category, 8) == 303, "whoever has confirmed registers on"


def test_an_address_is_sent_no_more_in_an_hour_wherever_it_is_typed(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    _other, elsewhere = make_open_event(session)
    for number in range(HOURLY):
        since = timedelta(minutes=50 if number else 61)
        make_registration(
            session, elsewhere, state="cancelled", contact_email=EMAIL, namesake=number, created_at=now() - since
        )
    session.commit()
    assert _register(client, url, category, 1) == 303
    refused = post(client, url, typed_registration(category))
    assert refused.status_code == 422
    assert 'href="#email"' in refused.text
    assert "wait an hour" in refused.text


def test_whoever_is_signed_in_registers_a_whole_delegation(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    sign_in(client, reader(session, EMAIL), "mail")
    assert {_register(client, url, category, number) for number in range(HOURLY + 1)} == {303}


def test_only_the_reader_of_the_mail_learns_who_is_registered(
    application: Application, session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    registration = make_registration(session, category, contact_email=EMAIL)
    session.commit()
    known = post(client, url, typed_registration(category))
    unknown = post(application.test_client(), url, typed_registration(category, email="other@mail.example"))
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert client.get(known.location).text.count(EMAIL) == 1
    assert len(everyone(session)) == 2
    [mail] = read_mail(application, EMAIL)
    assert "registered already" in mail["Subject"].lower()
    assert only_link(mail) == f"/my/{registration.public_id}/"


def test_who_has_not_confirmed_yet_gets_the_link_once_more(
    application: Application, session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    for _time in range(2):
        assert post(client, url, typed_registration(category)).status_code == 303
    assert mails(session) == ["registration_confirm", "registration_known"]
    first, second = (only_link(mail) for mail in read_mail(application, EMAIL))
    assert first == second
    assert first.startswith("/confirm/")


def test_nobody_is_flooded_with_being_registered_already(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    make_registration(session, category, contact_email=EMAIL)
    session.commit()
    assert {post(client, url, typed_registration(category)).status_code for _time in range(6)} == {303}
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 3


def test_a_full_category_tells_nobody_either(
    session: Session, client: FlaskClient, event: Event, category: Category, url: str
) -> None:
    make_registration(session, category, contact_email=EMAIL)
    make_category(session, event, "press")
    category.capacity = 1
    session.commit()
    answers = [post(client, url, typed_registration(category, email=email)) for email in (EMAIL, "other@mail.example")]
    assert [answer.status_code for answer in answers] == [422, 422]
    told = {answer.text.replace(EMAIL, "").replace("other@mail.example", "").split("<main")[1] for answer in answers}
    assert len(told) == 1
    assert mails(session) == []
    assert session.scalar(select(func.count()).select_from(Registration)) == 1


def test_the_owner_is_told_at_once_and_may_say_that_it_is_someone_else(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    make_registration(session, category, contact_email=EMAIL)
    sign_in(client, reader(session, EMAIL), "mail")
    told = post(client, url, typed_registration(category))
    assert told.status_code == 422
    assert 'name="namesake"' in told.text
