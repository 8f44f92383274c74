"""Many scans at the same moment: one wins, each is a line, and the books add up."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin.ledger import Delivery
from app.checkin.models import Attendance, Device, Scan
from app.checkin.scanning import record_one, record_scans
from app.checkin.undoing import Undo, undo
from app.core.clock import now
from app.core.db import db, turn_to_writing
from app.core.edge import Application
from app.events.models import Event
from tests.factories.checkin import make_door, make_item, make_phone, scan, uuid7

CROWD = 50


def test_fifty_scans_of_one_code_at_once_admit_one(session: Session, application: Application):
    door = make_door(session)
    _, ticket = door.guest(session)
    phones = [make_phone(session, door.event) for _ in range(CROWD)]
    session.commit()
    gate = Barrier(CROWD)

    def rush(number: int) -> str:
        item = make_item(door.checkpoint, ticket.code, sequence=1)
        with application.app_context():
            gate.wait()
            answer = record_one(db.engine, phones[number].token_hash, item, Delivery(now()))
            if answer is None:
                [answer] = record_scans(db.session(), phones[number].token_hash, [item], Delivery(now()), print)
                db.session.commit()
            return str(answer.verdict)

    with ThreadPoolExecutor(CROWD) as pool:
        told = Counter(pool.map(rush, range(CROWD)))
    assert told == {"admitted": 1, "repeat": CROWD - 1}
    assert Counter(session.scalars(select(Scan.verdict))) == told
    assert session.scalar(select(func.count()).select_from(Attendance)) == 1


def test_of_fifty_phones_that_let_one_code_in_at_once_the_first_did(session: Session, application: Application):
    door = make_door(session)
    _, ticket = door.guest(session)
    phones = [make_phone(session, door.event) for _ in range(CROWD)]
    session.commit()
    gate = Barrier(CROWD)

    def rush(number: int) -> None:
        item = make_item(door.checkpoint, ticket.code, sequence=1, device_verdict="admitted")
        with application.app_context():
            gate.wait()
            if record_one(db.engine, phones[number].token_hash, item, Delivery(now())) is None:
                record_scans(db.session(), phones[number].token_hash, [item], Delivery(now()), print)
                db.session.commit()

    with ThreadPoolExecutor(CROWD) as pool:
        list(pool.map(rush, range(CROWD)))
    lines = session.scalars(select(Scan).order_by(Scan.corrected_at)).all()
    assert [line.verdict for line in lines] == ["admitted", *["conflict"] * (CROWD - 1)]
    assert session.scalars(select(Attendance)).one().scan_id == lines[0].scan_id


def test_one_scan_sent_many_times_at_once_is_one_line(session: Session, application: Application):
    door = make_door(session)
    _, ticket = door.guest(session)
    session.commit()
    item, gate = make_item(door.checkpoint, ticket.code), Barrier(12)

    def send(_: int) -> str:
        with application.app_context():
            gate.wait()
            answer = record_one(db.engine, door.phone.token_hash, item, Delivery(now()))
            if answer is None:
                [answer] = record_scans(db.session(), door.phone.token_hash, [item], Delivery(now()), print)
                db.session.commit()
            return str(answer.verdict)

    with ThreadPoolExecutor(12) as pool:
        assert Counter(pool.map(send, range(12))) == {"admitted": 12}
    assert session.scalar(select(func.count()).select_from(Scan)) == 1


def test_undos_and_scans_at_once_leave_attendance_as_the_ledger_says(session: Session, application: Application):
    door = make_door(session)
    _, ticket = door.guest(session)
    supervisor = make_phone(session, door.event, "supervisor")
    phones = [make_phone(session, door.event) for _ in range(8)]
    [first] = scan(session, door.phone, make_item(door.checkpoint, ticket.code))
    gate = Barrier(9)

    def act(number: int) -> None:
        with application.app_context():
            mine = db.session()
            gate.wait()
            if number < 8:
                item = make_item(door.checkpoint, ticket.code, sequence=1)
                if record_one(db.engine, phones[number].token_hash, item, Delivery(now())) is None:
                    record_scans(mine, phones[number].token_hash, [item], Delivery(now()), print)
                    mine.commit()
                return
            turn_to_writing(mine)
            target = mine.scalars(select(Scan).where(Scan.scan_id == first.scan_id)).one()
            wanted = Undo(scan_id=uuid7(), target=target, sequence=1, reason="wrong person")
            undo(mine, mine.get_one(Event, door.event.id), mine.get_one(Device, supervisor.device.id), wanted, now())
            mine.commit()

    with ThreadPoolExecutor(9) as pool:
        list(pool.map(act, range(9)))
    [row] = session.scalars(select(Attendance))
    assert row.scan_id != first.scan_id
    assert Counter(session.scalars(select(Scan.verdict))) == {"admitted": 2, "repeat": 7, "undo": 1}
