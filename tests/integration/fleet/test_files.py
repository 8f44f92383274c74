"""The file of a phone that cannot send: looked at, brought in, and never counted twice."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.checkin.models import Attendance, Device, Scan
from app.core.audit import AuditEntry
from app.core.clock import now
from app.fleet import importing
from app.fleet.models import QueueFile
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_door, make_phone
from tests.factories.events import make_grant
from tests.factories.fleet import file_of, part_of, queue_file, waiting
from tests.integration.forms import post


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


@pytest.fixture(autouse=True)
def organizer(client: FlaskClient, session: Session, door: Door) -> None:
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, door.event, "organizer")
    session.commit()
    sign_in(client, user)


def url(door: Door, rest: str = "") -> str:
    return f"/manage/events/{door.event.slug}/devices/files/{rest}"


def bring(client: FlaskClient, session: Session, door: Door, content: bytes, **request: Any) -> TestResponse:
    """Look at a file; the answer is a redirect to what it would come to."""
    session.commit()
    return post(client, url(door), {"file": (BytesIO(content), "luntan-scans.json")}, **request)


def take(client: FlaskClient, session: Session, door: Door, content: bytes) -> str:
    """Bring a file in; what the page says then."""
    looked = bring(client, session, door, content)
    assert looked.status_code == 303, looked.text
    answer = post(client, f"{looked.location}import/", page=looked.location, follow_redirects=True)
    session.rollback()
    session.expire_all()
    return answer.text


def cells(page: str) -> dict[str, int]:
    """The counts of the one device on the page, by what became of the scans."""
    rows = re.findall(r'data-label="Result">([^<]+)</td>\s*<td role="cell"[^>]*class="number">(\d+)<', page)
    return {label: int(number) for label, number in rows}


def lines(session: Session) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(Scan)) or 0


def test_a_file_is_looked_at_first_and_then_brought_in(client: FlaskClient, session: Session, door: Door):
    codes = [door.guest(session)[1].code for _ in range(2)]
    kept = [waiting(door, codes[0], 1), waiting(door, codes[1], 2), waiting(door, codes[0], 3), waiting(door, "x", 4)]
    looked = bring(client, session, door, file_of(door, door.phone, *kept))
    shown = client.get(looked.location).text
    counts = {"Admitted": 2, "Here before": 1, "Not admitted": 1}
    assert cells(shown) == counts
    assert (lines(session), "Nothing is recorded yet" in shown) == (0, True)
    answer = post(client, f"{looked.location}import/", page=looked.location, follow_redirects=True).text
    assert "4 scans were new and are recorded." in answer
    assert cells(answer) == counts
    assert lines(session) == 4
    assert session.scalar(select(func.count()).select_from(Attendance)) == 2
    logged = session.scalars(select(AuditEntry).where(AuditEntry.object_type == "queue_file")).one()
    assert (logged.action, logged.after["admitted"]) == ("import", 2)
    assert session.scalars(select(QueueFile)).one().content == b""


def test_what_the_phone_has_sent_or_sends_later_counts_once(client: FlaskClient, session: Session, door: Door):
    one, other = door.guest(session)[1].code, door.guest(session)[1].code
    kept = [waiting(door, one, 1), waiting(door, other, 2)]
    session.commit()
    send = lambda scans: client.post("/api/v1/scans", json={"scans": scans}, headers=door.phone.headers).json  # noqa: E731
    send(kept[:1])
    page = take(client, session, door, file_of(door, door.phone, *kept))
    assert cells(page) == {"Admitted": 1, "Recorded already": 1}
    assert [row["replayed"] for row in send(kept)["results"]] == [True, True]
    assert cells(take(client, session, door, file_of(door, door.phone, *kept))) == {"Recorded already": 2}
    assert lines(session) == 2


def test_a_file_is_brought_in_once(client: FlaskClient, session: Session, door: Door):
    looked = bring(client, session, door, file_of(door, door.phone, waiting(door, door.guest(session)[1].code, 1)))
    assert "Bring the scans in" in client.get(looked.location).text
    post(client, f"{looked.location}import/", page=looked.location)
    again = post(client, f"{looked.location}import/", page=url(door), follow_redirects=True)
    assert "brought in already" in again.text
    assert lines(session) == 1


def test_scans_of_several_devices_that_one_browser_was_keep_their_devices(
    client: FlaskClient, session: Session, door: Door
):
    other = make_phone(session, door.event, "search")
    guests = [door.guest(session) for _ in range(2)]
    by_name = {"sealed": "", "registration": guests[1][0].public_id, "device_verdict": ""}
    content = queue_file(
        door.event,
        part_of(door.event, door.phone.device.public_id, [waiting(door, guests[0][1].code, 1)]),
        part_of(door.event, other.device.public_id, [waiting(door, "", 1, **by_name)]),
    )
    take(client, session, door, content)
    found = {(scan.device_id, scan.verdict) for scan in session.scalars(select(Scan))}
    assert found == {(door.phone.device.id, "admitted"), (other.device.id, "admitted")}


def test_a_phone_whose_token_was_revoked_is_believed_for_what_it_scanned_before(
    client: FlaskClient, session: Session, door: Door
):
    earlier, later = (now() - timedelta(minutes=m) for m in (60, 5))
    lost = make_phone(session, door.event, revoked_at=now() - timedelta(minutes=30))
    codes = [door.guest(session, created_at=now() - timedelta(days=9))[1].code for _ in range(2)]
    kept = [
        waiting(door, code, number, scanned_at=at.isoformat(), clock_offset_ms=0)
        for number, (code, at) in enumerate(zip(codes, (earlier, later), strict=True))
    ]
    assert cells(take(client, session, door, file_of(door, lost, *kept))) == {
        "Admitted": 1,
        "Kept apart for you to settle": 1,
    }


def test_a_phone_that_the_server_has_forgotten_is_known_by_its_key(client: FlaskClient, session: Session, door: Door):
    gone = "ABCDEFGHIJKLMNOP"
    code = door.guest(session)[1].code
    content = queue_file(door.event, part_of(door.event, gone, [waiting(door, code, 1)], name="East door 3"))
    assert cells(take(client, session, door, content)) == {"Admitted": 1}
    made = session.scalars(select(Device).where(Device.public_id == gone)).one()
    assert (made.name, made.revoked_at is not None) == ("East door 3", True)


def test_what_cannot_be_read_in_a_genuine_file_spoils_nothing_else(client: FlaskClient, session: Session, door: Door):
    kept = [waiting(door, door.guest(session)[1].code, 1), 7, {"scan_id": None}, waiting(door, "x", 2, sealed="AQ==")]
    page = take(client, session, door, file_of(door, door.phone, *kept))
    assert cells(page) == {"Admitted": 1, "Could not be read": 3}


def broken_files(door: Door) -> dict[str, tuple[bytes, str]]:
    other = make_door_of_another(door)
    good = json.loads(file_of(door, door.phone, waiting(door, "x", 1)))
    part = good["parts"][0]
    changed = {**good, "parts": [{**part, "body": part["body"].replace("admitted", "repeat")}]}
    borrowed = {**good, "parts": [{**part, "device": other}]}
    no_mac = {**good, "parts": [{**part, "mac": "%%"}]}
    no_file, forged = "This is no file of a phone", "This file was changed, or none"
    elsewhere = {**good, "event": "A" * 16}
    return {
        "nothing": (b"", no_file),
        "no text": (b"\xff\xfe\x00" * 40, no_file),
        "no JSON": (b"name;phone\n", no_file),
        "deep": (b"[" * 100_000, no_file),
        "of another kind": (json.dumps({**good, "format": "other"}).encode(), no_file),
        "of a later version": (json.dumps({**good, "version": 2}).encode(), no_file),
        "cut off": (json.dumps(good).encode()[:-9], no_file),
        "no scans": (queue_file(door.event, part_of(door.event, part["device"], [])), no_file),
        "another event": (json.dumps(elsewhere).encode(), "This file is from another event."),
        "changed": (json.dumps(changed).encode(), forged),
        "another device": (json.dumps(borrowed).encode(), forged),
        "no signature": (json.dumps(no_mac).encode(), forged),
    }


def make_door_of_another(door: Door) -> str:
    """The public id of another device."""
    return door.phone.device.public_id[::-1].translate(str.maketrans("01", "AB"))


def test_a_file_that_cannot_be_taken_gets_a_message(client: FlaskClient, session: Session, door: Door):
    for name, (content, message) in broken_files(door).items():
        answer = bring(client, session, door, content)
        assert (answer.status_code, message in answer.text) == (422, True), name
    assert post(client, url(door), {}).status_code == 422
    assert post(client, url(door), {"file": "no upload"}).status_code == 422
    assert session.scalars(select(QueueFile)).all() == []


def test_a_file_of_one_event_is_not_there_in_another(client: FlaskClient, session: Session, door: Door):
    looked = bring(client, session, door, file_of(door, door.phone, waiting(door, "x", 1)))
    other = make_door(session)
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, other.event, "organizer")
    session.commit()
    sign_in(client, user)
    elsewhere = looked.location.replace(door.event.slug, other.event.slug)
    assert client.get(elsewhere).status_code == 404
    assert post(client, f"{elsewhere}import/", page=url(other)).status_code == 404
    assert client.get(looked.location).status_code == 403


def test_files_that_nobody_brought_in_are_dropped_after_a_week(client: FlaskClient, session: Session, door: Door):
    bring(client, session, door, file_of(door, door.phone, waiting(door, "x", 1)))
    for days, left in ((6, 1), (8, 0)):
        importing.drop_old(session, now() + timedelta(days=days))
        assert len(session.scalars(select(QueueFile)).all()) == left


def test_practice_codes_are_known_to_no_door(client: FlaskClient, session: Session, door: Door):
    page = client.get(url(door).replace("files/", "practice/")).text
    assert page.count('<svg class="practice-code"') == 7
    session.commit()
    kept = waiting(door, "https://forum.example/c/PRACTICE-VALID", 1)
    answer = client.post("/api/v1/scans", json={"scans": [kept]}, headers=door.phone.headers).json["results"][0]
    assert (answer["verdict"], answer["reason"]) == ("refused", "unknown")
    assert client.get("/c/PRACTICE-VALID").status_code < 500
