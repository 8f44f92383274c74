"""The desk's pages: walk-ins, blank badges, notes."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.names import PersonName
from app.desk import notes
from app.desk.models import DeskNote, Trouble, WalkIn
from app.desk.notes import Note
from app.events.models import EventRole
from app.registration.models import Places
from app.tickets.models import SpareBadge, SpareStock
from tests.factories.checkin import Door, make_door, make_item, scan
from tests.factories.registration import make_registration
from tests.factories.tickets import make_spares, secrets_of_app
from tests.integration.forms import csrf_token
from tests.integration.organizing import as_role


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


def send(client: FlaskClient, path: str, **fields: Any) -> Any:
    return client.post(path, data={"csrf_token": csrf_token(client, "/sign-in/"), **fields})


def staff(session: Session, client: FlaskClient, door: Door, role: EventRole = EventRole.ORGANIZER) -> str:
    """The address of the event's pages, for somebody who is signed in."""
    as_role(client, session, door.event, role)
    return f"/manage/events/{door.event.slug}"


PERSON = {"han": "陆远航", "organisation": "虚构实验室", "country": "CN", "consent_notice": "y"}


def test_a_helper_registers_a_walk_in_whose_code_stands_on_the_screen(
    client: FlaskClient, session: Session, door: Door
) -> None:
    base = staff(session, client, door, EventRole.CHECKIN)
    category = door.category.public_id
    answer = send(client, f"{base}/walk-ins/new/", **PERSON, category=category)
    assert answer.status_code == 303
    page = client.get(answer.location).text
    assert "陆远航" in page
    assert "<path d=" in page
    assert "陆远航" in client.get(f"{base}/walk-ins/").text


def test_a_second_press_registers_nobody_anew(client: FlaskClient, session: Session, door: Door) -> None:
    base = staff(session, client, door)
    first = client.get(f"{base}/walk-ins/new/").text
    key = first.split('name="walk_in_id"')[1].split('value="')[1].split('"')[0]
    for _press in range(2):
        answer = send(client, f"{base}/walk-ins/new/", **PERSON, category=door.category.public_id, walk_in_id=key)
        assert answer.status_code == 303
    session.rollback()
    assert len(session.scalars(select(WalkIn)).all()) == 1


def test_what_is_amiss_is_said_beside_its_field_and_what_was_typed_stays(
    client: FlaskClient, session: Session, door: Door
) -> None:
    make_registration(session, door.category, name=PersonName(han="陆远航"))
    base = staff(session, client, door)
    path = f"{base}/walk-ins/new/"
    no_badge = send(client, path, **PERSON, badge="ABCD-1234")
    assert no_badge.status_code == 422
    assert "ABCD-1234" in no_badge.text
    same = send(client, path, **PERSON, category=door.category.public_id)
    assert same.status_code == 422
    assert 'name="someone_else"' in same.text
    session.execute(update(Places).where(Places.category_id == door.category.id).values(capacity=1, taken=1))
    session.commit()
    full = send(client, path, **PERSON, category=door.category.public_id, someone_else="y")
    assert full.status_code == 422
    assert 'name="beyond"' in full.text
    beyond = {"someone_else": "y", "beyond": "主讲人的同事"}
    assert send(client, path, **PERSON, category=door.category.public_id, **beyond).status_code == 303
    abroad = send(client, path, **PERSON | {"country": "DE"}, category=door.category.public_id)
    assert abroad.status_code == 422


def test_a_troubled_walk_in_waits_until_an_organizer_has_seen_it(
    client: FlaskClient, session: Session, door: Door
) -> None:
    base = staff(session, client, door)
    send(client, f"{base}/walk-ins/new/", **PERSON, category=door.category.public_id)
    session.rollback()
    row = session.scalars(select(WalkIn)).one()
    row.trouble = Trouble.SAME_NAME
    session.commit()
    settle = f"{base}/walk-ins/{row.public_id}/settle/"
    assert settle in client.get(f"{base}/walk-ins/").text
    send(client, settle)
    assert settle not in client.get(f"{base}/walk-ins/").text
    session.refresh(row)
    assert row.settled_by is not None


def test_blank_badges_are_made_printed_and_withdrawn(client: FlaskClient, session: Session, door: Door) -> None:
    base = staff(session, client, door)
    path = f"{base}/spare-badges/"
    made = send(client, path, category=door.category.public_id, number="3", label="East door")
    assert made.status_code == 303
    session.rollback()
    stock = session.scalars(select(SpareStock)).one()
    badges = session.scalars(select(SpareBadge)).all()
    assert len({badge.code for badge in badges}) == 3
    printed = client.get(f"{path}{stock.public_id}.pdf")
    assert printed.data.startswith(b"%PDF")
    send(client, f"{path}{stock.public_id}/void/")
    [answer] = scan(session, door.phone, make_item(door.checkpoint, badges[0].code))
    assert answer.reason == "void_badge"
    assert client.get(f"{path}{stock.public_id}.pdf").status_code == 404
    again = send(client, f"{path}{stock.public_id}/void/")
    assert again.status_code == 303


def test_no_more_badges_are_made_than_a_desk_hands_out(client: FlaskClient, session: Session, door: Door) -> None:
    base = staff(session, client, door)
    for number in ("0", "501", "x", ""):
        answer = send(client, f"{base}/spare-badges/", category=door.category.public_id, number=number)
        assert answer.status_code == 422, number


def test_a_note_is_sealed_where_it_is_kept_and_each_look_is_logged(
    client: FlaskClient, session: Session, door: Door
) -> None:
    guest, _ = door.guest(session)
    base = staff(session, client, door)
    path = f"{base}/registrations/{guest.public_id}/desk-note/"
    assert send(client, path, vip="y", call="王处长 13900000000", note="轮椅,二号门").status_code == 303
    session.rollback()
    row = session.scalars(select(DeskNote)).one()
    assert "轮椅".encode() not in row.sealed
    assert "轮椅" not in client.get(path).text
    shown = send(client, path, look="1").text
    assert "轮椅,二号门" in shown
    session.rollback()
    entries = session.scalars(select(AuditEntry).where(AuditEntry.action == "read_note")).all()
    assert len(entries) == 1
    logged = " ".join(f"{entry.before} {entry.after}" for entry in session.scalars(select(AuditEntry)))
    assert "轮椅" not in logged
    assert "13900000000" not in logged


def test_an_empty_note_leaves_nothing(session: Session, door: Door) -> None:
    guest, _ = door.guest(session)
    notes.write(session, secrets_of_app(), guest, Note(vip=True), now())
    notes.write(session, secrets_of_app(), guest, Note(), now())
    assert session.get(DeskNote, guest.id) is None


def test_spares_of_another_event_are_not_found(client: FlaskClient, session: Session, door: Door) -> None:
    other = make_door(session)
    [spare] = make_spares(session, other.category)
    base = staff(session, client, door)
    assert client.get(f"{base}/spare-badges/{spare.stock.public_id}.pdf").status_code == 404
