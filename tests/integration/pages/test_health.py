"""What watches over the service learns whether it is well."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.outbox import OutboxMail, enqueue
from app.factory import create_app
from tests.integration.conftest import settings_for


def test_a_healthy_service_says_so_in_json(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    body = answer.get_json()
    assert (body["status"], body["database"], body["outbox_age_seconds"]) == ("ok", True, None)
    assert body["version"]
    assert len(body["build"]) == 12


def test_mail_that_waits_is_reported_but_is_no_reason_to_fail(client: FlaskClient, session: Session) -> None:
    for _number in range(2):
        enqueue(session, "link_sign_in", "a@b.example", "en", {"link": 0})
    waiting, sent = session.scalars(select(OutboxMail).order_by(OutboxMail.id))
    waiting.created_at, sent.sent_at = now() - timedelta(minutes=3), now()
    session.commit()
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert 180 <= answer.get_json()["outbox_age_seconds"] < 240


def test_without_its_database_it_still_answers_and_with_503(tmp_path: Path) -> None:
    gone = create_app(settings_for(tmp_path, "postgresql://nobody@127.0.0.1:1/gone"))
    answer = gone.test_client().get("/healthz")
    assert answer.status_code == 503
    assert (answer.get_json()["status"], answer.get_json()["database"]) == ("database unreachable", False)


def test_an_empty_sqlite_file_counts_as_gone(tmp_path: Path) -> None:
    answer = create_app(settings_for(tmp_path, "")).test_client().get("/healthz")
    assert answer.status_code == 503


def test_pages_say_in_words_that_the_data_is_out_of_reach(tmp_path: Path) -> None:
    client = create_app(settings_for(tmp_path, "postgresql://nobody@127.0.0.1:1/gone")).test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "ABCDEFGHIJKLMNOP"
    for path in ("/account/", "/manage/", "/fragments/account/"):
        answer = client.get(path)
        assert answer.status_code == 503, path
        assert "Back in a moment" in answer.text
