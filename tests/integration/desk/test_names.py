"""What a phone of the desk takes along: names and keys, no whole number and no mail; notes for who may read them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.db import db
from app.core.names import PersonName
from app.core.text import Bilingual
from app.desk import notes
from app.desk.index import index
from app.desk.notes import Note
from app.registration import admission, answers, erasing
from app.registration.models import FieldKind, FormField, Registration
from app.registration.owndata import collect
from tests.factories.checkin import Door, Phone, make_door, make_phone
from tests.factories.tickets import secrets_of_app
from tests.integration.query_counts.counting import counted

NAME = PersonName("欧阳晓明", "Ouyang", "Xiaoming")


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


@pytest.fixture
def desk(session: Session, door: Door) -> Phone:
    return make_phone(session, door.event, "search")


def guest(session: Session, door: Door, **overrides: Any) -> Registration:
    values = {"name": NAME, "phone": "+8613900001234", "contact_email": "xiaoming.o@mail.example"}
    return door.guest(session, **values | overrides)[0]


def fetch(client: FlaskClient, phone: Phone, **body: Any) -> Any:
    return client.post("/api/v1/people/index", json=body, headers=phone.headers)


def test_the_keys_are_those_by_which_people_are_found(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    person = guest(session, door)
    session.commit()
    answer = fetch(client, desk)
    [entry] = answer.json["index"]["people"]
    assert (entry["id"], entry["name"]) == (person.public_id, {"zh": "欧阳晓明", "en": "Ouyang Xiaoming"})
    assert {"欧阳晓明", "ouyangxiaoming", "xiaomingouyang", "#4321"} <= set(entry["keys"])
    assert len(entry["short"]) == 8
    for secret in ("13900001234", "xiaoming.o", "xiaomingomailexample"):
        assert secret not in answer.text
    assert "歐欧" in answer.json["index"]["variants"]


def test_later_only_who_has_changed_is_told_and_who_is_gone(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    person, gone = guest(session, door), guest(session, door, contact_email="b@mail.example")
    public_id = gone.public_id
    session.execute(update(Registration).values(changed_at=now() - timedelta(days=1)))
    session.expire_all()
    admission.withdraw(session, gone, now())
    erasing.erase_own(session, gone, now())
    session.commit()
    told = fetch(client, desk, since=now().isoformat()).json["index"]
    assert (told["whole"], told["people"], told["gone"]) == (False, [], [public_id])
    notes.write(session, secrets_of_app(), person, Note(note="wheelchair"), now())
    session.commit()
    told = fetch(client, desk, since=now().isoformat()).json["index"]
    assert [entry["note"]["note"] for entry in told["people"]] == ["wheelchair"]
    assert fetch(client, desk, since=(now() - timedelta(days=3)).isoformat()).json["index"]["whole"]


def test_that_a_phone_took_all_names_is_logged_and_no_name_with_it(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    guest(session, door)
    session.commit()
    fetch(client, desk)
    fetch(client, desk, since=now().isoformat())
    session.rollback()
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "take_names")).all()
    assert (entry.actor_name, entry.event_id, entry.after) == (desk.device.name, door.event.id, {"people": 1})


def test_a_phone_of_a_lane_gets_neither_names_nor_notes(client: FlaskClient, session: Session, door: Door) -> None:
    person = guest(session, door)
    session.commit()
    assert fetch(client, door.phone).status_code == 403
    asked = client.post("/api/v1/people/note", json={"registration": person.public_id}, headers=door.phone.headers)
    assert asked.status_code == 403


def test_a_note_is_told_with_the_needs_that_are_for_the_desk_and_each_look_is_logged(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    person = guest(session, door)
    asked = {"event_id": door.event.id, "kind": FieldKind.TEXT, "label": Bilingual("需要", "Needs"), "sensitive": True}
    wanted, private = FormField(key="needs", for_desk=True, **asked), FormField(key="passport", **asked)
    session.add_all([wanted, private])
    session.flush()
    answers.save(session, secrets_of_app(), person, {wanted: "手语翻译", private: "X0000001"})
    notes.write(session, secrets_of_app(), person, Note(vip=True, call="林主任", note="二号门"), now())
    session.commit()
    answer = client.post("/api/v1/people/note", json={"registration": person.public_id}, headers=desk.headers)
    note = answer.json["note"]
    assert (note["vip"], note["call"], note["note"]) == (True, "林主任", "二号门")
    assert [need["answer"]["zh"] for need in note["needs"]] == ["手语翻译"]
    assert "X0000001" not in answer.text
    session.rollback()
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "read_note")).all()
    assert (entry.object_id, entry.actor_name) == (person.public_id, desk.device.name)


def test_whoever_there_is_nothing_to_know_of_leaves_no_trace_in_the_log(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    person = guest(session, door)
    session.commit()
    answer = client.post("/api/v1/people/note", json={"registration": person.public_id}, headers=desk.headers)
    assert answer.json["note"] == {"vip": False, "call": "", "note": "", "needs": []}
    session.rollback()
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "read_note")).all() == []


def test_people_of_other_events_are_not_told_of(client: FlaskClient, session: Session, door: Door, desk: Phone) -> None:
    elsewhere = make_door(session)
    stranger = guest(session, elsewhere)
    session.commit()
    asked = client.post("/api/v1/people/note", json={"registration": stranger.public_id}, headers=desk.headers)
    assert asked.status_code == 404
    assert fetch(client, desk).json["index"]["people"] == []


def test_what_was_written_of_somebody_is_theirs_to_read_and_goes_with_them(session: Session, door: Door) -> None:
    person = guest(session, door)
    notes.write(session, secrets_of_app(), person, Note(note="wheelchair"), now())
    assert collect(session, secrets_of_app(), person)["desk_note"]["note"] == "wheelchair"
    admission.withdraw(session, person, now())
    erasing.erase_own(session, person, now())
    session.flush()
    assert "desk_note" not in collect(session, secrets_of_app(), person)


def test_many_people_take_as_many_statements_as_few(session: Session, door: Door) -> None:
    sent = []
    for more in (2, 20):
        for number in range(more):
            guest(session, door, contact_email=f"{more}-{number}@mail.example")
        session.flush()
        with counted(db.engine) as statements:
            index(session, secrets_of_app(), door.event.id, None, now())
        sent.append(len(statements))
    assert sent[0] == sent[1]
