"""Nobody is registered, edited into needing, or accepted without the consents that are needed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.edge import Application
from app.events.models import Event
from app.registration import consenting, queries
from app.registration.models import Answer, Category, ConsentKind, Registration, RegistrationState
from tests.factories.accounts import sign_in
from tests.factories.directory import make_group
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_field, make_notice, make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.forms import post
from tests.integration.registration.cast import confirmation, everyone, reader, staff_of

EMAIL = "guest@mail.example"


@pytest.fixture
def event(session: Session) -> Event:
    event, _category = make_open_event(session)
    session.commit()
    return event


@pytest.fixture
def category(session: Session, event: Event) -> Category:
    return queries.categories(session, event.id)[0]


@pytest.fixture
def url(event: Event) -> str:
    return f"/events/{event.slug}/register/"


def _given(session: Session) -> set[str]:
    [registration] = everyone(session)
    return {kind.value for kind in consenting.in_force(queries.consents(session, registration.id))}


def _mine(session: Session, client: FlaskClient, category: Category, **given: object) -> str:
    registration = make_registration(session, category, contact_email=EMAIL, **given)
    sign_in(client, reader(session, EMAIL), "mail")
    return f"/my/{registration.public_id}/"


@pytest.mark.parametrize("how", ["abroad", "with a group"])
def test_who_needs_the_consent_across_the_border_reads_why_beside_its_box(
    session: Session, client: FlaskClient, category: Category, url: str, how: str
) -> None:
    group = make_group(session)
    session.commit()
    typed = typed_registration(category, **({"country": "DE"} if how == "abroad" else {"group": group.slug}))
    refused = post(client, url, typed)
    assert refused.status_code == 422
    assert 'href="#consent_cross_border"' in refused.text
    assert "your data cross its border" in refused.text
    assert 'href="#consent_notice"' not in refused.text
    assert post(client, url, typed | {"consent_cross_border": "y"}).status_code == 303
    assert _given(session) == {"notice", "cross_border"}


def test_all_missing_consents_are_told_at_once(
    session: Session, client: FlaskClient, event: Event, category: Category, url: str
) -> None:
    make_field(session, event, key="secret", sensitive=True)
    session.commit()
    refused = post(client, url, typed_registration(category, country="DE", q_secret="peanuts"))
    assert 'href="#consent_cross_border"' in refused.text
    assert 'href="#consent_sensitive"' in refused.text


def test_sensitive_answers_are_kept_with_a_consent_of_their_own_alone(
    session: Session, client: FlaskClient, event: Event, category: Category, url: str
) -> None:
    assert "consent_sensitive" not in client.get(url).text, "nothing sensitive is asked"
    make_field(session, event, key="secret", sensitive=True)
    session.commit()
    page = client.get(url).text
    assert "consent_sensitive" in page
    assert "checked" not in page.split('id="consent_sensitive"')[1].split(">")[0]
    assert post(client, url, typed_registration(category, q_secret="peanuts")).status_code == 422
    assert everyone(session) == []
    assert post(client, url, typed_registration(category)).status_code == 303, "what is not answered needs none"
    agreed = typed_registration(category, q_secret="peanuts", consent_sensitive="y", han_name="王大山")
    assert post(client, url, agreed).status_code == 303
    assert len(everyone(session)) == 2
    assert len(session.scalars(select(Answer)).all()) == 1


def test_with_their_consent_sensitive_answers_go_and_the_person_stays(
    session: Session, client: FlaskClient, event: Event, category: Category
) -> None:
    make_field(session, event, key="secret", sensitive=True)
    make_field(session, event, key="plain")
    mine = _mine(session, client, category)
    typed = typed_registration(category, country="DE", q_secret="peanuts", q_plain="yes", consent_sensitive="y")
    assert post(client, f"{mine}edit/", typed).status_code == 303
    assert "sensitive questions" in client.get(f"{mine}consents/").text
    assert post(client, f"{mine}consents/sensitive/withdraw/", page=f"{mine}consents/").status_code == 303
    [registration] = everyone(session)
    assert registration.state is RegistrationState.ACCEPTED
    assert [answer.text for answer in queries.answers(session, registration.id)] == ["yes"]
    refused = post(client, f"{mine}edit/", typed_registration(category, country="DE", q_secret="peanuts"))
    assert refused.status_code == 422
    assert 'href="#consent_sensitive"' in refused.text


@pytest.mark.parametrize("how", ["abroad", "with a group"])
def test_no_edit_escapes_the_consent_across_the_border(
    session: Session, client: FlaskClient, category: Category, how: str
) -> None:
    group = make_group(session)
    mine = _mine(session, client, category, country="CN")
    assert "consent_cross_border" not in client.get(f"{mine}edit/").text, "nothing needs it yet"
    typed = typed_registration(category, **({"country": "DE"} if how == "abroad" else {"group": group.slug}))
    refused = post(client, f"{mine}edit/", typed)
    assert refused.status_code == 422
    assert 'name="consent_cross_border"' in refused.text
    assert "your data cross its border" in refused.text
    assert everyone(session)[0].country == "CN"
    assert post(client, f"{mine}edit/", typed | {"consent_cross_border": "y"}).status_code == 303
    assert _given(session) == {"notice", "cross_border"}
    assert "consent_" not in client.get(f"{mine}edit/").text, "what stands is not asked again"
    assert post(client, f"{mine}edit/", typed | {"phone": "+4930901820"}).status_code == 303


def test_whom_staff_registered_agrees_with_the_first_edit_of_their_own(
    session: Session, client: FlaskClient, category: Category
) -> None:
    mine = _mine(session, client, category, by_staff=True, consents=())
    assert 'name="consent_notice"' in client.get(f"{mine}edit/").text
    typed = typed_registration(category, country="CN")
    assert post(client, f"{mine}edit/", typed | {"consent_notice": ""}).status_code == 422
    assert post(client, f"{mine}edit/", typed).status_code == 303
    assert _given(session) == {"notice"}


def test_an_edit_agrees_to_the_notice_that_was_shown(
    session: Session, client: FlaskClient, event: Event, category: Category
) -> None:
    mine = _mine(session, client, category, by_staff=True, consents=())
    typed = typed_registration(category)
    make_notice(session, event, version=2, published_at=now())
    session.commit()
    refused = post(client, f"{mine}edit/", typed)
    assert refused.status_code == 422
    assert "has changed just now" in refused.text


def test_a_consent_given_later_is_to_the_notice_that_the_page_showed(
    session: Session, client: FlaskClient, event: Event, category: Category
) -> None:
    mine = _mine(session, client, category)
    seen = typed_registration(category)["notice"]
    make_notice(session, event, version=2, published_at=now())
    session.commit()
    page = f"{mine}consents/"
    told = post(client, f"{page}photographs/agree/", {"notice": seen}, page=page, follow_redirects=True)
    assert "has changed just now" in told.text
    assert "photographs" not in _given(session)
    session.rollback()
    post(client, f"{page}photographs/agree/", {"notice": typed_registration(category)["notice"]}, page=page)
    assert "photographs" in _given(session)


@pytest.mark.parametrize("kind", ["notice", "cross_border"])
@pytest.mark.parametrize("many", [False, True])
def test_organizers_cannot_accept_whose_consent_is_withdrawn(
    session: Session, client: FlaskClient, event: Event, category: Category, kind: str, many: bool
) -> None:
    registration = make_registration(session, category, state="withdrawn", by_staff=many)
    withdrawn = next(c for c in queries.consents(session, registration.id) if c.kind == kind)
    withdrawn.withdrawn_at = now()
    staff_of(session, client, event)
    url = f"/manage/events/{event.slug}/registrations/"
    page = url if many else f"{url}{registration.public_id}/"
    act = {"act": "accept", "ids": [registration.public_id]}
    told = post(client, url if many else f"{page}act/", act, page=page, follow_redirects=True)
    assert "a consent that is missing or was withdrawn" in told.text
    assert str(consenting.WORDS[ConsentKind(kind)]) in told.text
    assert everyone(session)[0].state is RegistrationState.WITHDRAWN


def test_organizers_accept_whom_they_registered_and_nobody_has_asked_yet(
    session: Session, client: FlaskClient, event: Event, category: Category
) -> None:
    registration = make_registration(session, category, state="waitlisted", by_staff=True, consents=())
    staff_of(session, client, event)
    page = f"/manage/events/{event.slug}/registrations/{registration.public_id}/"
    post(client, f"{page}act/", {"act": "accept"}, page=page)
    assert everyone(session)[0].state is RegistrationState.ACCEPTED


def test_a_withdrawn_consent_outlives_the_link_of_the_mail(
    application: Application, session: Session, client: FlaskClient, category: Category
) -> None:
    registration: Registration = make_registration(session, category, state="submitted", consents=["notice"])
    session.commit()
    told = post(client, confirmation(application, registration), follow_redirects=True)
    assert "a consent that is missing or was withdrawn" in told.text
    assert everyone(session)[0].state is RegistrationState.SUBMITTED


def test_agreement_counts_for_a_notice_that_was_seen_alone(session: Session, client: FlaskClient) -> None:
    event = make_event(session)
    category = make_category(session, event)
    session.commit()
    url = f"/events/{event.slug}/register/"
    typed = typed_registration(category, notice="", job_title_en="Head of laboratory")
    make_notice(session, event)
    session.commit()
    refused = post(client, url, typed)
    assert refused.status_code == 422
    assert "has changed just now" in refused.text
    assert "Used for this event alone." in refused.text
    assert "Head of laboratory" in refused.text
    assert everyone(session) == []
    assert post(client, url, typed_registration(category)).status_code == 303


def test_an_event_without_a_notice_takes_agreement_to_the_standard_one(session: Session, client: FlaskClient) -> None:
    event = make_event(session)
    category = make_category(session, event)
    session.commit()
    assert post(client, f"/events/{event.slug}/register/", typed_registration(category)).status_code == 303
    assert _given(session) == {"notice"}
