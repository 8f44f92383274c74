"""Organizers find people: by any script, by filters, in any order; and few statements do it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import Event
from app.registration.models import Answer, Category
from tests.factories.directory import make_group
from tests.factories.registration import make_category, make_field, make_open_event, make_registration
from tests.integration.forms import post
from tests.integration.registration.cast import staff_of

NAMES = {
    "吕小明": PersonName(han="吕小明", family="Lyu", given="Xiaoming"),
    "陆梅": PersonName(han="陆梅", family="Lu", given="Mei"),
    "单雄": PersonName(han="单雄", family="Shan", given="Xiong"),
    "Désiré": PersonName(han="让-吕克·德西雷", family="Désiré", given="Jean-Luc"),
    "Sukarno": PersonName(family="Sukarno"),
}


@pytest.fixture
def category(session: Session, client: FlaskClient) -> Category:
    event, category = make_open_event(session)
    for number, name in enumerate(NAMES.values()):
        phone, email = f"+861380013800{number}", f"guest{number}@mail.example"
        make_registration(session, category, name=name, phone=phone, contact_email=email)
    staff_of(session, client, event)
    return category


@pytest.fixture
def url(session: Session, category: Category) -> str:
    return f"/manage/events/{session.get_one(Event, category.event_id).slug}/registrations/"


def _found(client: FlaskClient, url: str, **args: str) -> list[str]:
    """The keys of ``NAMES`` that a page shows, in its order."""
    text = client.get(url, query_string=args).text
    shown = text[text.index('id="results"') :]
    at = {key: shown.find(f">{name.display('en')}</a>") for key, name in NAMES.items()}
    return sorted((key for key in NAMES if at[key] >= 0), key=at.__getitem__)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("吕小明", ["吕小明"]),
        ("呂小明", ["吕小明"]),
        ("小明", ["吕小明"]),
        ("lvxiaoming", ["吕小明"]),
        ("lü xiao", ["吕小明"]),
        ("xm", ["吕小明"]),
        ("lyu xiaoming", ["吕小明"]),
        ("shan xiong", ["单雄"]),
        ("desire", ["Désiré"]),
        ("jean-luc désiré", ["Désiré"]),
        ("德西雷", ["Désiré"]),
        ("sukar", ["Sukarno"]),
        ("8001", ["陆梅"]),
        ("38001", ["陆梅"]),
        ("138 0013 8002", ["单雄"]),
        ("guest4@mail", ["Sukarno"]),
        ("nobody", []),
        ("…", []),
        ("' or 1=1 --", []),
    ],
)
def test_people_are_found_however_their_name_is_typed(
    client: FlaskClient, url: str, typed: str, found: list[str]
) -> None:
    assert _found(client, url, q=typed) == found


def test_names_sort_by_pinyin_or_by_the_latin_family_name(client: FlaskClient, url: str) -> None:
    assert _found(client, url, sort="name", lang="en") == ["Désiré", "陆梅", "吕小明", "单雄", "Sukarno"]
    assert _found(client, url, sort="-name", lang="en") == ["Sukarno", "单雄", "吕小明", "陆梅", "Désiré"]


@pytest.mark.parametrize("order", ["name", "-organisation", "state", "created", "id; drop table event", "--", "phone"])
def test_no_order_reaches_the_database_that_is_not_known(client: FlaskClient, url: str, order: str) -> None:
    assert client.get(url, query_string={"sort": order}).status_code == 200


def test_filters_narrow_the_list_and_stay_in_its_links(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    event = session.get_one(Event, category.event_id)
    group = make_group(session)
    press = make_category(session, event, "press")
    make_registration(session, press, name=NAMES["Sukarno"], state="waitlisted", group_id=group.id)
    session.commit()
    assert _found(client, url, state="waitlisted") == ["Sukarno"]
    assert _found(client, url, category=press.public_id) == ["Sukarno"]
    assert _found(client, url, group=group.slug) == ["Sukarno"]
    assert _found(client, url, group=group.slug, state="accepted") == []
    assert len(_found(client, url, state="accepted")) == 5
    for odd in ({"state": "no"}, {"category": "no"}, {"group": "no"}, {"page": "-1"}, {"page": "9" * 40}):
        assert client.get(url, query_string=odd).status_code == 200
    links = client.get(url, query_string={"state": "accepted", "sort": "name"}).text
    assert "?state=accepted&amp;sort=-name" in links


def test_the_list_costs_as_many_statements_for_fifty_people_as_for_five(
    session: Session, client: FlaskClient, category: Category, url: str, statements: list[str]
) -> None:
    client.get(url)
    statements.clear()
    client.get(url)
    few = len(statements)
    for _number in range(45):
        make_registration(session, category)
    session.commit()
    statements.clear()
    client.get(url)
    assert len(statements) == few
    assert few <= 14, "\n".join(statements)


def test_another_events_people_are_not_found(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    _event, other = make_open_event(session)
    stranger = make_registration(session, other, name=PersonName(family="Elsewhere"))
    session.commit()
    assert "Elsewhere" not in client.get(url, query_string={"q": "elsewhere"}).text
    assert client.get(f"{url}{stranger.public_id}/").status_code == 404


def test_the_file_holds_what_the_list_shows_and_no_formula(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    event = session.get_one(Event, category.event_id)
    asked = make_field(session, event, "choices", label=Bilingual("餐食", "=Meals"))
    hidden = make_field(session, event, label=Bilingual("过敏", "Allergies"), sensitive=True)
    odd = make_registration(
        session,
        category,
        name=PersonName(family="=cmd|' /C calc'!A0", given="@SUM(1)"),
        organisation=Bilingual("+A1", "-2\n=3"),
        state="waitlisted",
    )
    session.add(Answer(registration_id=odd.id, field_id=asked.id, field_version=1, chosen=["a", "b"]))
    session.add(Answer(registration_id=odd.id, field_id=hidden.id, field_version=1, sealed=b"sealed"))
    session.commit()
    answer = post(client, f"{url}export/", {"state": "waitlisted"}, page=url)
    assert answer.mimetype == "text/csv"
    assert answer.data.startswith("\ufeff".encode())
    head, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[-1] == "'=Meals"
    assert "Allergies" not in head
    assert row[-1] == "Halal meal, Vegetarian meal"
    assert not [text for text in row if text.startswith(("=", "+", "-", "@"))]
    assert "'+49 30 " in "".join(row), "a phone number is no number"
    session.rollback()
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "export")).one()
    assert entry.after["rows"] == 1


def test_the_chinese_file_says_states_in_chinese_and_times_of_the_place(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    at = datetime(2027, 6, 20, 23, 30, tzinfo=UTC)
    make_registration(session, category, state="waitlisted", created_at=at)
    session.commit()
    text = post(client, f"{url}export/?lang=zh", {"state": "waitlisted"}, page=f"{url}?lang=zh").text
    assert "2027-06-21 07:30:00" in text
    assert "候补" in text
    assert "waitlisted" not in text


def test_the_erased_are_named_as_such_and_nothing_is_done_with_them(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    gone = make_registration(session, category, name=PersonName(), contact_email="", erased_at=now(), state="withdrawn")
    session.commit()
    page = client.get(url, query_string={"state": "withdrawn"}).text
    assert ">Erased</a>" in page
    assert 'name="ids"' not in page
    one = client.get(f"{url}{gone.public_id}/").text
    assert "<title>Erased · " in one
    assert 'name="act"' not in one
    assert 'name="category"' not in one


def test_who_may_only_read_sees_the_list_and_no_buttons(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    event = session.get_one(Event, category.event_id)
    staff_of(session, client, event, "viewer")
    page = client.get(url)
    assert page.status_code == 200
    assert "Lyu Xiaoming" in page.text
    assert 'name="ids"' not in page.text
    assert "Export" not in page.text
    assert client.get(f"{url}new/").status_code == 403
    for path in ("", "export/"):
        assert post(client, url + path, page="/account/").status_code == 403


def test_who_checks_in_sees_no_list(session: Session, client: FlaskClient, category: Category, url: str) -> None:
    staff_of(session, client, session.get_one(Event, category.event_id), "checkin")
    assert client.get(url).status_code == 403
