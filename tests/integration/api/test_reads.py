"""What a device may ask: itself, counters, people, undos; and the description of it all."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.checkin.models import Attendance, Scan
from app.core.clock import now
from app.core.edge import Application
from app.core.names import PersonName
from app.tickets.codec import parse
from tests.factories.checkin import Door, Phone, make_checkpoint, make_door, make_item, make_phone, scan, uuid7


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


def get(client: FlaskClient, session: Session, phone: Phone, path: str) -> TestResponse:
    session.commit()
    return client.get(f"/api/v1/{path}", headers=phone.headers)


def test_a_device_learns_its_event_checkpoints_and_keys(client: FlaskClient, session: Session, door: Door):
    _, ticket = door.guest(session)
    make_checkpoint(session, door.event, archived_at=now())
    told = get(client, session, door.phone, "device").json
    assert told["event"]["number"] == door.event.number_code
    assert [row["id"] for row in told["checkpoints"]] == [door.checkpoint.public_id]
    parsed = parse(ticket.code)
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(told["keys"][0]["public_key"]))
    key.verify(parsed.signature, parsed.message)
    assert "private" not in str(told)


def test_a_device_learns_from_where_to_count_on(client: FlaskClient, session: Session, door: Door):
    _, ticket = door.guest(session)
    scan(session, door.phone, make_item(door.checkpoint, ticket.code, sequence=41))
    assert get(client, session, door.phone, "device").json["next_sequence"] == 42


def test_a_bound_device_learns_only_of_its_checkpoints(client: FlaskClient, session: Session, door: Door):
    hall = make_checkpoint(session, door.event)
    bound = make_phone(session, door.event, checkpoints=[hall])
    assert [row["id"] for row in get(client, session, bound, "device").json["checkpoints"]] == [hall.public_id]
    assert get(client, session, bound, f"checkpoints/{door.checkpoint.public_id}/counters").status_code == 404
    assert get(client, session, bound, f"checkpoints/{hall.public_id}/counters").status_code == 200


def test_counters_tell_people_from_times_and_know_whom_to_expect(client: FlaskClient, session: Session):
    door = make_door(session, rule="in_out")
    one, two = door.guest(session)[1], door.guest(session)[1]
    door.guest(session, state="waitlisted")
    for code, direction in ((one.code, "in"), (two.code, "in"), (one.code, "out"), (one.code, "in"), (two.code, "out")):
        scan(session, door.phone, make_item(door.checkpoint, code, direction=direction))
    told = get(client, session, door.phone, f"checkpoints/{door.checkpoint.public_id}/counters").json["counters"]
    assert told == {"window": "", "people": 2, "inside": 1, "times": 3, "expected": 2}


def test_a_checkpoint_of_another_event_is_not_there(client: FlaskClient, session: Session, door: Door):
    other = make_door(session)
    assert get(client, session, door.phone, f"checkpoints/{other.checkpoint.public_id}/counters").status_code == 404


@pytest.mark.parametrize("typed", ["吕小明", "呂", "lv xiao", "LYU", "xiaoming lyu"])
def test_people_are_found_in_either_script(client: FlaskClient, session: Session, door: Door, typed: str):
    guest, _ = door.guest(session)
    door.guest(session, name=PersonName(family="Meier", given="Anna"))
    phone = make_phone(session, door.event, "search")
    [found] = get(client, session, phone, f"people?q={typed}").json["people"]
    assert (found["person"]["id"], found["state"]) == (guest.public_id, "accepted")


def test_people_of_another_event_are_not_found(client: FlaskClient, session: Session, door: Door):
    make_door(session).guest(session)
    phone = make_phone(session, door.event, "supervisor")
    assert get(client, session, phone, "people?q=吕").json == {"people": []}
    assert get(client, session, phone, "people?q=").json == {"people": []}
    assert get(client, session, phone, "people?q=%F0%9F%8E%AB").json == {"people": []}
    assert get(client, session, phone, "people?q=%00").status_code == 400


def test_only_some_roles_search(client: FlaskClient, session: Session, door: Door):
    response = get(client, session, door.phone, "people?q=lyu")
    assert (response.status_code, response.json["error"]["reason"]) == (403, "not_allowed")


def test_searching_is_throttled(client: FlaskClient, session: Session, door: Door, monkeypatch: pytest.MonkeyPatch):
    from app.api.views import people as views

    monkeypatch.setattr(views, "SEARCHES", 3)
    phone = make_phone(session, door.event, "search")
    statuses = [get(client, session, phone, "people?q=a").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]


@pytest.mark.parametrize("ended", [{"revoked_at": now()}, {"expires_at": now() - timedelta(hours=1)}])
def test_a_device_out_of_service_is_told_so(client: FlaskClient, session: Session, door: Door, ended: dict[str, Any]):
    phone = make_phone(session, door.event, "supervisor", **ended)
    for path in ("device", "people?q=a", f"checkpoints/{door.checkpoint.public_id}/counters"):
        response = get(client, session, phone, path)
        assert (response.status_code, response.json["error"]["reason"]) == (403, "device_revoked")


def test_a_supervisor_takes_a_scan_back(client: FlaskClient, session: Session, door: Door):
    _, ticket = door.guest(session)
    [answer] = scan(session, door.phone, make_item(door.checkpoint, ticket.code))
    supervisor = make_phone(session, door.event, "supervisor")
    session.commit()
    body = {"undo_id": str(uuid7()), "scan_id": str(answer.scan_id), "sequence": 1, "reason": "wrong person"}
    first = client.post("/api/v1/undo", json=body, headers=supervisor.headers)
    again = client.post("/api/v1/undo", json=body, headers=supervisor.headers)
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json == again.json
    session.rollback()
    assert session.scalars(select(Attendance)).all() == []
    assert sorted(session.scalars(select(Scan.verdict))) == ["admitted", "undo"]
    late = client.post("/api/v1/undo", json=body | {"undo_id": str(uuid7())}, headers=supervisor.headers)
    assert (late.status_code, late.json["error"]["reason"]) == (409, "refused")


def test_only_a_supervisor_of_the_event_takes_back(client: FlaskClient, session: Session, door: Door):
    _, ticket = door.guest(session)
    [answer] = scan(session, door.phone, make_item(door.checkpoint, ticket.code))
    outsider = make_phone(session, make_door(session).event, "supervisor")
    search = make_phone(session, door.event, "search")
    session.commit()
    body = {"undo_id": str(uuid7()), "scan_id": str(answer.scan_id), "sequence": 1, "reason": "x"}
    assert client.post("/api/v1/undo", json=body, headers=search.headers).status_code == 403
    assert client.post("/api/v1/undo", json=body, headers=outsider.headers).status_code == 404
    assert client.post("/api/v1/undo", json=body | {"reason": ""}, headers=search.headers).status_code == 422


def test_a_supervisor_takes_back_at_their_own_checkpoints_only(client: FlaskClient, session: Session, door: Door):
    hall = make_checkpoint(session, door.event)
    supervisor = make_phone(session, door.event, "supervisor", checkpoints=[hall])
    session.commit()
    for checkpoint, status in ((door.checkpoint, 404), (hall, 200)):
        [answer] = scan(session, door.phone, make_item(checkpoint, door.guest(session)[1].code))
        body = {"undo_id": str(uuid7()), "scan_id": str(answer.scan_id), "sequence": 1, "reason": "wrong person"}
        assert client.post("/api/v1/undo", json=body, headers=supervisor.headers).status_code == status


@pytest.mark.parametrize("reason", ["a\0b", "\x1b[31m", "two\nlines"])
def test_a_reason_is_a_line_that_people_can_read(client: FlaskClient, session: Session, door: Door, reason: str):
    [answer] = scan(session, door.phone, make_item(door.checkpoint, door.guest(session)[1].code))
    supervisor = make_phone(session, door.event, "supervisor")
    session.commit()
    body = {"undo_id": str(uuid7()), "scan_id": str(answer.scan_id), "sequence": 1, "reason": reason}
    assert client.post("/api/v1/undo", json=body, headers=supervisor.headers).status_code == 422


def test_the_description_names_every_route_and_schema(client: FlaskClient, application: Application):
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.1")
    routes = {
        (rule.rule.replace("<", "{").replace(">", "}"), method.lower())
        for rule in application.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint != "api.openapi"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    described = {(path, method) for path, methods in document["paths"].items() for method in methods}
    assert described == routes
    schemas = document["components"]["schemas"]
    assert set(_references(document)) <= {f"#/components/schemas/{name}" for name in schemas}
    assert "scan_id" in schemas["ScanIn"]["required"]


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [reference for value in node.values() for reference in _references(value)]
    return [reference for value in node for reference in _references(value)] if isinstance(node, list) else []


def test_unknown_addresses_and_methods_answer_in_json(client: FlaskClient, session: Session):
    session.commit()
    assert client.get("/api/v1/nothing").json["error"]["code"] == 404
    assert client.get("/api/v1/scans").json["error"]["code"] == 405


def test_a_device_gets_the_roster_whole_and_then_what_changed(client: FlaskClient, session: Session, door: Door):
    guest, _ = door.guest(session)
    whole = get(client, session, door.phone, "roster").json
    assert whole["device"]["checkpoints"][0]["id"] == door.checkpoint.public_id
    assert [person["id"] for person in whole["roster"]["people"]] == [guest.public_id]
    later = get(client, session, door.phone, f"roster?since={whole['roster']['cursor']}").json["roster"]
    assert (whole["roster"]["whole"], later["whole"]) == (True, False)


def test_a_large_roster_is_compressed(client: FlaskClient, session: Session, door: Door):
    for _ in range(60):
        door.guest(session)
    session.commit()
    answer = client.get("/api/v1/roster", headers=door.phone.headers | {"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(json.loads(gzip.decompress(answer.data))["roster"]["people"]) == 60


@pytest.mark.parametrize("since", ["", "yesterday", "2027-06-20T08:00:00", "0001-01-01T00:00:00Z"])
def test_a_cursor_that_is_none_is_refused_in_words(client: FlaskClient, session: Session, door: Door, since: str):
    answer = get(client, session, door.phone, f"roster?since={since}")
    assert (answer.status_code, answer.json["error"]["reason"]) == (422, "invalid")
