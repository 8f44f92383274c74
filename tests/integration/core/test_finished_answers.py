"""A finished answer is sent again word for word, and to nobody whom it was not made for."""

from __future__ import annotations

import time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event as database_event
from sqlalchemy.orm import Session

from app.core.db import db, writing
from app.core.pagecache import cache
from app.core.revisions import remembered
from app.core.text import Bilingual
from app.events.models import Event
from tests.factories.events import make_event


@pytest.fixture
def forum(session: Session) -> Event:
    forum = make_event(session, title=Bilingual("论坛", "The forum"))
    session.commit()
    return forum


@pytest.fixture
def page(forum: Event) -> str:
    return f"/events/{forum.slug}/"


def test_a_second_answer_is_the_first_one_word_for_word(client: FlaskClient, page: str) -> None:
    first, second = (client.get(f"{page}?lang=en", headers={"Accept-Encoding": "br"}) for _ in range(2))
    assert (second.data, second.headers.to_wsgi_list()) == (first.data, first.headers.to_wsgi_list())


def test_a_second_answer_asks_the_database_nothing(client: FlaskClient, page: str) -> None:
    client.get(f"{page}?lang=en")
    client.get(f"{page}?lang=en")
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    database_event.listen(db.engine, "before_cursor_execute", note)
    client.get(f"{page}?lang=en")
    database_event.remove(db.engine, "before_cursor_execute", note)
    assert statements == []


def test_a_change_in_this_process_is_seen_at_once(client: FlaskClient, session: Session, forum: Event) -> None:
    page = f"/events/{forum.slug}/?lang=en"
    client.get(page)
    forum.title = Bilingual("改名", "Renamed")
    session.commit()
    assert "Renamed" in client.get(page).text


def test_a_change_by_another_process_is_seen_within_a_second(
    client: FlaskClient, forum: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/events/{forum.slug}/?lang=en"
    client.get(page)
    monkeypatch.setattr(remembered, "forget", lambda: None)  # what another process does not tell this one
    with writing(db.engine) as other:
        other.get_one(Event, forum.id).title = Bilingual("改名", "Renamed")
    deadline = time.monotonic() + 3  # the promise is one second; the machine that tests may be busy
    while "Renamed" not in client.get(page).text:
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(("first", "second"), [("en", "zh-CN"), ("zh-CN", "en")])
def test_each_reader_gets_their_own_language(client: FlaskClient, page: str, first: str, second: str) -> None:
    client.get(page, headers={"Accept-Language": first})
    assert f'<html lang="{second}' in client.get(page, headers={"Accept-Language": second}).text


def test_a_language_chosen_before_outweighs_the_browser(client: FlaskClient, page: str) -> None:
    client.get(page, headers={"Accept-Language": "en"})
    client.set_cookie("other", "thing")
    client.set_cookie("lang", "zh")
    assert '<html lang="zh' in client.get(page, headers={"Accept-Language": "en"}).text


def test_an_encoding_is_sent_only_to_those_who_read_it(client: FlaskClient, page: str) -> None:
    client.get(page, headers={"Accept-Encoding": "br"})
    assert "Content-Encoding" not in client.get(page, headers={"Accept-Encoding": "identity"}).headers


@pytest.mark.parametrize("tag", ['"{0}"', 'W/"{0}"', '"other", "{0}"', "*"])
def test_who_has_it_already_is_sent_no_body(client: FlaskClient, page: str, tag: str) -> None:
    known = client.get(f"{page}?lang=en").headers["ETag"].strip('"')
    answer = client.get(f"{page}?lang=en", headers={"If-None-Match": tag.format(known)})
    assert (answer.status_code, answer.data) == (304, b"")
    assert {"ETag", "Cache-Control"} <= set(answer.headers.keys())
    assert "Content-Encoding" not in answer.headers


def test_after_not_modified_a_newcomer_gets_the_whole_answer(client: FlaskClient, page: str) -> None:
    feed = f"{page}agenda.ics?lang=en"
    whole = client.get(feed)
    cache.clear()
    for _ in range(3):
        assert client.get(feed, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    again = client.get(feed)
    assert (again.status_code, again.data) == (200, whole.data)
    assert dict(again.headers) == dict(whole.headers)


def test_an_answer_over_plain_http_is_not_sent_over_https(client: FlaskClient, page: str) -> None:
    assert "Strict-Transport-Security" not in client.get(page).headers
    assert "Strict-Transport-Security" in client.get(page, base_url="https://localhost").headers


def test_other_methods_go_the_whole_way(client: FlaskClient, page: str) -> None:
    client.get(page)
    assert client.head(page).data == b""
    assert client.post(page).status_code == 405
