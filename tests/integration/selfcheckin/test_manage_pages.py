"""What organizers allow, the screen at the door, and the poster's number."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.models import Device, Scan
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.links import public_address
from app.core.signals import event_shifted
from app.events.shifting import Shift
from app.selfcheckin import slots
from app.selfcheckin.models import SelfCheckIn
from app.selfcheckin.numbers import number_of
from app.tickets.qr import qr_matrix, svg_path
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_door
from tests.factories.events import make_grant
from tests.factories.selfcheckin import allow, home, on_screen, scan_screen
from tests.factories.tickets import secrets_of_app
from tests.integration.forms import post
from tests.integration.outside import catch_up


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


def colleague(client: FlaskClient, session: Session, door: Door, role: str = "organizer") -> None:
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, door.event, role)
    session.commit()
    sign_in(client, user)


def manage(door: Door, part: str = "") -> str:
    return f"/manage/events/{door.event.slug}/self-check-in/{door.checkpoint.public_id}/{part}"


def drawn(door: Door, slots_ago: int = 0) -> str:
    """The code that the screen shows for the address that guests are to open."""
    return svg_path(qr_matrix(public_address("/i/"), on_screen(door, slots_ago).removeprefix("/i/")))


def point_of(session: Session) -> SelfCheckIn:
    catch_up(session)
    return session.scalars(select(SelfCheckIn)).one()


def test_it_is_off_until_an_organizer_switches_it_on(client: FlaskClient, session: Session, door: Door):
    colleague(client, session, door)
    assert "Off" in client.get(f"/manage/events/{door.event.slug}/self-check-in/").text
    answer = post(client, manage(door), {"by_screen": "y", "by_name": "y", "opens": "", "closes": ""})
    assert answer.status_code == 303
    point = point_of(session)
    assert (point.by_screen, point.by_number, point.by_name) == (True, False, True)
    assert "Open now" in client.get(f"/manage/events/{door.event.slug}/self-check-in/").text
    logged = session.scalars(select(AuditEntry.object_type).where(AuditEntry.action == "create")).all()
    assert "self_check_in" in logged


def test_a_window_that_ends_before_it_begins_is_refused(client: FlaskClient, session: Session, door: Door):
    colleague(client, session, door)
    data = {"by_screen": "y", "opens": "2027-06-20T10:00", "closes": "2027-06-20T09:00"}
    answer = post(client, manage(door), data)
    assert answer.status_code == 422
    assert "It must close after it opens." in answer.text
    assert "2027-06-20T10:00" in answer.text


def test_an_edit_of_what_somebody_else_changed_is_shown_again(client: FlaskClient, session: Session, door: Door):
    point = allow(session, door)
    colleague(client, session, door)
    page = client.get(manage(door)).text
    version = re.search(r'name="version"[^>]*value="([^"]+)"', page)
    assert version
    catch_up(session)
    session.get_one(SelfCheckIn, point.id).by_number = True
    session.commit()
    answer = post(client, manage(door), {"version": version[1], "by_screen": "y"})
    assert answer.status_code == 422
    assert point_of(session).by_number


def test_the_screen_shows_an_address_that_is_good_and_comes_from_the_settings(
    client: FlaskClient, session: Session, door: Door
):
    allow(session, door)
    colleague(client, session, door, "checkin")
    cookie = client.get_cookie("luntan")
    assert cookie
    client.set_cookie("luntan", cookie.value, domain="evil.example")
    answer = client.get(manage(door, "code/"), base_url="http://evil.example")
    assert drawn(door) in answer.text or drawn(door, 1) in answer.text
    assert "evil" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    left = re.search(r'data-left="(\d+)"', answer.text)
    assert left
    assert 0 < int(left[1]) <= slots.SLOT.total_seconds() * 1000


def test_the_screen_speaks_both_languages_at_once(client: FlaskClient, session: Session, door: Door):
    allow(session, door)
    colleague(client, session, door, "checkin")
    page = client.get(manage(door, "screen/")).text
    assert "用手机签到" in page
    assert "Check in with your phone" in page


@pytest.mark.parametrize("window", [{"by_screen": False}, {"opens_at": timedelta(hours=1)}])
def test_no_code_is_shown_where_none_would_be_taken(client: FlaskClient, session: Session, door: Door, window):
    allow(session, door, **{name: now() + value if value else value for name, value in window.items()})
    colleague(client, session, door, "checkin")
    assert "self-qr" not in client.get(manage(door, "code/")).text


def test_staff_turn_the_number_and_read_it(client: FlaskClient, session: Session, door: Door):
    allow(session, door, by_number=True)
    colleague(client, session, door, "checkin")

    def today(turn: int) -> str:
        number = number_of(secrets_of_app(), door.checkpoint.public_id, turn, door.event.zone, now())
        return f"{number[:3]} {number[3:]}"

    assert today(0) in client.get(manage(door, "poster/")).text
    post(client, manage(door, "number/"), page=manage(door, "poster/"))
    assert today(1) in client.get(manage(door, "poster/")).text
    assert today(0) != today(1)


def test_the_poster_is_offered_only_where_it_is_switched_on(client: FlaskClient, session: Session, door: Door):
    allow(session, door)
    colleague(client, session, door)
    page = client.get(manage(door, "poster/")).text
    assert "The poster is switched off" in page
    assert "self-qr" not in page


def test_the_ledger_says_who_checked_in_by_themselves_and_takes_it_back(
    client: FlaskClient, session: Session, door: Door
):
    registration, ticket = door.guest(session)
    allow(session, door)
    scan_screen(client, door)
    post(client, home(door) + "ticket/", {"code": ticket.short_code}, page=home(door))
    colleague(client, session, door)
    ledger = client.get(f"/manage/events/{door.event.slug}/scans/").text
    assert "by themselves" in ledger
    catch_up(session)
    scan = session.scalars(select(Scan)).one()
    device = session.get_one(Device, scan.device_id)
    path = f"/manage/events/{door.event.slug}/scans/{device.public_id}/{scan.scan_id}/undo/"
    assert post(client, path, {"reason": "not here"}).status_code == 303
    catch_up(session)
    assert session.scalars(select(Scan.verdict).where(Scan.registration_id == registration.id)).all() == [
        "admitted",
        "undo",
    ]


def test_the_device_of_the_poster_is_no_phone_and_no_token_leads_to_it(
    client: FlaskClient, session: Session, door: Door
):
    colleague(client, session, door)
    post(client, manage(door), {"by_screen": "y"})
    catch_up(session)
    device = session.scalars(select(Device).where(Device.name.startswith("自助签到"))).one()
    assert device.name not in client.get(f"/manage/events/{door.event.slug}/devices/").text
    assert client.get("/api/v1/device", headers={"Authorization": f"Bearer {device.token_hash}"}).status_code == 401


def test_windows_move_with_the_event(session: Session, door: Door):
    opens = now()
    allow(session, door, opens_at=opens, closes_at=opens + timedelta(hours=2))
    shift = Shift(2, door.event.zone, door.event.zone)
    event_shifted.send(None, session=session, event=door.event, shift=shift)
    session.commit()
    point = point_of(session)
    assert (point.opens_at, point.closes_at) == (opens + timedelta(days=2), opens + timedelta(days=2, hours=2))
