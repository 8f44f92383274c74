"""From the form to the ticket: registering, confirming by mail, several people, refusals."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.commands import deliver_pending
from app.core.edge import Application
from app.core.outbox import MailboxMessage, OutboxMail
from app.events.models import Event, EventState
from app.registration import queries
from app.registration.models import Category, Consent, ConsentKind, Registration, RegistrationState
from tests.factories.accounts import sign_in
from tests.factories.registration import make_category, make_notice, make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.forms import csrf_token, post
from tests.integration.registration.cast import confirmation, everyone, reader, taken


@pytest.fixture
def category(session: Session) -> Category:
    """Participants of an open event with places for two."""
    _event, category = make_open_event(session, capacity=2)
    session.commit()
    return category


@pytest.fixture
def url(session: Session, category: Category) -> str:
    return f"/events/{_slug(session, category)}/register/"


def _slug(session: Session, category: Category) -> str:
    return session.get_one(Event, category.event_id).slug


def test_a_place_is_held_until_the_mail_is_confirmed_and_then_kept(
    application: Application, session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    answer = post(client, url, typed_registration(category, email="Guest@Mail.Example"))
    assert answer.status_code == 303
    assert "guest@mail.example" in client.get(answer.location).text
    [registration] = everyone(session)
    assert (registration.state, registration.holds_place) == (RegistrationState.SUBMITTED, True)
    assert timedelta(minutes=30) < registration.held_until - now() < timedelta(minutes=61)
    assert registration.phone == "+8613800138000"
    assert taken(session, category) == (1, 1)

    page = confirmation(application, registration)
    assert client.get(page).status_code == 200
    assert everyone(session)[0].state is RegistrationState.SUBMITTED, "a GET confirms nothing"
    confirmed = post(client, page)
    assert confirmed.location == f"/my/{registration.public_id}/"
    ticket = client.get(confirmed.location)
    assert ticket.status_code == 200
    assert "<path" in ticket.text
    [registration] = everyone(session)
    assert (registration.state, registration.held_until) == (RegistrationState.ACCEPTED, None)
    assert taken(session, category) == (1, 1)


def test_the_link_in_the_mail_leads_to_the_ticket(
    application: Application, session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    application.extensions["luntan_demo"] = True
    post(client, url, typed_registration(category, locale="zh"))
    session.rollback()
    assert deliver_pending(application) == 1
    session.rollback()
    message = message_from_bytes(session.scalars(select(MailboxMessage.raw)).one(), policy=policy.default)
    found = re.search(r"/confirm/\S+", message.get_body(("plain",)).get_content())
    assert found
    assert post(client, found.group(), {}).status_code == 303


def test_the_link_works_once(
    application: Application, session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    post(client, url, typed_registration(category))
    page = confirmation(application, everyone(session)[0])
    post(client, page)
    stranger = application.test_client()
    assert "csrf_token" not in stranger.get(page).text
    assert post(stranger, page, page=url).status_code == 303
    assert stranger.get("/my/").status_code != 200


def test_a_token_of_another_registration_or_address_is_refused(
    application: Application, session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    post(client, url, typed_registration(category))
    [registration] = everyone(session)
    token = confirmation(application, registration)
    registration.contact_email = "other@mail.example"
    session.commit()
    assert client.get(token).status_code == 404
    assert post(client, token, page=url).status_code == 404
    assert client.get("/confirm/AAAA.BBBB/").status_code == 404


def test_someone_whose_address_is_proven_is_accepted_at_once(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    sign_in(client, reader(session, "guest@mail.example"), "mail")
    answer = post(client, url, typed_registration(category))
    [registration] = everyone(session)
    assert answer.location == f"/my/{registration.public_id}/"
    assert registration.state is RegistrationState.ACCEPTED
    assert taken(session, category) == (1, 1)


def test_signed_in_with_one_address_nobody_proves_another(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    sign_in(client, reader(session, "secretary@mail.example"), "mail")
    post(client, url, typed_registration(category))
    assert everyone(session)[0].state is RegistrationState.SUBMITTED


def test_a_secretary_registers_several_people_with_one_address(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    sign_in(client, reader(session, "guest@mail.example"), "mail")
    post(client, url, typed_registration(category))
    form = client.get(url).text
    assert 'value="江南大学"' in form, "what colleagues share is filled in"
    assert 'value="吕小明"' not in form
    post(client, url, typed_registration(category, han_name="王大山", family_name="Wang", given_name="Dashan"))
    page = client.get("/my/").text
    assert "Xiaoming Lyu" in page or "Lyu Xiaoming" in page
    assert "Wang" in page


def test_the_same_person_twice_is_told_so_unless_it_is_someone_else(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    sign_in(client, reader(session, "guest@mail.example"), "mail")
    post(client, url, typed_registration(category))
    again = post(client, url, typed_registration(category, han_name="呂小明"))
    assert again.status_code == 422
    assert "registered under this mail address already" in again.text
    assert 'name="namesake"' in again.text
    assert taken(session, category) == (1, 1)
    assert post(client, url, typed_registration(category, namesake="y")).status_code == 303
    assert taken(session, category) == (2, 2)


def test_when_the_places_are_gone_the_page_says_so_before_and_the_database_after(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    token = csrf_token(client, url)
    for number in (1, 2):
        make_registration(session, category, contact_email=f"first{number}@mail.example")
    session.commit()
    answer = client.post(url, data=typed_registration(category, csrf_token=token))
    assert answer.status_code == 422
    assert "No places are left" in answer.text
    assert "No places are left" in client.get(url).text
    fragment = client.get(f"/fragments{url.replace('register', 'places')}")
    assert fragment.text == "No places left"
    assert "no-store" in fragment.headers["Cache-Control"]
    assert session.scalar(select(func.count()).select_from(Registration)) == 2
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 0
    assert taken(session, category) == (2, 2)


def test_a_full_category_leaves_the_places_of_another(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    press = make_category(session, session.get_one(Event, category.event_id), "press", capacity=1)
    make_registration(session, press)
    session.commit()
    assert "disabled" in client.get(url).text
    assert post(client, url, typed_registration(press)).status_code == 422
    assert post(client, url, typed_registration(category)).status_code == 303


@pytest.mark.parametrize("closed", ["hidden", "of another event", "made up"])
def test_a_category_that_is_not_offered_is_refused_however_its_id_was_found(
    session: Session, client: FlaskClient, category: Category, url: str, closed: str
) -> None:
    if closed == "hidden":
        other = make_category(session, session.get_one(Event, category.event_id), "staff", open=False)
    else:
        _event, other = make_open_event(session)
    session.commit()
    typed = typed_registration(other, **({"category": "ABCDEFGHIJKLMNOP"} if closed == "made up" else {}))
    answer = post(client, url, typed)
    assert answer.status_code == 422
    assert "Choose one of these." in answer.text
    assert everyone(session) == []
    assert (closed != "hidden") or other.public_id not in client.get(url).text


def test_a_category_that_needs_approval_holds_no_place_and_waits(
    application: Application, session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    category.needs_approval = True
    session.commit()
    post(client, url, typed_registration(category))
    [registration] = everyone(session)
    assert registration.holds_place is False
    assert post(client, confirmation(application, registration)).location == f"/my/{registration.public_id}/"
    [registration] = everyone(session)
    assert registration.state is RegistrationState.SUBMITTED
    assert registration.confirmed_at
    assert taken(session, category) == (0, 0)
    kinds = session.scalars(select(OutboxMail.kind).order_by(OutboxMail.id)).all()
    assert kinds == ["registration_confirm", "registration_received"]
    again = post(client, confirmation(application, registration), page=url)
    assert again.status_code == 303
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"han_name": "Lyu"}, "han_name"),
        ({"han_name": "", "family_name": "", "given_name": ""}, "han_name"),
        ({"organisation_zh": " "}, "organisation_zh"),
        ({"country": "XX"}, "country"),
        ({"country": ""}, "country"),
        ({"phone": "12"}, "phone"),
        ({"phone": "me"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example\r\nBcc: x@y.example"}, "email"),
        ({"consent_notice": ""}, "consent_notice"),
        ({"country": "DE"}, "consent_cross_border"),
        ({"family_name": "See WWW.evil.example"}, "family_name"),
        ({"preferred_name": "https://evil.example"}, "preferred_name"),
        ({"han_name": "吕ｈｔｔｐｓ：//小明"}, "han_name"),
        ({"group": "no-such-group"}, "group"),
        ({"family_name": "x" * 81}, "family_name"),
        ({"locale": "xx"}, "locale"),
        ({"name_order": "sideways"}, "name_order"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_what_was_typed_stays(
    session: Session, client: FlaskClient, category: Category, url: str, changes: dict[str, str], field: str
) -> None:
    answer = post(client, url, typed_registration(category, job_title_en="Head of laboratory", **changes))
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert "Head of laboratory" in answer.text
    assert everyone(session) == []


def test_nothing_that_is_sent_breaks_the_form(client: FlaskClient, session: Session, url: str) -> None:
    for odd in ({}, {"category": ["a", "b"]}, {"han_name": "\0吕", "country": "\0"}, {"locale": "é" * 9000}):
        assert post(client, url, odd).status_code == 422
    assert everyone(session) == []


def test_consents_are_kept_with_the_version_that_was_read(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    post(client, url, typed_registration(category, country="DE", consent_cross_border="y"))
    session.rollback()
    notice = queries.current_notice(session, category.event_id)
    given = session.scalars(select(Consent).order_by(Consent.kind)).all()
    assert [(consent.kind, consent.notice_id) for consent in given] == [
        (ConsentKind.CROSS_BORDER, notice.id),
        (ConsentKind.NOTICE, notice.id),
    ]


def test_a_notice_that_changed_under_the_reader_is_shown_again(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    read = queries.current_notice(session, category.event_id).public_id
    make_notice(session, session.get_one(Event, category.event_id), version=2, published_at=now())
    session.commit()
    answer = post(client, url, typed_registration(category, notice=read))
    assert answer.status_code == 422
    assert "has changed just now" in answer.text
    assert everyone(session) == []


@pytest.mark.parametrize(
    ("changes", "words", "status"),
    [
        ({"registration_closes_at": now() - timedelta(days=1)}, "Registration is closed", 422),
        (
            {"registration_opens_at": now() + timedelta(days=1), "registration_closes_at": now() + timedelta(days=2)},
            "has not opened yet",
            422,
        ),
        ({"state": EventState.CANCELLED}, "This event is cancelled", 422),
        ({"state": EventState.DRAFT}, "", 404),
        ({"state": EventState.ARCHIVED}, "", 404),
    ],
)
def test_an_event_that_is_not_open_takes_nobody(
    session: Session, client: FlaskClient, changes: dict[str, object], words: str, status: int
) -> None:
    event, category = make_open_event(session, **changes)
    other, _category = make_open_event(session)
    session.commit()
    url = f"/events/{event.slug}/register/"
    page = client.get(url)
    assert page.status_code == (404 if status == 404 else 200)
    assert words in page.text
    assert 'name="han_name"' not in page.text
    assert post(client, url, typed_registration(category), page=f"/events/{other.slug}/register/").status_code == status
    assert everyone(session) == []


def test_names_are_text_wherever_they_are_shown(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    sign_in(client, reader(session, "guest@mail.example"), "mail")
    odd = "<script>alert(1)</script>{{ 7*7 }}${7*7}%(x)s"
    answer = post(client, url, typed_registration(category, family_name=odd, han_name="", organisation_zh=odd))
    assert answer.status_code == 303
    for page in (answer.location, "/my/", f"{answer.location}edit/", f"{answer.location}consents/"):
        text = client.get(page).text
        assert "<script>alert" not in text
        assert "49" not in re.sub(r'"[^"]*"', "", text.split("<main")[1])


def test_registering_costs_few_statements(
    session: Session, client: FlaskClient, category: Category, url: str, statements: list[str]
) -> None:
    data = typed_registration(category, csrf_token=csrf_token(client, url))
    statements.clear()
    assert client.post(url, data=data).status_code == 303
    asked = [statement for statement in statements if not statement.startswith("BEGIN")]
    assert len(asked) <= 8, "\n".join(asked)


def test_a_choice_that_was_not_made_is_asked_for_as_a_choice(
    client: FlaskClient, session: Session, category: Category, url: str
) -> None:
    make_category(session, session.get_one(Event, category.event_id), "press")
    session.commit()
    answer = post(client, url, typed_registration(category) | {"category": ""})
    assert answer.status_code == 422
    assert "Choose one of these." in answer.text
    assert "Fill in this field." not in answer.text
