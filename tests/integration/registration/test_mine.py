"""What people do with their own registration: look, edit, withdraw, consents, a copy of their data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.edge import Application
from app.core.text import Bilingual
from app.events.models import Event
from app.registration import queries
from app.registration.models import Category, ConsentKind, Registration, RegistrationState
from tests.factories.accounts import sign_in
from tests.factories.registration import make_field, make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.forms import post
from tests.integration.registration.cast import everyone, mails, reader, taken

EMAIL = "guest@mail.example"


@pytest.fixture
def category(session: Session) -> Category:
    return make_open_event(session)[1]


@pytest.fixture
def mine(session: Session, client: FlaskClient, category: Category) -> str:
    """The page of an accepted registration whose reader is signed in."""
    registration = make_registration(session, category, contact_email=EMAIL)
    sign_in(client, reader(session, EMAIL), "mail")
    return f"/my/{registration.public_id}/"


def _event(session: Session, category: Category) -> Event:
    return session.get_one(Event, category.event_id)


def test_only_who_reads_mail_at_that_address_sees_it(
    application: Application, session: Session, client: FlaskClient, mine: str
) -> None:
    stranger = application.test_client()
    sign_in(stranger, reader(session, "other@mail.example"), "mail")
    for page in ("", "edit/", "consents/", "data.json"):
        assert client.get(mine + page).status_code == 200
        assert stranger.get(mine + page).status_code == 403
        assert application.test_client().get(mine + page).status_code in (302, 303, 401)
    for act in ("edit/", "withdraw/", "confirm/", "consents/notice/withdraw/"):
        assert post(stranger, mine + act, page="/account/").status_code == 403
    assert everyone(session)[0].state is RegistrationState.ACCEPTED


def test_staff_do_not_own_what_they_manage(
    application: Application, session: Session, client: FlaskClient, mine: str, category: Category
) -> None:
    from tests.integration.registration.cast import staff_of

    staff = application.test_client()
    staff_of(session, staff, _event(session, category))
    assert staff.get(mine).status_code == 403


def test_what_was_registered_can_be_edited_until_the_deadline(
    session: Session, client: FlaskClient, category: Category, mine: str
) -> None:
    assert 'value="吕小明"' in client.get(f"{mine}edit/").text
    typed = typed_registration(category, family_name="Lü", country="DE", email="thief@mail.example")
    assert post(client, f"{mine}edit/", typed).status_code == 303
    [registration] = everyone(session)
    assert (registration.name.family, registration.contact_email) == ("Lü", EMAIL)
    assert post(client, f"{mine}edit/", typed | {"country": "XX"}).status_code == 422

    registration.event.edits_until = now() - timedelta(minutes=1)
    session.commit()
    assert client.get(f"{mine}edit/").status_code == 303
    late = post(client, f"{mine}edit/", typed | {"family_name": "Late"}, page=f"{mine}consents/")
    assert late.status_code == 422
    assert everyone(session)[0].name.family == "Lü"


def test_answers_are_edited_and_those_to_archived_questions_stay(
    session: Session, client: FlaskClient, category: Category, mine: str
) -> None:
    event = _event(session, category)
    meal = make_field(session, event, "choice", key="meal", required=True)
    secret = make_field(session, event, key="secret", sensitive=True)
    session.commit()
    typed = typed_registration(category, country="DE", q_meal="a", q_secret="peanuts", consent_sensitive="y")
    assert post(client, f"{mine}edit/", typed).status_code == 303
    assert "peanuts" in client.get(f"{mine}edit/").text
    meal.archived_at = now()
    session.commit()
    assert post(client, f"{mine}edit/", typed | {"q_meal": "b", "q_secret": ""}).status_code == 303
    session.rollback()
    given = {answer.field_id: answer for answer in queries.answers(session, everyone(session)[0].id)}
    assert given[meal.id].text == "a"
    assert secret.id not in given


def test_withdrawing_gives_the_place_back_once(
    session: Session, client: FlaskClient, category: Category, mine: str
) -> None:
    for _time in range(2):
        assert post(client, f"{mine}withdraw/", page=f"{mine}consents/").status_code == 303
    assert everyone(session)[0].state is RegistrationState.WITHDRAWN
    assert taken(session, category) == (0, 0)
    assert mails(session) == ["registration_withdrawn"]
    assert "ticket-code" not in client.get(mine).text


def test_nobody_withdraws_after_the_deadline(
    session: Session, client: FlaskClient, category: Category, mine: str
) -> None:
    _event(session, category).edits_until = now() - timedelta(minutes=1)
    session.commit()
    assert "Withdraw</button>" not in client.get(mine).text
    post(client, f"{mine}withdraw/", page=f"{mine}consents/")
    assert everyone(session)[0].state is RegistrationState.ACCEPTED


def test_a_free_consent_is_given_and_withdrawn_and_each_is_recorded(
    session: Session, client: FlaskClient, mine: str
) -> None:
    page = f"{mine}consents/"
    read = {"notice": queries.current_notice(session, everyone(session)[0].event_id).public_id}
    session.rollback()
    for act in ("agree", "agree", "withdraw", "agree"):
        assert post(client, f"{page}photographs/{act}/", read, page=page).status_code == 303
    session.rollback()
    [registration] = everyone(session)
    given = [c for c in queries.consents(session, registration.id) if c.kind is ConsentKind.PHOTOGRAPHS]
    assert [bool(consent.withdrawn_at) for consent in given] == [True, False]
    assert registration.state is RegistrationState.ACCEPTED
    assert post(client, f"{page}everything/agree/", page=page).status_code == 404


@pytest.mark.parametrize("kind", ["notice", "cross_border"])
def test_without_a_required_consent_the_registration_ends_even_after_the_deadline(
    session: Session, client: FlaskClient, category: Category, mine: str, kind: str
) -> None:
    _event(session, category).edits_until = now() - timedelta(minutes=1)
    session.commit()
    post(client, f"{mine}consents/{kind}/withdraw/", page=f"{mine}consents/")
    assert everyone(session)[0].state is RegistrationState.WITHDRAWN
    assert taken(session, category) == (0, 0)


def test_people_take_all_their_data_along(
    application: Application, session: Session, client: FlaskClient, category: Category, mine: str
) -> None:
    event = _event(session, category)
    make_field(session, event, key="secret", sensitive=True, label=Bilingual("过敏", "Allergies"))
    make_field(session, event, "number", key="guests", label=Bilingual("人数", "Guests"))
    session.commit()
    answers = {"q_secret": "peanuts", "q_guests": "2", "consent_sensitive": "y"}
    post(client, f"{mine}edit/", typed_registration(category, country="DE", **answers))
    answer = client.get(f"{mine}data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    data = answer.get_json()
    assert data["contact_email"] == EMAIL
    assert data["name"]["han"] == "吕小明"
    assert {a["question"]["en"]: a["answer"] for a in data["answers"]} == {"Allergies": "peanuts", "Guests": "2"}
    assert {consent["kind"] for consent in data["consents"]} == {"notice", "cross_border", "sensitive"}


def test_an_unconfirmed_registration_is_confirmed_by_whoever_has_signed_in(
    session: Session, client: FlaskClient, category: Category
) -> None:
    registration = make_registration(
        session,
        category,
        state="submitted",
        contact_email=EMAIL,
        holds_place=True,
        held_until=now() + timedelta(hours=1),
    )
    sign_in(client, reader(session, EMAIL), "mail")
    page = f"/my/{registration.public_id}/"
    assert "Not confirmed yet" in client.get(page).text
    for _time in range(2):
        post(client, f"{page}confirm/", page=page)
    assert everyone(session)[0].state is RegistrationState.ACCEPTED
    assert mails(session) == ["registration_accepted"]
    assert taken(session, category) == (1, 1)


@pytest.mark.parametrize("state", list(RegistrationState))
def test_the_page_says_where_a_registration_stands(
    session: Session, client: FlaskClient, category: Category, state: RegistrationState
) -> None:
    registration: Registration = make_registration(session, category, state=state, contact_email=EMAIL)
    sign_in(client, reader(session, EMAIL), "mail")
    for language in ("zh", "en"):
        assert client.get(f"/my/{registration.public_id}/?lang={language}").status_code == 200
    assert client.get("/my/").status_code == 200
