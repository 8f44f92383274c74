"""The tests' own tools do what they say."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import now
from app.events.phases import Window, registration_window
from tests.factories.accounts import make_administrator, sign_in
from tests.factories.events import make_event


def test_a_signed_in_browser_is_the_user(client: FlaskClient, session: Session) -> None:
    administrator = make_administrator(session)
    session.commit()
    assert client.get("/manage/").status_code == 302
    sign_in(client, administrator)
    assert client.get("/manage/").status_code == 200


def test_requests_do_not_share_the_context_of_the_test(client: FlaskClient, session: Session) -> None:
    administrator = make_administrator(session)
    session.commit()
    sign_in(client, administrator)
    client.get("/manage/")
    assert client.application.test_client().get("/manage/").status_code == 302


def test_a_forum_is_open_for_registration(session: Session) -> None:
    event = make_event(session)
    session.commit()
    assert registration_window(event, now()) is Window.OPEN
