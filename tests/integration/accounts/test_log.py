"""The audit log is read by those who may, in words, and never that of another event."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.agenda import scheduling
from app.core import audit
from app.core.audit import AuditedBy, AuditEntry
from app.core.clock import now
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events import editing
from app.events.models import Event, EventState
from tests.factories.accounts import make_administrator, make_user, sign_in
from tests.factories.agenda import make_session, make_speaker
from tests.factories.directory import make_base, make_group, make_theme
from tests.factories.events import make_event, make_grant


@pytest.fixture
def event(session: Session) -> Event:
    return make_event(session, title=Bilingual("武汉论坛", "Wuhan Forum"))


def staff_of(session: Session, event: Event, role: str = "organizer") -> User:
    user = make_user(session, password="a long password", name="Qin Lixin")
    make_grant(session, user, event, role)
    return user


def act_as(session: Session, user: User) -> None:
    session.info["audited_by"] = AuditedBy(user.id, user.name, "192.0.2.7")


def test_an_organizer_reads_before_and_after_in_words(client: FlaskClient, session: Session, event: Event) -> None:
    user = staff_of(session, event)
    session.commit()
    act_as(session, user)
    event.capacity, event.state, event.host_base = 321, EventState.CANCELLED, make_base(session)
    event.venue = Bilingual("新会场", "New Venue")
    session.commit()
    sign_in(client, user)
    page = client.get(f"/manage/events/{event.slug}/log/").text
    for words in (
        "Qin Lixin",
        "192.0.2.7",
        "Wuhan Forum",
        "<del>200</del> → <ins>321</ins>",
        "<del>Published</del> → <ins>Cancelled</ins>",
        "Venue (English): ",
        "<ins>New Venue</ins>",
        "<ins>Wuhan Base</ins>",
    ):
        assert words in page.replace("</span>", ""), words


def test_things_are_called_by_their_name_in_the_readers_language(
    client: FlaskClient, session: Session, event: Event
) -> None:
    user = staff_of(session, event)
    session.commit()
    act_as(session, user)
    event.capacity, event.host_base = 321, make_base(session)
    session.commit()
    sign_in(client, user)
    page = client.get(f"/manage/events/{event.slug}/log/?lang=zh").text
    assert '<span class="cell-sub">武汉论坛</span>' in page
    assert "<ins>武汉工作基地</ins>" in page


@pytest.mark.parametrize("query", ["", "?thing=event", "?event=other", "?who=", "?page=1&event_id=2", "?page=2"])
def test_the_log_of_one_event_shows_nothing_of_another(
    client: FlaskClient, session: Session, event: Event, query: str
) -> None:
    other = make_event(session, title=Bilingual("秘密会议", "Secret Meeting"))
    user = staff_of(session, event)
    admin = make_administrator(session, name="Somebody Else")
    session.commit()
    act_as(session, admin)
    other.capacity = 48_077
    make_group(session, name=Bilingual("某团体", "Some Group"))
    session.commit()
    sign_in(client, user)
    page = client.get(f"/manage/events/{event.slug}/log/{query}").text
    for words in ("Secret Meeting", "48077", "Some Group", "Somebody Else"):
        assert words not in page, words
    assert client.get(f"/manage/events/{other.slug}/log/").status_code == 403
    assert client.get("/manage/log/").status_code == 403


@pytest.mark.parametrize("role", ["viewer", "checkin"])
def test_only_organizers_read_the_log(client: FlaskClient, session: Session, event: Event, role: str) -> None:
    user = staff_of(session, event, role)
    session.commit()
    sign_in(client, user)
    assert client.get(f"/manage/events/{event.slug}/log/").status_code == 403


def test_headquarters_reads_and_narrows_down_the_whole_log(client: FlaskClient, session: Session, event: Event) -> None:
    admin = make_administrator(session, name="Head Office")
    session.commit()
    act_as(session, admin)
    make_group(session, name=Bilingual("某团体", "Some Group"), contact_email="hidden@people.example")
    event.capacity = 48_077
    audit.record(session, "export", event, rows=12)
    session.commit()
    sign_in(client, admin)
    page = client.get("/manage/log/").text
    assert "Some Group" in page
    assert "Wuhan Forum" in page
    assert "changed; the log does not keep it" in page
    assert "hidden@" not in page
    narrowed = client.get("/manage/log/?thing=overseas_group").text
    assert "Some Group" in narrowed
    assert "Wuhan Forum" not in narrowed
    exported = client.get("/manage/log/?action=export").text
    assert "<ins>12</ins>" in exported
    assert "48077" not in exported
    assert "Nothing matches" in client.get("/manage/log/?who=999999").text
    assert "Nothing matches" in client.get("/manage/log/?since=2100-01-01").text
    assert "Some Group" in client.get(f"/manage/log/?since={now().date()}&until=2100-01-01&who={admin.id}").text


@pytest.mark.parametrize(
    "query",
    ["page=0", "page=-1", "page=99999999999", "page=x", "who=9999999999", "who=x", "since=x", "since=0001-01-01",
     "until=9999-12-31", "action=<script>", "thing='", "page=٣"],
)  # fmt: skip
def test_no_filter_breaks_the_page(client: FlaskClient, session: Session, query: str) -> None:
    admin = make_administrator(session)
    session.commit()
    sign_in(client, admin)
    answer = client.get(f"/manage/log/?{query}")
    assert answer.status_code == 200
    assert "<script>'" not in answer.text


def test_a_long_log_comes_in_pages(client: FlaskClient, session: Session, event: Event) -> None:
    user = staff_of(session, event)
    session.add_all(
        AuditEntry(action="print", object_type="event", label=f"Copy {n:03}", event_id=event.id, actor_name="Qin")
        for n in range(120)
    )
    session.commit()
    sign_in(client, user)
    first, last = (client.get(f"/manage/events/{event.slug}/log/?page={n}&action=print").text for n in (1, 3))
    assert "1–50 of 120" in first
    assert "Copy 119" in first
    assert "action=print&amp;page=2" in first
    assert "101–120 of 120" in last
    assert "Copy 000" in last


def test_themes_are_told_before_and_after_in_the_readers_language(
    client: FlaskClient, session: Session, event: Event
) -> None:
    user = staff_of(session, event)
    water, energy = (make_theme(session, name=Bilingual(*pair)) for pair in (("水", "Water"), ("能源", "Energy")))
    event.themes = [water]
    session.commit()
    act_as(session, user)
    editing.edit(session, event, {"themes": [water, energy]}, event.changed_at.isoformat(), now())
    session.commit()
    sign_in(client, user)
    page = client.get(f"/manage/events/{event.slug}/log/?lang=zh").text
    assert "<del>水</del> → <ins>水、能源</ins>" in page


def test_speakers_are_told_before_and_after_in_the_readers_language(
    client: FlaskClient, session: Session, event: Event
) -> None:
    user = staff_of(session, event)
    talk = make_session(session, event)
    names = (PersonName(han="吕宁", family="Lyu", given="Ning"), PersonName(han="陆梅", family="Lu", given="Mei"))
    first, second = (make_speaker(session, event, name=name) for name in names)
    scheduling.seat_speakers(session, talk, [first], now())
    session.commit()
    act_as(session, user)
    scheduling.seat_speakers(session, talk, [second, first], now())
    session.commit()
    sign_in(client, user)
    page = client.get(f"/manage/events/{event.slug}/log/?lang=zh").text
    assert "<del>吕宁</del> → <ins>陆梅、吕宁</ins>" in page


def test_what_was_removed_is_still_told(client: FlaskClient, session: Session, event: Event) -> None:
    user = staff_of(session, event)
    helper = make_user(session, name="Former Helper")
    grant = make_grant(session, helper, event, "checkin")
    session.commit()
    act_as(session, user)
    session.delete(grant)
    session.commit()
    sign_in(client, user)
    page = client.get(f"/manage/events/{event.slug}/log/").text
    assert "Former Helper" in page
    assert "<del>Check-in</del>" in page


def test_what_people_typed_is_text_in_the_log(client: FlaskClient, session: Session, event: Event) -> None:
    user = staff_of(session, event)
    session.commit()
    act_as(session, user)
    event.venue = Bilingual("<script>alert(1)</script>", "<img src=x onerror=alert(1)>")
    session.commit()
    sign_in(client, user)
    page = client.get(f"/manage/events/{event.slug}/log/").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
