"""The short way of a lone scan: the same answers as the long one, in few statements, whatever comes at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.checkin.at_once import admit_at_once
from app.checkin.checkpoints import edit
from app.checkin.ledger import Delivery
from app.checkin.models import Attendance, Checkpoint, Scan
from app.checkin.scanning import record_one, record_scans
from app.core.clock import now
from app.core.db import db
from app.core.edge import Application
from app.core.editing import version_of
from app.registration.models import RegistrationState
from app.tickets.issuing import reissue
from tests.factories.checkin import Door, make_door, make_item, make_phone, scan
from tests.factories.events import make_event
from tests.factories.registration import make_category
from tests.factories.tickets import forged, secrets_of_app

CROWD = 50


def long_way(session: Session, door: Door, *items, **given):
    phone = given.get("phone", door.phone)
    session.commit()
    answers = record_scans(session, phone.token_hash, items, Delivery(now()), lambda device: None)
    session.commit()
    return answers


def line_of(session: Session, scan_id) -> dict:
    line = session.execute(select(Scan.__table__).where(Scan.scan_id == scan_id)).mappings().one()
    apart = {"id", "scan_id", "digest", "registration_id", "sequence", "scanned_at", "corrected_at", "received_at"}
    return {name: value for name, value in line.items() if name not in apart}


@pytest.mark.parametrize("rule", ["once", "daily"])
def test_both_ways_answer_and_record_alike(session: Session, rule: str):
    door = make_door(session, rule=rule)
    other = make_phone(session, door.event)
    told, lines = [], []
    for way in ("short", "long"):
        _, ticket = door.guest(session)
        items = [make_item(door.checkpoint, ticket.code) for _ in range(3)]
        for item, phone in zip(items, (door.phone, door.phone, other), strict=True):
            if way == "short":
                session.commit()
                answer = admit_at_once(db.engine, phone.token_hash, item, Delivery(now()))
                assert answer is not None
            else:
                [answer] = long_way(session, door, item, phone=phone)
            first = replace(answer.first, at=ANY) if answer.first else None
            told.append(replace(answer, scan_id=ANY, at=ANY, person=replace(answer.person, id=ANY), first=first))
            lines.append(line_of(session, item.scan_id))
    assert told[:3] == told[3:]
    assert lines[:3] == lines[3:]


@pytest.mark.parametrize("rule", ["in_out", "count"])
def test_rules_that_count_take_the_long_way(session: Session, rule: str):
    door = make_door(session, rule=rule)
    _, ticket = door.guest(session)
    session.commit()
    assert (
        record_one(db.engine, door.phone.token_hash, make_item(door.checkpoint, ticket.code), Delivery(now())) is None
    )
    assert session.scalar(select(func.count()).select_from(Scan)) == 0


LET_IN = {"device_verdict": "admitted"}


@pytest.mark.parametrize("rule", ["once", "daily"])
def test_whom_the_phone_let_in_is_recorded_alike_both_ways(session: Session, rule: str):
    door = make_door(session, rule=rule)
    told, lines = [], []
    for way in (lambda item: admit_at_once(db.engine, door.phone.token_hash, item, Delivery(now())), None):
        _, ticket = door.guest(session)
        session.commit()
        item = make_item(door.checkpoint, ticket.code, scanned_at=now() - timedelta(seconds=1), **LET_IN)
        answer = way(item) if way else long_way(session, door, item)[0]
        assert answer is not None
        assert answer.at == item.scanned_at
        told.append(replace(answer, scan_id=ANY, at=ANY, person=replace(answer.person, id=ANY)))
        lines.append(line_of(session, item.scan_id))
    assert told[0] == told[1]
    assert lines[0] == lines[1]
    assert lines[0]["device_verdict"] == "admitted"


@pytest.mark.parametrize("before", [{"sequence": 9}, {"sequence": 7, "scanned_at": now() + timedelta(hours=1)}])
def test_whom_the_phone_let_in_out_of_its_order_takes_the_long_way(session: Session, before: dict[str, Any]):
    door = make_door(session)
    _, ticket = door.guest(session)
    scan(session, door.phone, make_item(door.checkpoint, "NOBODY", **before))
    item = make_item(door.checkpoint, ticket.code, sequence=8, scanned_at=now() - timedelta(seconds=5), **LET_IN)
    assert record_one(db.engine, door.phone.token_hash, item, Delivery(now())) is None
    assert scan(session, door.phone, item)[0].verdict == "admitted"


def test_whom_another_phone_let_in_too_takes_the_long_way_and_is_a_conflict(session: Session):
    door = make_door(session)
    other = make_phone(session, door.event)
    _, ticket = door.guest(session)
    scan(session, door.phone, make_item(door.checkpoint, ticket.code, **LET_IN))
    item = make_item(door.checkpoint, ticket.code, **LET_IN)
    assert record_one(db.engine, other.token_hash, item, Delivery(now())) is None
    assert scan(session, other, item)[0].verdict == "conflict"
    assert session.scalars(select(Attendance)).one().device_id == door.phone.device.id


def test_what_a_phone_let_in_and_sends_twice_is_one_line(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    item = make_item(door.checkpoint, ticket.code, **LET_IN)
    first, again = scan(session, door.phone, item)[0], scan(session, door.phone, item)[0]
    assert (first.verdict, again.verdict, again.replayed) == ("admitted", "admitted", True)
    assert session.scalar(select(func.count()).select_from(Scan)) == 1


@pytest.mark.parametrize("told", [{"device_verdict": "repeat"}, {"scanned_at": now() - timedelta(minutes=5)}])
def test_a_scan_that_is_not_live_takes_the_long_way(session: Session, told: dict[str, Any]):
    door = make_door(session)
    _, ticket = door.guest(session)
    session.commit()
    item = make_item(door.checkpoint, ticket.code, **told)
    assert record_one(db.engine, door.phone.token_hash, item, Delivery(now())) is None
    assert scan(session, door.phone, item)[0].verdict == "admitted"


def test_a_scan_made_before_the_winner_takes_the_long_way_and_its_place(session: Session):
    door = make_door(session)
    early, late = make_phone(session, door.event), door.phone
    _, ticket = door.guest(session)
    scan(session, late, make_item(door.checkpoint, ticket.code))
    item = make_item(door.checkpoint, ticket.code, scanned_at=now() - timedelta(minutes=3))
    session.commit()
    assert record_one(db.engine, early.token_hash, item, Delivery(now())) is None
    assert scan(session, early, item)[0].verdict == "admitted"
    assert session.scalars(select(Attendance)).one().scan_id == item.scan_id


def test_a_refusal_takes_the_long_way(session: Session):
    door = make_door(session)
    guest, ticket = door.guest(session)
    guest.state = RegistrationState.CANCELLED
    session.commit()
    assert (
        record_one(db.engine, door.phone.token_hash, make_item(door.checkpoint, ticket.code), Delivery(now())) is None
    )


def test_an_unknown_token_is_told_nothing(session: Session):
    door = make_door(session)
    _, ticket = door.guest(session)
    session.commit()
    assert record_one(db.engine, "0" * 64, make_item(door.checkpoint, ticket.code), Delivery(now())) is None


def close(door: Door) -> None:
    door.checkpoint.closes_at = now() - timedelta(minutes=1)


def revoke(door: Door) -> None:
    door.phone.device.revoked_at = now() - timedelta(minutes=1)


def expire(door: Door) -> None:
    door.phone.device.expires_at = now() - timedelta(minutes=1)


def bind_elsewhere(door: Door) -> None:
    door.phone.device.all_checkpoints = False


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (close, "too_late"),
        (revoke, "device_revoked"),
        (expire, "device_revoked"),
        (bind_elsewhere, "other_checkpoint"),
    ],
)
def test_what_is_remembered_of_a_door_gives_way_to_what_is_so(
    session: Session, change: Callable[[Door], None], reason: str
):
    door = make_door(session)
    codes = [door.guest(session)[1].code for _ in range(2)]
    assert scan(session, door.phone, make_item(door.checkpoint, codes[0]))[0].verdict == "admitted"
    change(door)
    [answer] = scan(session, door.phone, make_item(door.checkpoint, codes[1]))
    assert (answer.verdict, answer.reason) == ("refused", reason)


def test_other_categories_are_noticed_at_once(session: Session):
    door = make_door(session, admits="categories")
    door.checkpoint.categories.append(door.category)
    press = make_category(session, door.event, "press")
    codes = [door.guest(session)[1].code for _ in range(2)]
    assert scan(session, door.phone, make_item(door.checkpoint, codes[0]))[0].verdict == "admitted"
    row = session.get_one(Checkpoint, door.checkpoint.id)
    values = {"title": row.title, "kind": row.kind, "rule": row.rule, "admits": row.admits, "categories": [press]}
    edit(session, row, values | {"opens_at": None, "closes_at": None}, version_of(row))
    assert scan(session, door.phone, make_item(door.checkpoint, codes[1]))[0].reason == "other_checkpoint"


def test_who_is_accepted_no_more_or_has_another_code_is_noticed_at_once(session: Session):
    door = make_door(session)
    (gone, first), (renewed, second) = door.guest(session), door.guest(session)
    old = second.code
    assert scan(session, door.phone, make_item(door.checkpoint, door.guest(session)[1].code))[0].verdict == "admitted"
    gone.state = RegistrationState.WITHDRAWN
    reissue(session, secrets_of_app(), renewed, now())
    assert scan(session, door.phone, make_item(door.checkpoint, first.code))[0].reason == "cancelled"
    assert scan(session, door.phone, make_item(door.checkpoint, old))[0].reason == "replaced"


class Traced:
    """What reaches the database: statements of SQLite, round trips to PostgreSQL."""

    def __init__(self, database: str, file: Path) -> None:
        self._database, self._file = database, file.open("w+b", buffering=0)
        self._seen: list[str] = []

    def begin(self, connection: Any, record: Any) -> None:
        if self._database == "postgresql":
            connection.pgconn.trace(self._file.fileno())
        else:
            connection.set_trace_callback(self._seen.append)

    def count(self) -> int:
        if self._database == "sqlite":
            return len(self._seen)
        self._file.seek(0)
        sent = [line.split("\t") for line in self._file.read().decode().splitlines()]
        return sum(parts[1:2] == ["F"] and parts[3] in ("Sync", "Query") for parts in sent)


@pytest.fixture
def traced(application: Application, database: str, tmp_path: Path) -> Iterator[Traced]:
    tracer = Traced(database, tmp_path / "trace")
    with application.app_context():
        engine = db.engine
    engine.dispose()
    event.listen(engine, "connect", tracer.begin)
    yield tracer
    event.remove(engine, "connect", tracer.begin)
    engine.dispose()


def test_a_lone_scan_takes_one_round_trip(session: Session, database: str, traced: Traced):
    door = make_door(session)
    codes = [door.guest(session)[1].code for _ in range(3)]
    for code in codes[:2]:
        scan(session, door.phone, make_item(door.checkpoint, code))
    before = traced.count()
    admit_at_once(db.engine, door.phone.token_hash, make_item(door.checkpoint, codes[2]), Delivery(now()))
    assert traced.count() - before == {"postgresql": 1, "sqlite": 5}[database]


def plain(door: Door, session: Session, _number: int) -> str:
    return door.guest(session)[1].code


def forgery(door: Door, session: Session, _number: int) -> str:
    return forged(door.guest(session)[1].code)


def foreign(door: Door, session: Session, number: int) -> str:
    return forged(door.guest(session)[1].code, event=make_event(session).number_code + number % 2)


@pytest.mark.parametrize("code", [plain, forgery, foreign])
def test_a_batch_takes_as_many_statements_whatever_its_size_and_kind(
    session: Session, code: Callable[[Door, Session, int], str]
):
    door = make_door(session)
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    took = []
    for size in (5, 50):
        items = [make_item(door.checkpoint, code(door, session, number)) for number in range(size)]
        session.commit()
        seen.clear()
        assert len({answer.verdict for answer in long_way(session, door, *items)}) == 1
        took.append(len([statement for statement in seen if not statement.startswith("INSERT")]))
    event.remove(db.engine, "before_cursor_execute", note)
    assert took[0] >= took[1]
    assert took[0] < 20
