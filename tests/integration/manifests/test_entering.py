"""What was ticked on paper gets into the books: with its time, once, and flagged as entered by hand."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.checkin.models import Attendance, Scan
from app.core.clock import now
from app.core.zones import wall_clock
from app.registration.models import Registration
from app.tickets.models import Ticket
from app.tickets.short_code import format_short_code
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_door, make_item, scan
from tests.factories.events import make_grant
from tests.integration.forms import post
from tests.integration.outside import catch_up

HIDDEN = re.compile(r'name="(nonce|tick)" value="([^"]+)"')
AN_HOUR_AGO = timedelta(hours=1)


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session, opens_at=now() - timedelta(hours=3), closes_at=now() + timedelta(hours=3))


@pytest.fixture
def guests(session: Session, door: Door) -> list[tuple[Registration, Ticket]]:
    return [door.guest(session) for _ in range(3)]


@pytest.fixture(autouse=True)
def volunteer(client: FlaskClient, session: Session, door: Door, guests: list[tuple[Registration, Ticket]]) -> None:
    user = make_user(session, password="correct horse battery", name="Lin Mei")
    make_grant(session, user, door.event, "checkin")
    session.commit()
    sign_in(client, user)


def page(door: Door, rest: str = "") -> str:
    return f"/manage/events/{door.event.slug}/checkpoints/{door.checkpoint.public_id}/paper/{rest}"


def shown(door: Door, at: datetime) -> str:
    return wall_clock(at, door.event.zone).isoformat(timespec="minutes")


def looked_through(client: FlaskClient, door: Door, at: datetime, **sent: Any) -> TestResponse:
    """The preview of what was ticked with ``at`` as its usual time."""
    [nonce] = re.findall(
        r'name="nonce"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="nonce"', client.get(page(door)).text
    )
    return post(client, page(door), {"nonce": "".join(nonce), "at": shown(door, at), **sent}, page=page(door))


def entered(client: FlaskClient, door: Door, preview: TestResponse) -> TestResponse:
    assert preview.status_code == 200, preview.text
    found = HIDDEN.findall(preview.text)
    ticks = [value for name, value in found if name == "tick"]
    nonce = next(value for name, value in found if name == "nonce")
    return post(client, page(door, "enter/"), {"nonce": nonce, "tick": ticks}, page=page(door))


def lines(session: Session) -> list[Scan]:
    catch_up(session)
    return list(session.scalars(select(Scan).order_by(Scan.corrected_at, Scan.id)))


def test_ticks_are_entered_with_their_times_in_the_name_of_who_enters_them(
    client: FlaskClient, session: Session, door: Door, guests: list[tuple[Registration, Ticket]]
) -> None:
    usual, earlier = now() - AN_HOUR_AGO, now() - 2 * AN_HOUR_AGO
    (first, _), (_second, ticket), _third = guests
    clock = shown(door, earlier).split("T")[1]
    if shown(door, earlier).split("T")[0] != shown(door, usual).split("T")[0]:
        clock, earlier = "", usual  # the one hour of the day at which two hours ago was yesterday
    code = f"{format_short_code(ticket.short_code)} {clock}"
    answer = entered(client, door, looked_through(client, door, usual, ids=[first.public_id], codes=code))
    assert answer.status_code == 303
    assert "/scans/" in answer.location
    found = lines(session)
    assert {scan.method for scan in found} == {"paper"}
    assert {scan.verdict for scan in found} == {"admitted"}
    expected = {first.id: usual, _second.id: earlier}
    assert {s.registration_id: shown(door, s.corrected_at) for s in found} == {
        key: shown(door, at) for key, at in expected.items()
    }
    assert "Lin Mei" in client.get(answer.location).text


def test_a_page_sent_twice_is_entered_once(
    client: FlaskClient, session: Session, door: Door, guests: list[tuple[Registration, Ticket]]
) -> None:
    preview = looked_through(client, door, now() - AN_HOUR_AGO, ids=[guests[0][0].public_id])
    entered(client, door, preview)
    entered(client, door, preview)
    assert len(lines(session)) == 1


def test_who_is_entered_last_may_have_come_first(
    client: FlaskClient, session: Session, door: Door, guests: list[tuple[Registration, Ticket]]
) -> None:
    late, early = now() - AN_HOUR_AGO, now() - timedelta(minutes=150)
    entered(client, door, looked_through(client, door, late, ids=[guests[0][0].public_id]))
    entered(client, door, looked_through(client, door, early, ids=[guests[1][0].public_id]))
    found = {scan.registration_id: scan.corrected_at for scan in lines(session)}
    assert shown(door, found[guests[1][0].id]) == shown(door, early)
    assert shown(door, found[guests[0][0].id]) == shown(door, late)


def test_whom_a_phone_admitted_after_the_tick_is_a_conflict_and_the_paper_came_first(
    client: FlaskClient, session: Session, door: Door, guests: list[tuple[Registration, Ticket]]
) -> None:
    person, ticket = guests[0]
    scan(session, door.phone, make_item(door.checkpoint, ticket.code, device_verdict="admitted"))
    preview = looked_through(client, door, now() - AN_HOUR_AGO, ids=[person.public_id])
    assert "Here already" in preview.text
    entered(client, door, preview)
    assert [(line.method, line.verdict) for line in lines(session)] == [("paper", "admitted"), ("code", "conflict")]
    assert len(session.scalars(select(Attendance)).all()) == 1


@pytest.mark.parametrize("shift", [timedelta(hours=-4), timedelta(hours=2)])
def test_nobody_came_before_it_opened_or_after_now(
    client: FlaskClient, session: Session, door: Door, guests: list[tuple[Registration, Ticket]], shift: timedelta
) -> None:
    answer = looked_through(client, door, now() + shift, ids=[guests[0][0].public_id])
    assert answer.status_code == 422
    assert f'value="{guests[0][0].public_id}"' in answer.text
    assert "checked" in answer.text
    assert lines(session) == []


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({}, "Tick somebody, or type a code."),
        ({"codes": "ZZZZ-ZZZZ"}, "Nobody here has this code: ZZZZ-ZZZZ"),
        ({"codes": "nonsense"}, "Nobody here has this code: nonsense"),
        ({"codes": "ZZZZ-ZZZZ 25:00"}, "This is no time: write 08:15."),
    ],
)
def test_what_cannot_be_entered_is_said_beside_what_was_typed(
    client: FlaskClient, door: Door, sent: dict[str, str], said: str
) -> None:
    answer = looked_through(client, door, now(), **sent)
    assert answer.status_code == 422
    assert said in answer.text


def test_what_no_page_sends_is_refused(client: FlaskClient, session: Session, door: Door) -> None:
    for sent in ({}, {"nonce": "x", "tick": ["A@1"]}, {"nonce": "0" * 32, "tick": ["A@soon"]}):
        assert post(client, page(door, "enter/"), sent, page=page(door)).status_code == 400
    assert lines(session) == []
