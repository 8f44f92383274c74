"""Scans that wait on a phone with who it was sealed, and are sent so."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin.models import Scan
from tests.factories.checkin import Door, make_door, uuid7
from tests.factories.fleet import sealed, waiting


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


def send(client: FlaskClient, session: Session, door: Door, *scans: Any) -> list[dict[str, Any]]:
    session.commit()
    answer = client.post("/api/v1/scans", json={"scans": list(scans)}, headers=door.phone.headers)
    assert answer.status_code == 200, answer.text
    return list(answer.json["results"])


def test_sealed_scans_are_judged_as_if_they_had_come_in_clear(client: FlaskClient, session: Session, door: Door):
    one, other = door.guest(session)[1], door.guest(session)[1]
    scan_id = uuid7()
    typed = waiting(door, "", 2, scan_id=scan_id, sealed=sealed(door.event, scan_id, short_code=other.short_code))
    verdicts = [row["verdict"] for row in send(client, session, door, waiting(door, one.code, 1), typed)]
    assert verdicts == ["admitted", "admitted"]
    assert session.scalars(select(Scan.method).order_by(Scan.sequence)).all() == ["code", "short_code"]


def test_a_scan_that_was_sent_in_clear_is_the_same_one_when_it_comes_sealed(
    client: FlaskClient, session: Session, door: Door
):
    code = door.guest(session)[1].code
    kept = waiting(door, code, 1)
    clear = {name: value for name, value in kept.items() if name != "sealed"} | {"code": code}
    [first], [again] = send(client, session, door, clear), send(client, session, door, kept)
    assert (again["verdict"], again["error"], again["replayed"]) == (first["verdict"], None, True)
    assert session.scalar(select(func.count()).select_from(Scan)) == 1


def test_a_box_that_opens_not_or_holds_another_thing_spoils_no_other_scan(
    client: FlaskClient, session: Session, door: Door
):
    code, other = door.guest(session)[1].code, make_door(session)
    wrong = [
        waiting(door, code, 1, sealed=waiting(door, code, 1)["sealed"]),  # of another scan
        waiting(door, code, 2, sealed="AQ=="),
        waiting(door, code, 3) | {"code": code},  # two answers to who it was
    ]
    for number, box in enumerate(({"code": ""}, {"registration": "A" * 16}, {"code": "a", "short_code": "b"})):
        scan_id = uuid7()
        wrong.append(waiting(door, code, 4 + number, scan_id=scan_id, sealed=sealed(door.event, scan_id, **box)))
    foreign = uuid7()
    wrong.append(waiting(door, code, 8, scan_id=foreign, sealed=sealed(other.event, foreign, code=code)))
    results = send(client, session, door, *wrong, waiting(door, code, 9))
    assert [row["error"] and row["error"]["code"] for row in results] == ["invalid"] * len(wrong) + [None]
    assert results[-1]["verdict"] == "admitted"


def test_nobody_without_a_device_has_a_box_opened(client: FlaskClient, session: Session, door: Door):
    session.commit()
    sent = {"scans": [waiting(door, "x", 1)]}
    assert client.post("/api/v1/scans", json=sent, headers={"Authorization": "Bearer nobody"}).status_code == 401
