"""What the public sees: kept by revision and language, answered with an ETag, private to nobody."""

from __future__ import annotations

import gzip
import re

import brotli
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import pagecache
from app.core.db import db, writing
from app.core.pagecache import Page, PageCache, cache
from app.core.revisions import event_scope
from app.core.text import Bilingual
from app.events.models import Event
from tests.factories.agenda import make_room, make_session
from tests.factories.events import make_event

PAGE = "/events/{}/?lang=en"


@pytest.fixture
def event(session: Session) -> Event:
    event = make_event(session)
    session.commit()
    return event


def test_the_same_data_gives_the_same_bytes_and_the_same_tag(client: FlaskClient, event: Event) -> None:
    first = client.get(PAGE.format(event.slug))
    cache.clear()
    second = client.get(PAGE.format(event.slug))
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


def test_an_edit_while_a_page_is_made_shows_at_the_next_request(session: Session, event: Event) -> None:
    kept = PageCache()
    edits = [Bilingual("新名称", "Renamed meanwhile")]

    def render() -> Page:
        body = db.session().get_one(Event, event.id).title.en
        for title in edits:
            with writing(db.engine) as other:
                other.get_one(Event, event.id).title = title
        edits.clear()
        return Page(body, [event_scope(event.id)])

    old = event.title.en
    assert kept.build(("page",), render).bodies["identity"].decode() == old
    session.rollback()
    assert kept.get(("page",)) is None
    assert kept.build(("page",), render).bodies["identity"] == b"Renamed meanwhile"
    session.rollback()
    assert kept.get(("page",))


def test_a_page_holds_nothing_of_what_its_first_reader_asked_besides(client: FlaskClient, event: Event) -> None:
    first = client.get(PAGE.format(event.slug) + "&email=guest%40mail.example&lang=zh")
    assert "guest" not in first.text
    cache.clear()
    assert client.get(PAGE.format(event.slug)).data == first.data


def test_a_page_in_the_other_language_keeps_the_options_of_this_one(
    client: FlaskClient, session: Session, event: Event
) -> None:
    hall = make_room(session, event)
    session.commit()
    page = client.get(f"/events/{event.slug}/agenda/?lang=en&view=grid&room={hall.public_id}&from=mail").text
    assert f'href="/events/{event.slug}/agenda/?room={hall.public_id}&amp;view=grid&amp;lang=zh"' in page


@pytest.mark.parametrize("path", ["agenda/", "calendar/", "agenda.ics"])
@pytest.mark.parametrize("asked", ["NONE", "A" * 500, "%F0%9F%8C%BE", "' or 1=1"])
def test_an_unknown_room_or_track_leads_to_the_whole_and_is_kept_nowhere(
    client: FlaskClient, event: Event, path: str, asked: str
) -> None:
    whole = f"/events/{event.slug}/{path}?lang=en"
    kept = len(cache._kept)
    for name in ("room", "track"):
        answer = client.get(f"{whole}&{name}={asked}")
        assert (answer.status_code, answer.headers["Location"]) == (302, whole)
    both = client.get(f"{whole}&room={asked}&track={asked}", follow_redirects=True)
    assert both.request.url.endswith(whole)
    assert len(cache._kept) == kept + 1


@pytest.mark.parametrize(
    "path", ["agenda/?lang=en&view={}", "calendar/?lang=en&feed={0}&alarm={0}", "event.ics?lang={}"]
)
def test_a_value_that_an_option_does_not_have_counts_as_none(client: FlaskClient, event: Event, path: str) -> None:
    before = client.get(f"/events/{event.slug}/{path.format('')}").data
    kept = len(cache._kept)
    for made_up in ("1", "x", "A" * 99):
        assert client.get(f"/events/{event.slug}/{path.format(made_up)}").data == before
    assert len(cache._kept) == kept


def test_what_is_asked_often_outlives_what_was_asked_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagecache, "KEPT", 3)
    pages = PageCache()
    for number in range(9):
        pages.build(("often",), lambda: Page("often", []))
        pages.build(("once", number), lambda: Page("once", []))
    assert pages.get(("often",))
    assert len(pages._kept) == 3


def test_what_is_not_there_leaves_nothing_behind(session: Session) -> None:
    pages = PageCache()
    for number in range(9):
        with pytest.raises(LookupError):
            pages.build((number,), lambda: {}["page"])
    assert not pages._building


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


@pytest.mark.parametrize(
    ("asked", "sent"),
    [("br;q=0, gzip", "gzip"), ("br;q=0, gzip;q=0", None), ("br;q=0.0", None), ("gzip, deflate, br;q=0.5", "br")],
)
def test_an_encoding_that_a_reader_refuses_is_not_sent(
    client: FlaskClient, event: Event, asked: str, sent: str | None
) -> None:
    answer = client.get(PAGE.format(event.slug), headers={"Accept-Encoding": asked})
    assert answer.headers.get("Content-Encoding") == sent


def test_links_from_shared_pages_lead_on_in_the_language_of_the_page(client: FlaskClient, event: Event) -> None:
    page = client.get(f"/events/{event.slug}/?lang=zh", headers={"Accept-Language": "en"}).text
    links = set(re.findall(r'(?:href|data-src|data-url)="(/(?!static/|vendor/)[^"]*)"', page))
    assert {f"/events/{event.slug}/register/?lang=zh", "/sign-in/?lang=zh", "/my/?lang=zh"} <= links
    assert {link for link in links if "lang=zh" not in link} == {f"/events/{event.slug}/?lang=en"}
    onward = client.get(f"/events/{event.slug}/register/?lang=zh", headers={"Accept-Language": "en"})
    assert '<html lang="zh-CN">' in onward.text


def test_drafts_are_not_there(client: FlaskClient, session: Session) -> None:
    draft = make_event(session, state="draft")
    session.commit()
    assert client.get(PAGE.format(draft.slug)).status_code == 404
