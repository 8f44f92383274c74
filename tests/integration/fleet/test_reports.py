"""What phones tell of themselves, what organizers tell them, and what the device page makes of both."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.checkin.models import Device, Pairing
from app.core.audit import AuditEntry
from app.core.clock import now
from app.events.models import Event
from app.fleet.messages import GOOD_FOR
from app.fleet.models import DeviceMessage, DeviceReport
from app.fleet.pairing import next_name
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, Phone, make_door, make_phone
from tests.factories.events import make_grant
from tests.integration.forms import post


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


@pytest.fixture
def organizer(client: FlaskClient, session: Session, door: Door) -> None:
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, door.event, "organizer")
    session.commit()
    sign_in(client, user)


def url(event: Event, rest: str = "") -> str:
    return f"/manage/events/{event.slug}/devices/{rest}"


def tell(client: FlaskClient, session: Session, phone: Phone, **told: Any) -> TestResponse:
    session.commit()
    return client.post("/api/v1/report", json=told, headers=phone.headers)


def shown_on(client: FlaskClient, session: Session, phone: Phone) -> list[str]:
    session.commit()
    answer = client.get("/api/v1/roster", headers=phone.headers)
    return [row["text"] for row in answer.json["messages"]]


def report_of(session: Session, phone: Phone) -> DeviceReport:
    session.rollback()
    session.expire_all()
    return session.scalars(select(DeviceReport).where(DeviceReport.device_id == phone.device.id)).one()


class TestReports:
    def test_the_latest_counts(self, client: FlaskClient, session: Session, door: Door):
        assert tell(client, session, door.phone, waiting=3, battery=70).status_code == 200
        stands = {"checkpoint": door.checkpoint.public_id, "roster_at": now().isoformat(), "build": "a1b2"}
        answer = tell(client, session, door.phone, waiting=0, battery=69, charging=True, **stands)
        assert answer.json == {"messages": []}
        found = report_of(session, door.phone)
        assert (found.waiting, found.battery, found.charging, found.build) == (0, 69, True, "a1b2")
        assert (found.checkpoint_id, found.rehearsing) == (door.checkpoint.id, False)

    def test_it_leaves_the_devices_own_row_alone(self, client: FlaskClient, session: Session, door: Door):
        session.commit()
        before = door.phone.device.changed_at
        tell(client, session, door.phone, waiting=1)
        session.expire_all()
        assert session.get_one(Device, door.phone.device.id).changed_at == before

    def test_a_checkpoint_of_another_event_is_nowhere(self, client: FlaskClient, session: Session, door: Door):
        other = make_door(session)
        tell(client, session, door.phone, checkpoint=other.checkpoint.public_id)
        assert report_of(session, door.phone).checkpoint_id is None

    @pytest.mark.parametrize(
        "wrong",
        [{"battery": 101}, {"waiting": -1}, {"waiting": "3"}, {"seen": ["x"]}, {"build": "a b"}, {"mood": "good"}],
    )
    def test_what_is_wrong_is_refused(self, client: FlaskClient, session: Session, door: Door, wrong: dict[str, Any]):
        assert tell(client, session, door.phone, **wrong).status_code == 422

    def test_a_device_out_of_service_tells_nothing(self, client: FlaskClient, session: Session, door: Door):
        gone = make_phone(session, door.event, revoked_at=now())
        assert tell(client, session, gone).status_code == 403


class TestMessages:
    def sent(self, session: Session, event: Event, text: str, **values: Any) -> DeviceMessage:
        message = DeviceMessage(event_id=event.id, text=text, **{"created_at": now(), **values})
        session.add(message)
        session.flush()
        return message

    def test_they_stand_on_each_device_until_somebody_there_has_seen_them(
        self, client: FlaskClient, session: Session, door: Door
    ):
        other = make_phone(session, door.event)
        to_all = self.sent(session, door.event, "Lunch is late")
        self.sent(session, door.event, "Come to the desk", device_id=other.device.id)
        assert shown_on(client, session, door.phone) == ["Lunch is late"]
        assert shown_on(client, session, other) == ["Lunch is late", "Come to the desk"]
        assert tell(client, session, other, seen=[to_all.public_id]).json["messages"][0]["text"] == "Come to the desk"
        tell(client, session, other, seen=[to_all.public_id])
        assert shown_on(client, session, other) == ["Come to the desk"]
        assert shown_on(client, session, door.phone) == ["Lunch is late"]

    def test_what_was_said_before_a_phone_was_paired_or_long_ago_is_shown_no_more(
        self, client: FlaskClient, session: Session, door: Door
    ):
        self.sent(session, door.event, "Before", created_at=now() - timedelta(days=1))
        old = self.sent(session, door.event, "Old", device_id=door.phone.device.id)
        old.created_at = now() - GOOD_FOR - timedelta(minutes=1)
        new = make_phone(session, door.event, created_at=now() - timedelta(hours=1))
        assert shown_on(client, session, new) == []
        assert shown_on(client, session, door.phone) == ["Before"]

    def test_nobody_acknowledges_for_another_event_or_device(self, client: FlaskClient, session: Session, door: Door):
        other = make_phone(session, make_door(session).event)
        message = self.sent(session, door.event, "For us", device_id=door.phone.device.id)
        third = make_phone(session, door.event)
        for phone in (other, third):
            assert tell(client, session, phone, seen=[message.public_id]).status_code == 200
        assert shown_on(client, session, door.phone) == ["For us"]


@pytest.mark.usefixtures("organizer")
class TestPage:
    def test_it_says_which_phone_needs_a_hand_and_why(self, client: FlaskClient, session: Session, door: Door):
        moment = now()
        late = (moment - timedelta(minutes=9)).isoformat()
        tell(client, session, door.phone, waiting=12, roster_at=late, battery=9, clock_offset_ms=-180_000)
        silent = make_phone(session, door.event, last_seen_at=moment - timedelta(minutes=7))
        well = make_phone(session, door.event)
        tell(client, session, well, roster_at=moment.isoformat(), rehearsing=True, checkpoint=door.checkpoint.public_id)
        page = client.get(url(door.event, "now/")).text
        for word in ("12 scans wait", "Roster 9 min old", "Battery 9 %", "Clock wrong by 3 minutes"):
            assert word in page
        assert "Not seen for 7 min" in page
        assert "2 need a hand" in page
        assert page.index(silent.device.name) < page.index(well.device.name)
        assert "Rehearsing" in page
        assert door.checkpoint.title.en in page

    def test_a_phone_on_its_charger_or_out_of_service_worries_nobody(
        self, client: FlaskClient, session: Session, door: Door
    ):
        tell(client, session, door.phone, battery=5, charging=True, roster_at=now().isoformat())
        make_phone(session, door.event, revoked_at=now(), last_seen_at=now() - timedelta(minutes=8))
        assert "need" not in client.get(url(door.event, "now/")).text

    def test_a_message_is_sent_shown_and_followed(self, client: FlaskClient, session: Session, door: Door):
        other = make_phone(session, door.event, name="West door")
        session.commit()
        typed = {"text": "Doors open", "to": "all"}
        assert post(client, url(door.event, "messages/"), typed, page=url(door.event)).status_code == 303
        assert shown_on(client, session, door.phone) == ["Doors open"]
        seen = [row["id"] for row in client.get("/api/v1/roster", headers=other.headers).json["messages"]]
        tell(client, session, other, seen=seen)
        shown = client.get(url(door.event, "now/")).text
        assert "Seen by 1 of 2" in shown
        assert f"Not yet: {door.phone.device.name}" in shown
        logged = session.scalars(select(AuditEntry).where(AuditEntry.object_type == "device_message")).one()
        assert (logged.action, logged.event_id) == ("create", door.event.id)

    def test_a_message_to_one_reaches_one(self, client: FlaskClient, session: Session, door: Door):
        other = make_phone(session, door.event)
        session.commit()
        sent = {"text": "Come to the desk", "to": other.device.public_id}
        post(client, url(door.event, "messages/"), sent, page=url(door.event))
        assert shown_on(client, session, door.phone) == []
        assert shown_on(client, session, other) == ["Come to the desk"]

    @pytest.mark.parametrize("wrong", [{"text": ""}, {"text": "x" * 301}, {"to": "A" * 16}, {"to": ""}])
    def test_a_wrong_message_is_refused_and_kept(
        self, client: FlaskClient, session: Session, door: Door, wrong: dict[str, str]
    ):
        make_phone(session, make_door(session).event, public_id="A" * 16)
        session.commit()
        typed = {"text": "Doors open", "to": "all"} | wrong
        answer = post(client, url(door.event, "messages/"), typed, page=url(door.event))
        assert answer.status_code == 422
        assert "error-summary" in answer.text
        assert (wrong.get("text", "Doors open") or "Tell the phones") in answer.text
        assert session.scalars(select(DeviceMessage)).all() == []

    def test_one_phone_is_paired_after_another_without_typing(
        self, client: FlaskClient, session: Session, door: Door, application: Any
    ):
        until = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        terms = {"name": "East door 9", "role": "search", "expires": until, "checkpoints": [door.checkpoint.public_id]}
        post(client, url(door.event, "pair/"), terms, page=url(door.event))
        first = session.scalars(select(Pairing)).one()
        state = url(door.event, f"pairings/{first.public_id}/")
        session.rollback()
        assert client.get(state).status_code == 200
        first = session.scalars(select(Pairing)).one()
        first.used_at = now()
        session.commit()
        used = client.get(state)
        assert (used.status_code, "East door 10" in used.text) == (286, True)  # htmx asks no more
        answer = post(client, f"{state}next/", page=url(door.event))
        assert "East door 10" in answer.text
        session.rollback()
        second = session.scalars(select(Pairing).order_by(Pairing.id.desc())).first()
        assert (second.name, second.role, second.checkpoint_ids) == ("East door 10", first.role, [door.checkpoint.id])
        assert (second.used_at, second.code_hash != first.code_hash) == (None, True)

    def test_a_code_that_nobody_used_is_made_anew_under_the_same_name(
        self, client: FlaskClient, session: Session, door: Door
    ):
        page = client.get(url(door.event)).text
        assert 'value="Phone 2"' in page
        until = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        terms = {"name": "Phone 2", "role": "scan", "expires": until}
        post(client, url(door.event, "pair/"), terms, page=url(door.event))
        pairing = session.scalars(select(Pairing)).one()
        pairing.expires_at = now() - timedelta(seconds=1)
        session.commit()
        post(client, url(door.event, f"pairings/{pairing.public_id}/next/"), page=url(door.event))
        session.rollback()
        assert [row.name for row in session.scalars(select(Pairing))] == ["Phone 2", "Phone 2"]


@pytest.mark.parametrize(
    ("name", "following"),
    [("Door 1", "Door 2"), ("Door 9", "Door 10"), ("东门", "东门 2"), ("7", "8"), ("x" * 80, "x" * 78 + " 2")],
)
def test_names_count_on(name: str, following: str):
    assert next_name(name) == following
