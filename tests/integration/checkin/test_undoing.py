"""Taking a scan back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin import undoing
from app.checkin.models import Attendance, Device, Scan
from app.checkin.undoing import Undo, undo
from app.core.clock import now
from app.core.errors import DomainError
from app.registration.models import Registration
from app.tickets.queries import ticket_of
from tests.factories.checkin import Door, Phone, make_door, make_item, make_phone, scan, uuid7


def attendance(session: Session) -> list[Attendance]:
    return list(session.scalars(select(Attendance).execution_options(populate_existing=True)))


def take_back(session: Session, door: Door, phone: Phone, line: Scan, **changed: Any) -> Scan:
    values = {"scan_id": uuid7(), "target": line, "sequence": 10_000, "reason": "wrong person"} | changed
    return undo(session, door.event, session.get_one(Device, phone.device.id), Undo(**values), now())


def admitted(session: Session, door: Door, **overrides: Any) -> Scan:
    _, ticket = door.guest(session)
    [answer] = scan(session, door.phone, make_item(door.checkpoint, ticket.code, **overrides))
    return session.scalars(select(Scan).where(Scan.scan_id == answer.scan_id)).one()


def test_an_undo_is_another_line_and_frees_the_place(session: Session):
    door = make_door(session)
    supervisor = make_phone(session, door.event, "supervisor")
    line = admitted(session, door)
    assert len(attendance(session)) == 1
    taken = take_back(session, door, supervisor, line)
    assert (taken.verdict, taken.undoes_id, taken.note) == ("undo", line.id, "wrong person")
    assert attendance(session) == []
    code = session.get_one(Scan, line.id).registration_id
    assert code == line.registration_id
    item = make_item(door.checkpoint, registration="", code=_code_of(session, line))
    assert scan(session, door.phone, item)[0].verdict == "admitted"


def _code_of(session: Session, line: Scan) -> str:
    ticket = ticket_of(session, session.get_one(Registration, line.registration_id))
    assert ticket
    return ticket.code


def test_an_undo_sent_twice_is_one_undo(session: Session):
    door = make_door(session)
    supervisor = make_phone(session, door.event, "supervisor")
    line, mine = admitted(session, door), uuid7()
    first = take_back(session, door, supervisor, line, scan_id=mine)
    assert take_back(session, door, supervisor, line, scan_id=mine).id == first.id
    with pytest.raises(DomainError):
        take_back(session, door, supervisor, line)


def test_an_undo_needs_a_reason_and_an_admission_that_is_not_too_old(session: Session):
    door = make_door(session)
    supervisor = make_phone(session, door.event, "supervisor")
    line = admitted(session, door)
    with pytest.raises(DomainError):
        take_back(session, door, supervisor, line, reason="  ")
    line.received_at = now() - undoing.UNDO_WITHIN - timedelta(minutes=1)
    with pytest.raises(DomainError):
        take_back(session, door, supervisor, line)
    [refused] = scan(session, door.phone, make_item(door.checkpoint, "nonsense"))
    other = session.scalars(select(Scan).where(Scan.scan_id == refused.scan_id)).one()
    with pytest.raises(DomainError):
        take_back(session, door, supervisor, other)


@pytest.mark.parametrize("changed", [{"reason": "another reason"}, {"sequence": 7}])
def test_another_undo_under_an_old_id_is_refused(session: Session, changed: dict[str, Any]) -> None:
    door = make_door(session)
    supervisor = make_phone(session, door.event, "supervisor")
    line, mine = admitted(session, door), uuid7()
    take_back(session, door, supervisor, line, scan_id=mine)
    with pytest.raises(DomainError):
        take_back(session, door, supervisor, line, scan_id=mine, **changed)
    assert len(session.scalars(select(Scan)).all()) == 2
