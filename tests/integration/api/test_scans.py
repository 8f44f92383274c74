"""`POST /api/v1/scans` as devices and scripts use it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.api.exchange import LARGEST_BODY
from app.api.schemas import MOST_SCANS
from app.checkin.ledger import LAST_SEQUENCE
from app.checkin.models import Scan
from app.core.clock import now
from app.core.db import db
from app.core.text import Bilingual
from app.registration.models import RegistrationState
from tests.factories.accounts import make_user
from tests.factories.checkin import Door, Phone, make_door, make_phone, uuid7
from tests.factories.events import make_event, make_grant
from tests.factories.tickets import forged

URL = "/api/v1/scans"


@dataclass
class Lane:
    """A door with its phone and an HTTP client."""

    client: FlaskClient
    session: Session
    door: Door
    sequence: int = 0

    def item(self, code: str = "", **overrides: Any) -> dict[str, Any]:
        self.sequence += 1
        values: dict[str, Any] = {
            "scan_id": str(uuid7()),
            "checkpoint": self.door.checkpoint.public_id,
            "sequence": self.sequence,
            "scanned_at": now().isoformat(),
        }
        return values | ({"code": code} if code else {}) | overrides

    def send(self, *items: Any, phone: Phone | None = None, **body: Any) -> TestResponse:
        self.session.commit()
        sent = {"scans": list(items), "sent_at": now().isoformat()} | body
        return self.client.post(URL, json=sent, headers=(phone or self.door.phone).headers)

    def results(self, *items: Any, **sent: Any) -> list[dict[str, Any]]:
        response = self.send(*items, **sent)
        assert response.status_code == 200, response.text
        results: list[dict[str, Any]] = response.json["results"]
        return results

    def code(self) -> str:
        return self.door.guest(self.session)[1].code

    def lines(self) -> int:
        self.session.rollback()
        return self.session.scalar(select(func.count()).select_from(Scan)) or 0


@pytest.fixture
def lane(client: FlaskClient, session: Session) -> Lane:
    return Lane(client, session, make_door(session))


def test_the_answer_names_person_and_category_in_both_languages(lane: Lane):
    [result] = lane.results(lane.item(lane.code()))
    assert result["verdict"] == "admitted"
    assert result["person"]["name"]["zh"] == "吕小明"
    assert result["person"]["category"] == {"zh": "参会代表", "en": "Participant"}
    assert (result["error"], result["first"], result["replayed"]) == (None, None, False)


def test_a_repeat_names_time_checkpoint_and_device_of_the_first(lane: Lane):
    code = lane.code()
    [first] = lane.results(lane.item(code))
    [again] = lane.results(lane.item(code), phone=make_phone(lane.session, lane.door.event))
    assert again["verdict"] == "repeat"
    assert again["first"] == {
        "at": first["at"],
        "checkpoint": {"zh": lane.door.checkpoint.title.zh, "en": lane.door.checkpoint.title.en},
        "device": lane.door.phone.device.name,
    }


def test_a_ticket_of_another_event_names_that_event(lane: Lane):
    other = make_door(lane.session)
    [result] = lane.results(lane.item(other.guest(lane.session)[1].code))
    assert (result["reason"], result["other"]["zh"]) == ("other_event", other.event.title.zh)
    assert result["person"] is None


@pytest.mark.parametrize(
    ("state", "told"),
    [("draft", False), ("awaiting_approval", False), ("published", True), ("cancelled", True), ("archived", False)],
)
def test_an_event_that_the_public_does_not_know_is_not_named_even_to_a_code_that_nobody_signed(
    lane: Lane, state: str, told: bool
):
    other = make_event(lane.session, state=state, title=Bilingual("筹备中的论坛", "A forum in the making"))
    [result] = lane.results(lane.item(forged(lane.code(), event=other.number_code)))
    assert (result["reason"], result["other"] is not None) == ("other_event", told)


def test_a_batch_answers_each_item_in_its_place(lane: Lane):
    code = lane.code()
    items = [
        lane.item(code),
        {"scan_id": "no uuid", "checkpoint": 7},
        "nonsense",
        lane.item(forged(code)),
        lane.item(code, sequence="many"),
        lane.item(lane.code(), checkpoint="A" * 16),
        lane.item(code),
    ]
    results = lane.results(*items)
    told = [result["verdict"] or result["error"]["code"] for result in results]
    assert told == ["admitted", "invalid", "invalid", "refused", "invalid", "unknown_checkpoint", "repeat"]
    assert results[4]["scan_id"] == items[4]["scan_id"]
    assert "sequence" in results[4]["error"]["message"]
    assert lane.lines() == 3


def test_a_batch_sent_again_is_answered_alike_and_recorded_once(lane: Lane):
    items = [lane.item(lane.code()), lane.item("junk"), lane.item(lane.code())]
    first = lane.results(*items)
    again = lane.results(*items)
    assert again == [result | {"replayed": True} for result in first]
    assert lane.lines() == 3


def test_a_lone_scan_sent_again_is_answered_alike(lane: Lane):
    item = lane.item(lane.code())
    [first] = lane.results(item)
    [again] = lane.results(item)
    assert again == first | {"replayed": True}
    assert lane.lines() == 1


def test_the_same_moment_written_in_another_zone_is_the_same_body(lane: Lane):
    item = lane.item(lane.code(), scanned_at="2027-06-20T09:00:00+08:00")
    lane.results(item)
    [again] = lane.results(item | {"scanned_at": "2027-06-20T01:00:00Z"})
    assert again["replayed"]


@pytest.mark.parametrize("changed", [{"code": "OTHER"}, {"direction": "out"}, {"sequence": 99}, {"forced": True}])
def test_a_changed_body_under_an_old_id_is_refused(lane: Lane, changed: dict[str, Any]):
    item = lane.item(lane.code())
    lane.results(item)
    [result] = lane.results(item | changed)
    assert (result["verdict"], result["error"]["code"]) == (None, "scan_id_reused")
    assert lane.lines() == 1


def test_a_wrong_clock_is_put_right_by_what_the_device_sends(lane: Lane):
    slow = now() - timedelta(hours=3)
    item = lane.item(lane.code(), scanned_at=(slow - timedelta(minutes=2)).isoformat(), device_verdict="admitted")
    [result] = lane.results(item, sent_at=slow.isoformat())
    lane.session.rollback()
    line = lane.session.scalars(select(Scan)).one()
    assert abs(line.clock_offset_ms - 3 * 3_600_000) < 60_000
    assert timedelta(minutes=1) < line.received_at - line.corrected_at < timedelta(minutes=3)
    assert UUID(result["scan_id"]) == line.scan_id


def test_without_a_token_nothing_is_told(lane: Lane):
    item = lane.item(lane.code())
    lane.session.commit()
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Basic abc"},
        {"Authorization": "Bearer "},
    ):
        response = lane.client.post(URL, json={"scans": [item]}, headers=headers)
        assert response.status_code == 401
        assert response.json["error"]["reason"] in ("no_token", "unknown_device")
        assert response.headers["WWW-Authenticate"] == "Bearer"
    assert lane.lines() == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b"\xff\xfe", 400),
        (b"[]", 422),
        (b"null", 422),
        (b"{}", 422),
        (b'{"scans": []}', 422),
        (b'{"scans": {}}', 422),
        (b'{"scans": [{}], "sent_at": "yesterday"}', 422),
        (b'{"scans": [{}], "sent_at": "2027-06-20T09:00:00"}', 422),
        (b'{"scans": [{}], "extra": 1}', 422),
    ],
)
def test_a_body_that_is_not_as_described_is_refused_with_the_place(lane: Lane, body: bytes, status: int):
    lane.session.commit()
    response = lane.client.post(URL, data=body, headers=lane.door.phone.headers, content_type="application/json")
    assert response.status_code == status
    assert response.is_json
    assert response.json["error"]["message"]


def test_too_many_items_and_too_large_a_body_are_refused(lane: Lane):
    assert lane.send(*[{}] * (MOST_SCANS + 1)).status_code == 422
    response = lane.send(lane.item("x" * 3_000_000))
    assert response.status_code == 413
    assert response.is_json


@pytest.mark.parametrize("length", [LARGEST_BODY, LARGEST_BODY + 1, LARGEST_BODY + 100_000])
def test_a_large_body_that_does_not_say_its_length_is_refused_as_such(lane: Lane, length: int):
    lane.session.commit()
    head, tail = b'{"scans": [1', b"]}"
    body = BytesIO(head + b" " * (length - len(head) - len(tail)) + tail)
    response = lane.client.post(
        URL,
        input_stream=body,
        headers=lane.door.phone.headers | {"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == (200 if length == LARGEST_BODY else 413), response.text


def test_the_highest_number_does_not_end_a_devices_work(lane: Lane):
    [high, above] = lane.results(
        lane.item(lane.code(), sequence=LAST_SEQUENCE), lane.item(lane.code(), sequence=LAST_SEQUENCE + 1)
    )
    assert (high["verdict"], above["error"]["code"]) == ("admitted", "invalid")
    onward = lane.client.get("/api/v1/device", headers=lane.door.phone.headers).json["next_sequence"]
    assert lane.results(lane.item(lane.code(), sequence=onward))[0]["verdict"] == "admitted"


@pytest.mark.parametrize(
    "wrong",
    [
        {"scanned_at": "2027-06-20T09:00:00"},
        {"scanned_at": "9999-12-31T23:59:59Z"},
        {"scanned_at": 12},
        {"sequence": -1},
        {"sequence": 2**60},
        {"sequence": 1.5},
        {"sequence": True},
        {"clock_offset_ms": 10**15},
        {"direction": "sideways"},
        {"checkpoint": "../../etc"},
        {"checkpoint": "A\u0000"},
        {"code": ""},
        {"short_code": "7K3F9QXD"},
        {"code": 5},
        {"code": "x" * 3000},
        {"device_verdict": "maybe"},
        {"registration": "'; drop"},
        {"unheard_of": 1},
    ],
)
def test_a_wrong_value_is_an_error_of_its_item(lane: Lane, wrong: dict[str, Any]):
    [good, bad] = lane.results(lane.item(lane.code()), lane.item("SOMETHING") | wrong)
    assert good["verdict"] == "admitted"
    assert bad["error"]["code"] == "invalid"


@pytest.mark.parametrize("code", ["\u0000", "\ud800"[:0] + "🎫", "https://host/c/" + "A" * 132, "A" * 132, " ", "%00"])
def test_no_code_breaks_the_server(lane: Lane, code: str):
    [result] = lane.results(lane.item(code) if code else lane.item("x"))
    assert result["verdict"] == "refused"


def test_lone_surrogates_are_no_text(lane: Lane):
    lane.session.commit()
    body = json.dumps({"scans": [lane.item("CODE")]}).replace("CODE", "\\ud800")
    response = lane.client.post(URL, data=body, headers=lane.door.phone.headers)
    assert response.status_code in (200, 400, 422)


def test_a_revoked_devices_scans_are_kept_apart_and_told_nothing(lane: Lane):
    lane.door.phone.device.revoked_at = now() - timedelta(minutes=1)
    [result] = lane.results(lane.item(lane.code()))
    assert (result["verdict"], result["reason"], result["person"]) == ("refused", "device_revoked", None)
    lane.session.rollback()
    assert lane.session.scalars(select(Scan)).one().held


def test_short_codes_are_throttled_per_device(lane: Lane, monkeypatch: pytest.MonkeyPatch):
    from app.api.views import scans as views

    monkeypatch.setattr(views, "GUESSES", 5)
    _, ticket = lane.door.guest(lane.session)
    guesses = [lane.item(short_code=f"0000000{n}") for n in range(5)]
    assert {result["reason"] for result in lane.results(*guesses)} == {"unknown"}
    [late, scanned] = lane.results(lane.item(short_code=ticket.short_code), lane.item(ticket.code))
    assert late["error"]["code"] == "too_many_guesses"
    assert late["error"]["retry_after"] > 0
    assert scanned["verdict"] == "admitted"
    other = make_phone(lane.session, lane.door.event)
    [elsewhere] = lane.results(lane.item(short_code=ticket.short_code), phone=other)
    assert elsewhere["verdict"] == "repeat"


def test_a_colleagues_browser_loses_its_right_with_the_role(lane: Lane):
    colleague = make_user(lane.session, password="correct horse battery")
    grant = make_grant(lane.session, colleague, lane.door.event, "checkin")
    phone = make_phone(lane.session, lane.door.event, user_id=colleague.id)
    assert lane.results(lane.item(lane.code()), phone=phone)[0]["verdict"] == "admitted"
    lane.session.delete(grant)
    assert lane.send(lane.item(lane.code()), phone=phone).status_code == 401
    make_grant(lane.session, colleague, lane.door.event, "viewer")
    assert lane.send(lane.item(lane.code()), phone=phone).status_code == 401
    make_grant(lane.session, colleague, lane.door.event, "organizer")
    assert lane.send(lane.item(lane.code()), phone=phone).status_code == 200
    colleague.disabled_at = now()
    assert lane.send(lane.item(lane.code()), phone=phone).status_code == 401


def test_a_refused_person_of_ones_own_event_is_named(lane: Lane):
    guest, ticket = lane.door.guest(lane.session)
    guest.state = RegistrationState.WAITLISTED
    [result] = lane.results(lane.item(ticket.code))
    assert (result["reason"], result["forcible"], result["person"]["id"]) == ("waitlisted", True, guest.public_id)


def test_the_answer_is_private_and_sets_no_cookie(lane: Lane):
    response = lane.send(lane.item(lane.code()))
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_lost_connection_is_said_and_the_next_try_works(lane: Lane):
    lane.results(lane.item(lane.code()))
    item = lane.item(lane.code())
    lane.session.commit()
    others = "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
    with db.engine.connect() as connection:
        connection.execute(text(f"{others} and pid <> pg_backend_pid()"))
    sent = [lane.client.post(URL, json={"scans": [item]}, headers=lane.door.phone.headers) for _ in range(4)]
    assert {response.status_code for response in sent} <= {200, 503}
    assert sent[-1].status_code == 200
    assert all(response.is_json for response in sent)
    assert lane.lines() == 2
