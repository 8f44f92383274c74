"""The list of a checkpoint as organizers fill it, and what the door makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.checkin.models import Checkpoint, RosterEntry
from app.core.audit import AuditEntry
from app.core.names import PersonName
from app.registration.models import Registration
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_door, make_item, scan
from tests.factories.events import make_grant
from tests.factories.registration import make_category, make_registration
from tests.integration.forms import post
from tests.integration.outside import catch_up

ANNA, BERTA = PersonName(family="Meier", given="Anna"), PersonName(family="Schulz", given="Berta")


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session, admits="roster", kind="bus")


@pytest.fixture(autouse=True)
def organizer(client: FlaskClient, session: Session, door: Door) -> User:
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, door.event, "organizer")
    session.commit()
    sign_in(client, user)
    return user


def page(door: Door, rest: str = "") -> str:
    return f"/manage/events/{door.event.slug}/checkpoints/{door.checkpoint.public_id}/list/{rest}"


def listed(session: Session, door: Door) -> set[int]:
    catch_up(session)
    mine = select(RosterEntry.registration_id).where(RosterEntry.checkpoint_id == door.checkpoint.id)
    return set(session.scalars(mine))


def send(client: FlaskClient, session: Session, door: Door, act: str, **fields: Any) -> TestResponse:
    session.commit()
    return post(client, page(door, f"{act}/"), fields, page=page(door), follow_redirects=True)


def guests(session: Session, door: Door) -> tuple[Registration, Registration]:
    anna, berta = (door.guest(session, name=name)[0] for name in (ANNA, BERTA))
    session.commit()
    return anna, berta


def test_an_empty_list_says_what_to_do(client: FlaskClient, door: Door) -> None:
    text = client.get(page(door)).text
    assert "Nobody is on the list yet" in text
    assert "0 people on the list" in client.get(f"/manage/events/{door.event.slug}/checkpoints/").text


def test_people_are_found_and_put_on_the_list_together(client: FlaskClient, session: Session, door: Door) -> None:
    anna, berta = guests(session, door)
    found = client.get(page(door, "?q=meier")).text
    assert f'value="{anna.public_id}"' in found
    assert f'value="{berta.public_id}"' not in found
    said = send(client, session, door, "add", ids=[anna.public_id, berta.public_id], q="meier").text
    assert "2 people were added" in said
    assert 'value="meier"' in said
    assert listed(session, door) == {anna.id, berta.id}
    again = send(client, session, door, "add", ids=[anna.public_id]).text
    assert "Choose people who are not on the list yet" in again
    assert f'value="{anna.public_id}" aria-label="Anna Meier" form="add"' not in client.get(page(door, "?q=meier")).text


def test_whoever_is_on_the_list_passes_and_is_counted_as_expected(
    client: FlaskClient, session: Session, door: Door
) -> None:
    (anna, first), (_, second) = door.guest(session), door.guest(session)
    send(client, session, door, "add", ids=[anna.public_id])
    told = [scan(session, door.phone, make_item(door.checkpoint, ticket.code))[0] for ticket in (first, second)]
    assert [answer.reason or answer.verdict for answer in told] == ["admitted", "not_on_roster"]
    assert "1 person on the list" in client.get(f"/manage/events/{door.event.slug}/checkpoints/").text


def test_all_who_are_accepted_in_a_category_are_added_at_once(
    client: FlaskClient, session: Session, door: Door
) -> None:
    press = make_category(session, door.event, "press")
    reporters = [make_registration(session, press) for _ in range(3)]
    make_registration(session, press, state="waitlisted")
    door.guest(session)
    send(client, session, door, "add", ids=[reporters[0].public_id])
    assert "2 people were added" in send(client, session, door, "add-category", category=press.public_id).text
    assert listed(session, door) == {reporter.id for reporter in reporters}
    assert "Nobody of this category" in send(client, session, door, "add-category", category=press.public_id).text


def test_people_are_taken_off_the_list(client: FlaskClient, session: Session, door: Door) -> None:
    anna, berta = guests(session, door)
    send(client, session, door, "add", ids=[anna.public_id, berta.public_id])
    assert "1 person is off the list" in send(client, session, door, "remove", ids=[anna.public_id]).text
    assert listed(session, door) == {berta.id}
    assert "Choose people first" in send(client, session, door, "remove", ids=[anna.public_id]).text


def test_nobody_of_another_event_gets_on_the_list(client: FlaskClient, session: Session, door: Door) -> None:
    other = make_door(session)
    stranger, _ = other.guest(session)
    session.commit()
    send(client, session, door, "add", ids=[stranger.public_id])
    assert send(client, session, door, "add-category", category=other.category.public_id).status_code == 404
    assert listed(session, door) == set()


def test_each_change_is_logged_with_the_persons_registration(
    client: FlaskClient, session: Session, door: Door, organizer: User
) -> None:
    anna, berta = guests(session, door)
    send(client, session, door, "add", ids=[anna.public_id])
    send(client, session, door, "remove", ids=[anna.public_id])
    send(client, session, door, "add-category", category=door.category.public_id)
    assert listed(session, door) == {anna.id, berta.id}
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.action.in_(["enlist", "unlist"])).order_by(AuditEntry.id)
    )
    logged = [(entry.action, entry.object_id, entry.event_id, entry.actor_id) for entry in entries]
    where = (door.event.id, organizer.id)
    assert logged == [
        ("enlist", anna.public_id, *where),
        ("unlist", anna.public_id, *where),
        ("enlist", door.checkpoint.public_id, *where),
    ]
    text = client.get(f"/manage/events/{door.event.slug}/log/").text
    assert door.checkpoint.title.en in text


def test_a_long_list_is_read_a_page_at_a_time(client: FlaskClient, session: Session, door: Door) -> None:
    for _ in range(60):
        door.guest(session)
    send(client, session, door, "add-category", category=door.category.public_id)
    first, last, beyond = (client.get(page(door, f"?page={number}")).text for number in (1, 2, 99))
    assert [text.count('form="remove"') for text in (first, last, beyond)] == [50, 10, 10]


def test_a_list_that_is_not_asked_says_so(client: FlaskClient, session: Session, door: Door) -> None:
    session.get_one(Checkpoint, door.checkpoint.id).admits = "all"
    session.commit()
    assert "This list is not asked" in client.get(page(door)).text
