"""Organizers decide on registrations, one or many at a time, and each place is counted once."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.errors import DomainError
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import Event, EventState
from app.registration import admission, answers, queries
from app.registration.models import Category, Registration, RegistrationState
from app.registration.states import Act
from app.tickets.queries import ticket_of
from tests.factories.registration import make_category, make_field, make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.forms import post
from tests.integration.registration.cast import everyone, mails, staff_of, taken


@pytest.fixture
def category(session: Session, client: FlaskClient) -> Category:
    """Two places, and an organizer at the client."""
    event, category = make_open_event(session, capacity=2)
    staff_of(session, client, event)
    return category


@pytest.fixture
def url(session: Session, category: Category) -> str:
    return f"/manage/events/{session.get_one(Event, category.event_id).slug}/registrations/"


def _one(session: Session, category: Category, state: str = "submitted", **overrides: object) -> Registration:
    registration = make_registration(session, category, state=state, **overrides)
    session.commit()
    return registration


def _act(client: FlaskClient, url: str, registration: Registration, act: str, reason: str = "") -> None:
    page = f"{url}{registration.public_id}/"
    post(client, f"{page}act/", {"act": act, "reason": reason}, page=page)


def test_accepting_takes_a_place_issues_a_ticket_and_writes_a_mail(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    registration = _one(session, category)
    _act(client, url, registration, "accept")
    [registration] = everyone(session)
    assert registration.state is RegistrationState.ACCEPTED
    assert ticket_of(session, registration)
    assert mails(session) == ["registration_accepted"]
    assert taken(session, category) == (1, 1)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "accept")).one()
    assert (entry.object_id, entry.actor_name) == (registration.public_id, "王晓")
    assert (entry.before, entry.after) == ({"state": "submitted"}, {"state": "accepted"})


@pytest.mark.parametrize(
    ("act", "before", "after", "mail"),
    [
        ("reject", "submitted", "rejected", "registration_rejected"),
        ("waitlist", "accepted", "waitlisted", "registration_waitlisted"),
        ("cancel", "accepted", "cancelled", "registration_cancelled"),
    ],
)
def test_a_decision_against_gives_the_place_back_and_says_why(
    session: Session, client: FlaskClient, category: Category, url: str, act: str, before: str, after: str, mail: str
) -> None:
    registration = _one(session, category, before)
    _act(client, url, registration, act, "No rooms left in town")
    [registration] = everyone(session)
    assert registration.state == after
    assert mails(session) == [mail]
    assert taken(session, category) == (0, 0)
    page = client.get(f"{url}{registration.public_id}/").text
    assert "No rooms left in town" in page
    assert "王晓" in page


def test_the_event_takes_nobody_more_than_it_has_places_for(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    waiting = [_one(session, category, "waitlisted") for _number in range(3)]
    for registration in waiting:
        _act(client, url, registration, "accept")
    states = [registration.state for registration in everyone(session)]
    assert states.count(RegistrationState.ACCEPTED) == 2
    assert states.count(RegistrationState.WAITLISTED) == 1
    assert taken(session, category) == (2, 2)
    assert mails(session) == ["registration_accepted"] * 2


def test_many_are_accepted_at_once_as_far_as_there_are_places(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    ids = [_one(session, category, "waitlisted").public_id for _number in range(3)]
    answer = post(client, url, {"act": "accept", "ids": ids, "state": "waitlisted"}, follow_redirects=True)
    assert "2 registrations changed." in answer.text
    assert "Not changed: 1." in answer.text
    assert taken(session, category) == (2, 2)
    assert mails(session) == ["registration_accepted"] * 2
    assert len([r for r in everyone(session) if ticket_of(session, r)]) == 2


def test_ids_of_another_event_in_a_bulk_act_are_passed_over(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    _event, other = make_open_event(session)
    stranger = _one(session, other, "waitlisted")
    post(client, url, {"act": "cancel", "ids": [stranger.public_id, "made up"]})
    assert everyone(session)[0].state is RegistrationState.WAITLISTED


@pytest.mark.parametrize("act", ["", "confirm", "expire", "withdraw", "drop"])
def test_nothing_but_organizers_acts_can_be_sent(
    session: Session, client: FlaskClient, category: Category, url: str, act: str
) -> None:
    registration = _one(session, category, "accepted")
    page = f"{url}{registration.public_id}/"
    assert post(client, f"{page}act/", {"act": act}, page=page).status_code == 404
    post(client, url, {"act": act, "ids": [registration.public_id]})
    assert everyone(session)[0].state is RegistrationState.ACCEPTED


def test_of_two_who_decide_at_once_the_second_is_told(session: Session, category: Category) -> None:
    registration = _one(session, category)
    stale = Registration(**{column: getattr(registration, column) for column in ("id", "event_id", "category_id")})
    stale.state, stale.holds_place, stale.public_id = RegistrationState.SUBMITTED, False, registration.public_id
    admission.act(session, registration, Act.ACCEPT, now(), by=1)
    session.expunge(registration)
    with pytest.raises(DomainError):
        admission.move_to(session, stale, RegistrationState.REJECTED, now())
    session.rollback()


def test_a_category_change_moves_the_place_and_renews_the_code(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    press = make_category(session, session.get_one(Event, category.event_id), "press", capacity=1)
    registration = _one(session, category)
    _act(client, url, registration, "accept")
    before = ticket_of(session, everyone(session)[0])
    page = f"{url}{registration.public_id}/"
    post(client, f"{page}category/", {"category": press.public_id}, page=page)
    assert taken(session, category) == (0, 1)
    assert taken(session, press) == (1, 1)
    after = ticket_of(session, everyone(session)[0])
    assert after.generation == before.generation + 1
    other = _one(session, category)
    _act(client, url, other, "accept")
    page = f"{url}{other.public_id}/"
    told = post(client, f"{page}category/", {"category": press.public_id}, page=page, follow_redirects=True)
    assert "No places are left in this category." in told.text
    assert taken(session, press) == (1, 2)


def test_the_database_refuses_to_reinstate_someone_who_registered_again(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    gone = _one(session, category, "withdrawn", contact_email="guest@mail.example")
    _one(session, category, "accepted", contact_email="guest@mail.example")
    page = f"{url}{gone.public_id}/"
    told = post(client, f"{page}act/", {"act": "accept"}, page=page, follow_redirects=True)
    assert "registered once more" in told.text
    assert taken(session, category) == (1, 1)


def test_staff_register_someone_in_a_closed_category_without_mail(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    hosts = make_category(session, session.get_one(Event, category.event_id), "host", open=False, capacity=1)
    session.commit()
    typed = {"category": hosts.public_id, "family_name": "Zhao", "organisation_en": "Wuhan Base"}
    assert post(client, f"{url}new/", typed).status_code == 303
    [registration] = everyone(session)
    assert (registration.state, registration.by_staff) == (RegistrationState.ACCEPTED, True)
    assert ticket_of(session, registration)
    assert mails(session) == []
    full = post(client, f"{url}new/", typed | {"family_name": "Qian"})
    assert full.status_code == 422
    assert "No places are left in this category." in full.text
    assert 'value="Qian"' in full.text
    assert taken(session, hosts) == (1, 1)


def test_staff_edit_a_person_and_find_them_under_the_new_name(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    registration = _one(session, category)
    page = f"{url}{registration.public_id}/edit/"
    version = registration.changed_at.isoformat()
    typed = typed_registration(category, version=version, han_name="王大山", email="new@mail.example")
    assert post(client, page, typed).status_code == 303
    [registration] = everyone(session)
    assert (registration.name.han, registration.contact_email) == ("王大山", "new@mail.example")
    assert "王大山" in client.get(url, query_string={"q": "wangdashan"}).text
    stale = post(client, page, typed | {"han_name": "李四"})
    assert stale.status_code == 422
    assert "Someone changed this" in stale.text
    assert "王大山" in stale.text


def test_hidden_answers_are_shown_on_request_and_that_is_logged(
    session: Session, client: FlaskClient, category: Category, url: str, application: object
) -> None:
    event = session.get_one(Event, category.event_id)
    question = make_field(session, event, label=Bilingual("过敏", "Allergies"), sensitive=True)
    registration = make_registration(session, category)
    secrets = application.extensions["luntan_secrets"]
    answers.save(session, secrets, registration, {question: "peanuts"})
    session.commit()
    [stored] = queries.answers(session, registration.id)
    assert stored.text is None
    assert b"peanuts" not in stored.sealed
    page = f"{url}{registration.public_id}/"
    assert "peanuts" not in client.get(page).text
    assert "peanuts" in post(client, f"{page}reveal/", page=page).text
    session.rollback()
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "reveal")).one().object_id
    staff_of(session, client, event, "viewer")
    assert post(client, f"{page}reveal/", page="/account/").status_code == 403


def test_names_are_text_on_organizers_pages(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    odd = "<img src=x onerror=alert(1)>{{ 7*7 }}"
    registration = _one(
        session,
        category,
        name=PersonName(family=odd),
        organisation=Bilingual(odd, odd),
        wechat=odd,
        job_title=Bilingual(odd),
    )
    _act(client, url, registration, "reject", odd)
    for page in (url, f"{url}{registration.public_id}/", f"{url}{registration.public_id}/edit/"):
        text = client.get(page).text
        assert "<img src=x" not in text
        assert ">49" not in text


def test_a_reason_that_is_too_long_is_refused_and_kept(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    registration = _one(session, category)
    page, long = f"{url}{registration.public_id}/", "No rooms left. " * 21
    answer = post(client, f"{page}act/", {"act": "reject", "reason": long}, page=page)
    assert answer.status_code == 422
    assert "At most 300 characters." in answer.text
    assert long.strip() in answer.text
    [registration] = everyone(session)
    assert registration.state is RegistrationState.SUBMITTED


def test_a_decision_that_is_refused_keeps_its_reason(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    registration = _one(session, category, "cancelled")
    page = f"{url}{registration.public_id}/"
    answer = post(client, f"{page}act/", {"act": "waitlist", "reason": "Wait a little"}, page=page)
    assert answer.status_code == 422
    assert "has another state by now" in answer.text


@pytest.mark.parametrize("state", ["draft", "awaiting_approval", "cancelled", "archived"])
def test_nobody_is_accepted_for_an_event_that_is_not_public(
    session: Session, client: FlaskClient, category: Category, url: str, state: str
) -> None:
    event = session.get_one(Event, category.event_id)
    event.state = EventState(state)
    registration = _one(session, category)
    _act(client, url, registration, "accept")
    answer = post(client, f"{url}new/", typed_registration(category, email="another@mail.example"))
    assert answer.status_code == 422
    assert "archived" in answer.text if state == "archived" else "the event is not public" in answer.text
    assert [row.state for row in everyone(session)] == [RegistrationState.SUBMITTED]
    assert mails(session) == []


def test_nothing_is_decided_at_an_archived_event(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    press = make_category(session, session.get_one(Event, category.event_id), "press")
    session.get_one(Event, category.event_id).state = EventState.ARCHIVED
    registration = _one(session, category)
    page = f"{url}{registration.public_id}/"
    _act(client, url, registration, "reject")
    post(client, f"{page}category/", {"category": press.public_id}, page=page)
    [registration] = everyone(session)
    assert (registration.state, registration.category_id) == (RegistrationState.SUBMITTED, category.id)


def test_organizers_are_spoken_to_about_the_person(client: FlaskClient, category: Category, url: str) -> None:
    page = client.get(f"{url}new/").text
    assert "Where they come with one of the groups" in page
    assert "If you come with" not in page
