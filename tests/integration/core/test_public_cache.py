"""What the public sees: kept by revision and language, answered with an ETag, private to nobody."""

from __future__ import annotations

import gzip

import brotli
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.text import Bilingual
from app.events.models import Event
from tests.factories.agenda import make_session
from tests.factories.events import make_event

PAGE = "/events/{}/?lang=en"


@pytest.fixture
def event(session: Session) -> Event:
    event = make_event(session)
    session.commit()
    return event


def test_the_same_data_gives_the_same_bytes_and_the_same_tag(client: FlaskClient, event: Event) -> None:
    first, second = client.get(PAGE.format(event.slug)), client.get(PAGE.format(event.slug))
    assert first.status_code == 200
    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])


@pytest.mark.parametrize("spelling", ["{}", "W/{}", '"other", {}', "*"])
def test_a_reader_who_has_the_page_gets_304_and_no_body(client: FlaskClient, event: Event, spelling: str) -> None:
    tag = client.get(PAGE.format(event.slug)).headers["ETag"]
    again = client.get(PAGE.format(event.slug), headers={"If-None-Match": spelling.format(tag)})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == tag


def test_an_edit_shows_at_the_next_request(client: FlaskClient, session: Session, event: Event) -> None:
    before = client.get(PAGE.format(event.slug))
    event.title = Bilingual("新名称", "Renamed forum")
    session.commit()
    after = client.get(PAGE.format(event.slug))
    assert "Renamed forum" in after.text
    assert after.headers["ETag"] != before.headers["ETag"]


def test_an_edit_of_another_event_leaves_the_tag_alone(client: FlaskClient, session: Session, event: Event) -> None:
    other = make_event(session)
    session.commit()
    tag = client.get(PAGE.format(event.slug)).headers["ETag"]
    make_session(session, other)
    session.commit()
    assert client.get(PAGE.format(event.slug)).headers["ETag"] == tag


def test_a_change_in_the_directory_reaches_the_pages_that_show_it(
    client: FlaskClient, session: Session, event: Event
) -> None:
    client.get(PAGE.format(event.slug))
    assert event.host_base is not None
    event.host_base.name = Bilingual("新基地", "A base renamed")
    session.commit()
    assert "A base renamed" in client.get(PAGE.format(event.slug)).text


def test_each_language_is_an_answer_of_its_own(client: FlaskClient, event: Event) -> None:
    chinese, english = client.get(f"/events/{event.slug}/?lang=zh"), client.get(f"/events/{event.slug}/?lang=en")
    assert '<html lang="zh-CN">' in chinese.text
    assert '<html lang="en">' in english.text
    assert chinese.headers["ETag"] != english.headers["ETag"]


def test_a_shared_answer_sets_no_cookie_and_does_not_vary_by_one(client: FlaskClient, event: Event) -> None:
    answer = client.get(PAGE.format(event.slug))
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["Cache-Control"].startswith("public")


def test_without_a_language_in_the_address_the_answer_is_the_readers_own(client: FlaskClient, event: Event) -> None:
    answer = client.get(f"/events/{event.slug}/", headers={"Accept-Language": "zh-CN,zh;q=0.9"})
    assert '<html lang="zh-CN">' in answer.text
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Accept-Language" in answer.headers["Vary"]


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_it_is_sent_compressed_to_those_who_can_read_it(
    client: FlaskClient, event: Event, encoding: str, unpack: object
) -> None:
    plain = client.get(PAGE.format(event.slug), headers={"Accept-Encoding": "identity"}).data
    packed = client.get(PAGE.format(event.slug), headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert unpack(packed.data) == plain  # type: ignore[operator]


def test_drafts_are_not_there(client: FlaskClient, session: Session) -> None:
    draft = make_event(session, state="draft")
    session.commit()
    assert client.get(PAGE.format(draft.slug)).status_code == 404
