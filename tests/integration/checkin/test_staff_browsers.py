"""A colleague's browser scans as long as they are signed in there, and with the rights that they have by now."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import staff
from app.accounts.models import SignIn, User
from app.checkin.models import Device
from app.core.clock import now
from app.core.edge import Application
from app.directory.models import BaseGrant
from app.events.models import EventGrant
from tests.factories.accounts import PASSWORD, make_administrator, make_user, sign_in
from tests.factories.checkin import Door, Phone, make_door, make_item, scan
from tests.factories.events import make_grant
from tests.integration.forms import post


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


def colleague(session: Session, door: Door, role: str = "checkin") -> User:
    user = make_user(session, password=PASSWORD)
    make_grant(session, user, door.event, role)
    session.commit()
    return user


def scanning(application: Application, session: Session, door: Door, user: User) -> tuple[FlaskClient, Phone]:
    """A browser that is signed in and scans."""
    browser = application.test_client()
    sign_in(browser, user)
    page = post(browser, f"/scan/start/{door.event.slug}/", page="/account/")
    found = re.search(r'"token": ?"([^"]+)"', page.text)
    assert found
    session.rollback()
    device = session.scalars(select(Device).where(Device.user_id == user.id).order_by(Device.id.desc())).first()
    assert device
    return browser, Phone(device, found.group(1))


def asks(client: FlaskClient, phone: Phone) -> Any:
    return client.get("/api/v1/device", headers=phone.headers)


def signs_out_everywhere(browser: FlaskClient, session: Session, user: User) -> None:
    post(browser, "/account/sign-out-everywhere/", page="/account/")


def signs_out_here(browser: FlaskClient, session: Session, user: User) -> None:
    post(browser, "/sign-out/", page="/account/")


def takes_another_password(browser: FlaskClient, session: Session, user: User) -> None:
    elsewhere = browser.application.test_client()
    sign_in(elsewhere, user)
    chosen = {"current": PASSWORD, "password": "another long password", "again": "another long password"}
    post(elsewhere, "/account/password/", chosen, page="/account/")


def is_disabled(browser: FlaskClient, session: Session, user: User) -> None:
    make_administrator(session)
    staff.disable(session, session.get_one(User, user.id), now())
    staff.enable(session.get_one(User, user.id))
    session.commit()


@pytest.mark.parametrize("leaves", [signs_out_everywhere, signs_out_here, takes_another_password, is_disabled])
def test_who_is_signed_out_scans_no_more(
    client: FlaskClient,
    application: Application,
    session: Session,
    door: Door,
    leaves: Callable[[FlaskClient, Session, User], None],
) -> None:
    user = colleague(session, door)
    browser, phone = scanning(application, session, door, user)
    assert asks(client, phone).status_code == 200
    leaves(browser, session, user)
    answer = asks(client, phone)
    assert (answer.status_code, answer.json["error"]["reason"]) == (403, "device_revoked")
    session.rollback()
    session.expire_all()
    [line] = scan(session, phone, make_item(door.checkpoint, door.guest(session)[1].code))
    assert (line.reason, line.person) == ("device_revoked", None)


def test_signing_out_in_one_browser_leaves_the_others_at_work(
    client: FlaskClient, application: Application, session: Session, door: Door
) -> None:
    user, friend = colleague(session, door), colleague(session, door)
    leaving, phone = scanning(application, session, door, user)
    _, other = scanning(application, session, door, user)
    _, friends = scanning(application, session, door, friend)
    signs_out_here(leaving, session, user)
    assert [asks(client, one).status_code for one in (phone, other, friends)] == [403, 200, 200]


def test_who_changes_the_password_goes_on_scanning_in_that_browser(
    client: FlaskClient, application: Application, session: Session, door: Door
) -> None:
    user = colleague(session, door)
    here, phone = scanning(application, session, door, user)
    _, other = scanning(application, session, door, user)
    chosen = {"current": PASSWORD, "password": "another long password", "again": "another long password"}
    assert post(here, "/account/password/", chosen, page="/account/").status_code == 303
    assert [asks(client, one).status_code for one in (phone, other)] == [200, 403]


def test_a_sign_in_that_was_tidied_away_takes_no_device_along(
    application: Application, session: Session, door: Door
) -> None:
    user = colleague(session, door)
    _, phone = scanning(application, session, door, user)
    session.execute(delete(SignIn))
    session.commit()
    session.expire_all()
    assert session.get_one(Device, phone.device.id).sign_in_id is None


def test_a_browser_has_the_role_that_its_owner_has_by_now(
    client: FlaskClient, application: Application, session: Session, door: Door
) -> None:
    user = colleague(session, door, "organizer")
    _, phone = scanning(application, session, door, user)
    roles = [asks(client, phone).json["role"]]
    grant = session.scalars(select(EventGrant).where(EventGrant.user_id == user.id)).one()
    for role in ("checkin", "organizer"):
        grant.role = role
        session.commit()
        roles.append(asks(client, phone).json["role"])
    session.delete(grant)
    session.commit()
    gone = asks(client, phone).status_code
    session.add(BaseGrant(user_id=user.id, base_id=door.event.host_base_id))
    session.commit()
    roles.append(asks(client, phone).json["role"])
    assert (roles, gone) == (["supervisor", "search", "supervisor", "supervisor"], 401)


def test_who_was_an_organizer_overrules_no_refusal_any_more(
    application: Application, session: Session, door: Door
) -> None:
    user = colleague(session, door, "organizer")
    _, phone = scanning(application, session, door, user)
    guest, _ = door.guest(session, state="waitlisted")
    forcing = {"registration": guest.public_id, "forced": True}
    assert scan(session, phone, make_item(door.checkpoint, **forcing))[0].verdict == "admitted"
    session.scalars(select(EventGrant).where(EventGrant.user_id == user.id)).one().role = "checkin"
    assert scan(session, phone, make_item(door.checkpoint, **forcing))[0].error.code == "not_allowed"
