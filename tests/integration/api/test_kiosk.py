"""A kiosk is a device that scans and nothing else, and its PIN is not guessed."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin import pins
from app.checkin.models import Device, DeviceRole, Pairing
from app.core.text import Bilingual
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, Phone, make_door, make_item, make_phone, scan
from tests.factories.events import make_grant
from tests.integration.forms import post
from tests.integration.outside import catch_up

PIN = "2580"


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session, onward=Bilingual("二号台", "desk 2"))


@pytest.fixture
def kiosk(session: Session, door: Door) -> Phone:
    phone = make_phone(session, door.event, "kiosk", pin=pins.keep(PIN))
    session.commit()
    return phone


def unlock(client: FlaskClient, phone: Phone, pin: object):
    return client.post("/api/v1/kiosk/pin", json={"pin": pin}, headers=phone.headers)


def test_it_checks_guests_in_by_their_code(client: FlaskClient, session: Session, door: Door, kiosk: Phone):
    _, ticket = door.guest(session)
    [answer] = scan(session, kiosk, make_item(door.checkpoint, ticket.code))
    assert answer.verdict == "admitted"


def test_it_picks_nobody_by_name_and_overrules_nothing(client: FlaskClient, session: Session, door: Door, kiosk: Phone):
    registration, ticket = door.guest(session)
    picked = make_item(door.checkpoint, registration=registration.public_id)
    forced = make_item(door.checkpoint, ticket.code, forced=True)
    answers = scan(session, kiosk, picked, forced)
    assert [answer.error.code for answer in answers if answer.error] == ["not_allowed", "not_allowed"]
    assert client.get("/api/v1/people?q=Xiaoming", headers=kiosk.headers).status_code == 403


def test_it_is_told_its_pin_as_it_is_kept_and_where_guests_go_next(client: FlaskClient, kiosk: Phone, door: Door):
    told = client.get("/api/v1/device", headers=kiosk.headers).json
    assert pins.matches(PIN, f"{told['pin']['rounds']}${told['pin']['salt']}${told['pin']['hash']}")
    assert told["checkpoints"][0]["onward"] == {"zh": "二号台", "en": "desk 2"}
    assert client.get("/api/v1/device", headers=door.phone.headers).json["pin"] is None


def test_its_pin_lets_staff_out(client: FlaskClient, kiosk: Phone):
    assert unlock(client, kiosk, PIN).json == {"right": True}
    assert unlock(client, kiosk, "2581").json == {"right": False}


def test_ten_tries_in_ten_minutes_and_then_not_even_the_right_one(client: FlaskClient, kiosk: Phone):
    answers = [unlock(client, kiosk, f"{guess:04}").status_code for guess in range(10)]
    assert answers == [200] * 10
    late = unlock(client, kiosk, PIN)
    assert late.status_code == 429
    assert int(late.headers["Retry-After"]) > 0


@pytest.mark.parametrize("body", [{}, {"pin": 2580}, {"pin": ""}, {"pin": "\0"}, {"pin": "1" * 41}])
def test_what_is_no_pin_is_refused(client: FlaskClient, kiosk: Phone, body: object):
    answer = client.post("/api/v1/kiosk/pin", json=body, headers=kiosk.headers)
    assert answer.status_code == 422


def test_an_organizer_chooses_the_pin_at_pairing_and_the_tablet_keeps_it(
    client: FlaskClient, session: Session, door: Door
):
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, door.event, "organizer")
    session.commit()
    sign_in(client, user)
    devices = f"/manage/events/{door.event.slug}/devices/"
    terms = {"name": "Tablet", "role": "kiosk", "expires": "2099-01-01T00:00", "pin": ""}
    refused = post(client, f"{devices}pair/", terms, page=devices)
    assert refused.status_code == 422
    assert "Choose a PIN of four to eight digits." in refused.text
    page = post(client, f"{devices}pair/", terms | {"pin": PIN}, page=devices)
    assert PIN not in page.text
    link = page.text.split("/scan/pair/")[1].split("/")[0]
    post(client, f"/scan/pair/{link}/")
    catch_up(session)
    device = session.scalars(select(Device).where(Device.name == "Tablet")).one()
    pairing = session.scalars(select(Pairing)).one()
    assert device.role is DeviceRole.KIOSK
    assert pins.matches(PIN, device.pin)
    assert device.pin == pairing.pin
