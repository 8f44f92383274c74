"""Many watch the figures: what that costs does not grow with them, and who may no longer look stops within seconds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import SignIn
from app.core import clock
from app.events.models import EventGrant
from app.reports import watching
from app.reports.snapshots import snapshots
from app.reports.views import live
from app.reports.watching import Watchers
from tests.factories.accounts import PASSWORD, make_user, sign_in
from tests.factories.checkin import Door, make_door, make_item, scan
from tests.factories.events import make_grant
from tests.integration.organizing import as_headquarters, as_role, counted

WATCHERS, TURNS = 50, 4


@pytest.fixture(autouse=True)
def nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this process remembers of other tests is not known."""
    snapshots.forget()
    monkeypatch.setattr(live, "watchers", Watchers())


class Clock:
    """Time goes on when the test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.moment = clock.now()
        monkeypatch.setattr(live, "now", lambda: self.moment)

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


def address(door: Door, **more: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in {"lang": "en", **more}.items())
    return f"/manage/events/{door.event.slug}/live/figures/?{query}"


def watchers_of(application: Flask, session: Session, door: Door, number: int) -> list[FlaskClient]:
    """Browsers of colleagues, each signed in as somebody else."""
    users = [make_user(session, password=PASSWORD) for _ in range(number)]
    for user in users:
        make_grant(session, user, door.event, "viewer")
    session.commit()
    clients = [application.test_client() for _ in users]
    for client, user in zip(clients, users, strict=True):
        sign_in(client, user)
    return clients


def statements(session: Session, door: Door, clients: list[FlaskClient], time: Clock) -> int:
    """How many statements all the polls of some seconds take, while scans come in."""
    guests = [door.guest(session) for _ in range(TURNS)]
    for client in clients:
        assert client.get(address(door)).status_code == 200
    total = 0
    for _registration, ticket in guests:
        scan(session, door.phone, make_item(door.checkpoint, ticket.code))
        time.pass_by(1.5)
        with counted(session) as seen:
            for client in clients:
                assert client.get(address(door)).status_code == 200
        total += len(seen)
    return total


def test_fifty_watchers_take_no_more_statements_than_one(
    application: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, time = make_door(session), Clock(monkeypatch)
    clients = watchers_of(application, session, door, WATCHERS)
    alone = statements(session, door, clients[:1], time)
    together = statements(session, door, clients, time)
    assert 0 < together <= alone


def test_what_is_unchanged_is_answered_without_a_body(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, time = make_door(session), Clock(monkeypatch)
    as_headquarters(client, session)
    _, ticket = door.guest(session)
    session.commit()
    first = client.get(address(door))
    time.pass_by(2)
    same = client.get(address(door), headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    scan(session, door.phone, make_item(door.checkpoint, ticket.code))
    time.pass_by(2)
    changed = client.get(address(door), headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_role_that_was_taken_ends_within_seconds(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, time = make_door(session), Clock(monkeypatch)
    user = as_role(client, session, door.event, "checkin")
    assert client.get(address(door)).status_code == 200
    session.execute(delete(EventGrant).where(EventGrant.user_id == user.id))
    session.commit()
    time.pass_by(watching.ASKED_EVERY.total_seconds() + 0.1)
    assert client.get(address(door)).status_code == 403


def test_a_browser_that_was_signed_out_ends_within_seconds(
    client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, time = make_door(session), Clock(monkeypatch)
    user = as_role(client, session, door.event, "viewer")
    assert client.get(address(door)).status_code == 200
    session.query(SignIn).filter_by(user_id=user.id).update({"revoked_at": clock.now()})
    session.commit()
    time.pass_by(watching.ASKED_EVERY.total_seconds() + 0.1)
    assert client.get(address(door)).status_code == 403


def test_a_large_screen_shows_no_names_and_no_links(client: FlaskClient, session: Session) -> None:
    door = make_door(session)
    as_headquarters(client, session)
    answer = client.get(address(door, wall="1"))
    assert "<a " not in answer.text
    assert "Came" in answer.text
