"""`/c/<CODE>`: opening it checks nobody in, and tells nobody anything who may not know."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Level
from app.checkin.models import Attendance, Scan
from app.core.clock import now
from app.tickets import issuing
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_checkpoint, make_door
from tests.factories.events import make_grant
from tests.factories.tickets import forged, secrets_of_app
from tests.integration.forms import csrf_token, post


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


def scans(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Scan)) or 0


def colleague(client: FlaskClient, session: Session, door: Door, role: str = "checkin") -> None:
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, door.event, role)
    session.commit()
    sign_in(client, user)


def neutral(text: str, code: str) -> str:
    return re.sub(re.escape(code), "CODE", re.sub(r'value="[^"]{30,}"', "", text), flags=re.IGNORECASE)


def test_a_stranger_sees_the_same_page_for_every_code(client: FlaskClient, session: Session, door: Door):
    _, ticket = door.guest(session)
    session.commit()
    codes = [ticket.code, forged(ticket.code), "A" * 132, "whatever", ticket.code.lower()]
    pages = {neutral(client.get(f"/c/{code}").text, code) for code in codes}
    assert len(pages) == 1
    assert "Xiaoming" not in pages.pop()
    assert scans(session) == 0


def test_a_stranger_cannot_check_anybody_in(client: FlaskClient, session: Session, door: Door):
    _, ticket = door.guest(session)
    session.commit()
    path = f"/c/{ticket.code}"
    assert client.post(path).status_code == 400
    assert post(client, path, page="/sign-in/").status_code in (302, 401)
    assert scans(session) == 0


def test_the_owner_is_led_to_the_ticket(client: FlaskClient, session: Session, door: Door):
    guest, ticket = door.guest(session)
    owner = make_user(session, email=guest.contact_email)
    session.commit()
    sign_in(client, owner, Level.MAIL)
    response = client.get(f"/c/{ticket.code}")
    assert (response.status_code, response.location) == (303, f"/my/{guest.public_id}/")
    assert client.get(f"/c/{forged(ticket.code)}").status_code == 200


def test_somebody_else_who_is_signed_in_sees_no_name(client: FlaskClient, session: Session, door: Door):
    _, ticket = door.guest(session)
    other = make_user(session)
    session.commit()
    sign_in(client, other, Level.MAIL)
    assert "Xiaoming" not in client.get(f"/c/{ticket.code}").text


@pytest.mark.parametrize("role", ["checkin", "organizer"])
def test_staff_see_the_person_and_a_button_that_checks_in(client: FlaskClient, session: Session, door: Door, role: str):
    _, ticket = door.guest(session)
    colleague(client, session, door, role)
    path = f"/c/{ticket.code}"
    page = client.get(path)
    assert "Xiaoming" in page.text
    assert scans(session) == 0
    sent = {"checkpoint": door.checkpoint.public_id, "scan_id": scan_id(page.text)}
    assert "Admitted" in post(client, path, sent).text
    assert "Admitted" in post(client, path, sent).text
    assert scans(session) == 1
    again = post(client, path, sent | {"scan_id": scan_id(client.get(path).text)})
    assert "Here before" in again.text
    assert session.scalar(select(func.count()).select_from(Attendance)) == 1


def scan_id(text: str) -> str:
    found = re.search(r'name="scan_id" value="([^"]+)"', text)
    assert found
    return found.group(1)


@pytest.mark.parametrize("role", ["viewer"])
def test_a_reader_of_the_event_is_not_staff_at_the_door(client: FlaskClient, session: Session, door: Door, role: str):
    _, ticket = door.guest(session)
    colleague(client, session, door, role)
    assert "Xiaoming" not in client.get(f"/c/{ticket.code}").text
    token = csrf_token(client, "/account/")
    assert client.post(f"/c/{ticket.code}", data={"csrf_token": token}).status_code == 403


def test_staff_of_another_event_see_no_name(client: FlaskClient, session: Session, door: Door):
    _, ticket = door.guest(session)
    colleague(client, session, make_door(session))
    assert "Xiaoming" not in client.get(f"/c/{ticket.code}").text


def test_staff_are_told_of_forged_and_replaced_codes(client: FlaskClient, session: Session, door: Door):
    guest, ticket = door.guest(session)
    old = ticket.code
    issuing.reissue(session, secrets_of_app(), guest, now())
    colleague(client, session, door)
    page = client.get(f"/c/{forged(old)}").text
    assert "forged" in page
    assert "Xiaoming" not in page
    assert "replaced" in client.get(f"/c/{old}").text


@pytest.mark.parametrize(
    "wrong",
    [{"checkpoint": ""}, {"checkpoint": "A" * 16}, {"scan_id": "x"}, {"scan_id": ""}, {"checkpoint": "other"}],
)
def test_a_wrong_form_checks_nobody_in(client: FlaskClient, session: Session, door: Door, wrong: dict[str, Any]):
    _, ticket = door.guest(session)
    elsewhere = make_checkpoint(session, make_door(session).event)
    if wrong.get("checkpoint") == "other":
        wrong = {"checkpoint": elsewhere.public_id}
    colleague(client, session, door)
    path = f"/c/{ticket.code}"
    sent = {"checkpoint": door.checkpoint.public_id, "scan_id": scan_id(client.get(path).text)}
    assert post(client, path, sent | wrong, follow_redirects=True).status_code == 200
    assert scans(session) == 0


def test_a_form_sent_again_for_another_checkpoint_says_what_is_wrong(client: FlaskClient, session: Session, door: Door):
    _, ticket = door.guest(session)
    hall = make_checkpoint(session, door.event)
    colleague(client, session, door)
    path = f"/c/{ticket.code}"
    sent = {"scan_id": scan_id(client.get(path).text)}
    post(client, path, sent | {"checkpoint": door.checkpoint.public_id})
    page = post(client, path, sent | {"checkpoint": hall.public_id}).text
    assert "Not recorded" in page
    assert "Scan it once more" in page
    assert scans(session) == 1
