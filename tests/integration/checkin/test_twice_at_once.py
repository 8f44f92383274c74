"""The same thing asked for at the same moment by several requests: done once, and never an error of the server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.checkin.models import Attendance, Device, Scan
from app.checkin.queries import DESK
from app.core.clock import now
from app.core.edge import Application
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, Phone, make_door, make_item, make_phone, scan, uuid7
from tests.factories.events import make_grant
from tests.integration.forms import csrf_token
from tests.integration.outside import catch_up, elsewhere

SCANS, UNDO = "/api/v1/scans", "/api/v1/undo"


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


def at_once(*requests: Callable[[], TestResponse]) -> list[TestResponse]:
    gate = Barrier(len(requests))

    def go(request: Callable[[], TestResponse]) -> TestResponse:
        gate.wait()
        return request()

    with ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(lambda request: elsewhere(go, request), requests))


def posting(application: Application, phone: Phone, url: str, body: dict[str, Any]) -> Callable[[], TestResponse]:
    client = application.test_client()
    return lambda: client.post(url, json=body, headers=phone.headers)


class Lane:
    """A browser of a colleague on the page of a badge."""

    def __init__(self, application: Application, colleague: User, code: str) -> None:
        self.path, self.client = f"/c/{code}", application.test_client()
        sign_in(self.client, colleague)
        self.token = csrf_token(self.client, self.path)

    def press(self, door: Door, scan_id: str) -> Callable[[], TestResponse]:
        sent = {"csrf_token": self.token, "checkpoint": door.checkpoint.public_id, "scan_id": scan_id}
        return lambda: self.client.post(self.path, data=sent)


@pytest.mark.parametrize("same", [True, False])
def test_check_in_is_pressed_many_times_by_a_colleague_who_had_no_desk_yet(
    session: Session, application: Application, door: Door, same: bool
) -> None:
    _, ticket = door.guest(session)
    colleague = make_user(session, password="correct horse battery")
    make_grant(session, colleague, door.event, "checkin")
    session.commit()
    lanes, pressed = [Lane(application, colleague, ticket.code) for _ in range(6)], str(uuid7())
    answers = at_once(*(lane.press(door, pressed if same else str(uuid7())) for lane in lanes))
    assert {answer.status_code for answer in answers} == {200}
    told = Counter("Admitted" if "Admitted" in answer.text else "Here before" for answer in answers)
    assert told == ({"Admitted": 6} if same else {"Admitted": 1, "Here before": 5})
    catch_up(session)
    assert session.scalar(select(func.count()).select_from(Scan)) == (1 if same else 6)
    assert session.scalar(select(func.count()).select_from(Attendance)) == 1
    assert session.scalar(select(func.count()).where(Device.token_hash.startswith(DESK))) == 1


def test_a_batch_meets_its_scans_sent_one_by_one(session: Session, application: Application, door: Door) -> None:
    items = [
        {
            "scan_id": str(uuid7()),
            "checkpoint": door.checkpoint.public_id,
            "code": door.guest(session)[1].code,
            "sequence": number,
            "scanned_at": now().isoformat(),
        }
        for number in range(16)
    ]
    session.commit()
    sent = [items, *([item] for item in items), items[::-1], *([item] for item in items)]
    answers = at_once(*(posting(application, door.phone, SCANS, {"scans": batch}) for batch in sent))
    assert {answer.status_code for answer in answers} == {200}
    assert {result["verdict"] for answer in answers for result in answer.json["results"]} == {"admitted"}
    catch_up(session)
    assert session.scalar(select(func.count()).select_from(Scan)) == len(items)
    assert session.scalar(select(func.count()).select_from(Attendance)) == len(items)


def test_an_undo_sent_many_times_is_one_undo_answered_alike(
    session: Session, application: Application, door: Door
) -> None:
    supervisor = make_phone(session, door.event, "supervisor")
    [first] = scan(session, door.phone, make_item(door.checkpoint, door.guest(session)[1].code))
    body = {"undo_id": str(uuid7()), "scan_id": str(first.scan_id), "sequence": 1, "reason": "wrong person"}
    answers = at_once(*(posting(application, supervisor, UNDO, body) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    catch_up(session)
    assert sorted(session.scalars(select(Scan.verdict))) == ["admitted", "undo"]


def test_of_two_organizers_one_settles_a_held_scan(
    client: FlaskClient, session: Session, application: Application, door: Door
) -> None:
    door.phone.device.revoked_at = now()
    [held] = scan(session, door.phone, make_item(door.checkpoint, door.guest(session)[1].code))
    colleague = make_user(session, password="correct horse battery")
    make_grant(session, colleague, door.event, "organizer")
    session.commit()
    place = f"/manage/events/{door.event.slug}/scans/"
    browsers = [application.test_client() for _ in range(4)]
    for browser in browsers:
        sign_in(browser, colleague)
    tokens = [csrf_token(browser, place) for browser in browsers]
    acts = ("accept", "drop", "accept", "drop")
    line = f"{place}{door.phone.device.public_id}/{held.scan_id}/"

    def settling(browser: FlaskClient, token: str, act: str) -> Callable[[], TestResponse]:
        return lambda: browser.post(f"{line}{act}/", data={"csrf_token": token})

    answers = at_once(*map(settling, browsers, tokens, acts))
    assert {answer.status_code for answer in answers} == {303}
    catch_up(session)
    [row] = session.scalars(select(Scan))
    present = session.scalar(select(func.count()).select_from(Attendance))
    assert (row.settled, present) in {("accepted", 1), ("dropped", 0)}
