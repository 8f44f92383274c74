"""What staff do with registrations is in the audit log, and nothing of who the people are."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry
from app.core.edge import Application
from app.core.text import Bilingual
from app.events.models import Event
from app.registration.models import Category
from tests.factories.registration import make_field, make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.forms import post
from tests.integration.registration.cast import everyone, staff_of

#: Parts of a name in every form that is stored or derived: Han, Latin, pinyin, initials.
PERSON = {
    "han_name": "吕小明",
    "family_name": "Lyuson",
    "given_name": "Xiaoming",
    "latin_name": "LYUSON XIAOMINGFU",
    "preferred_name": "Bartholomew Lyuson",
    "email": "hidden@people.example",
    "phone": "138 0013 8000",
    "wechat": "wx_hidden_one",
}
HIDDEN = ("吕", "小明", "lyuson", "xiaoming", "bartholomew", "lvxiao", "lv吕", "people.example", "138001", "wx_hidden")


@pytest.fixture
def category(session: Session, client: FlaskClient) -> Category:
    event, category = make_open_event(session)
    make_field(session, event, key="meal", label=Bilingual("餐食", "Meals"))
    make_field(session, event, key="dinner", label=Bilingual("晚宴", "Dinner"))
    staff_of(session, client, event)
    return category


@pytest.fixture
def url(session: Session, category: Category) -> str:
    return f"/manage/events/{session.get_one(Event, category.event_id).slug}/registrations/"


def _typed(category: Category, **more: str) -> dict[str, str]:
    return typed_registration(category) | PERSON | more


def _entries(session: Session) -> list[AuditEntry]:
    session.rollback()
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def _answered(session: Session) -> list[list[str]]:
    """The questions of each entry about answers, by their English words."""
    told = [entry.after["answers"] for entry in _entries(session) if "answers" in entry.after]
    return [[question["en"] for question in questions] for questions in told]


def _whole(entry: AuditEntry) -> str:
    values = {column.key: str(getattr(entry, column.key)) for column in inspect(AuditEntry).column_attrs}
    return json.dumps([values, entry.before, entry.after], ensure_ascii=False).lower()


def _edited(session: Session, client: FlaskClient, url: str, category: Category, **more: str) -> None:
    [registration] = everyone(session)
    page = f"{url}{registration.public_id}/edit/"
    version = registration.changed_at.isoformat()
    assert post(client, page, _typed(category, version=version, **more)).status_code == 303


def test_no_part_of_a_name_appears_in_any_entry(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    assert post(client, f"{url}new/", _typed(category, q_meal="Halal meal")).status_code == 303
    _edited(session, client, url, category, given_name="Xiaominghua", han_name="吕小明华")
    [registration] = everyone(session)
    page = f"{url}{registration.public_id}/"
    post(client, f"{page}reveal/", page=page)
    post(client, f"{url}export/", {"q": "lyuson"}, page=url)
    post(client, f"{page}act/", {"act": "cancel", "reason": ""}, page=page)
    entries = _entries(session)
    assert {"create", "update", "reveal", "export", "cancel"} <= {entry.action for entry in entries}
    found = [(entry.action, word) for entry in entries for word in HIDDEN if word in _whole(entry)]
    assert found == []


def test_a_search_that_was_exported_is_said_to_have_been_one(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    make_registration(session, category)
    session.commit()
    post(client, f"{url}export/", {"q": "lyu", "state": "accepted", "category": category.public_id}, page=url)
    [entry] = [entry for entry in _entries(session) if entry.action == "export"]
    assert entry.after["q"] == "changed"
    assert entry.after["state"] == "accepted"
    assert entry.after["category"] == [{"zh": "参会代表", "en": "Participant"}]


def test_answers_that_staff_give_for_a_person_are_told_by_their_questions_alone(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    post(client, f"{url}new/", _typed(category, q_meal="Halal"))
    assert _answered(session) == [["Meals"]]
    _edited(session, client, url, category, q_meal="Halal", q_dinner="With my wife")
    assert _answered(session) == [["Meals"], ["Dinner"]]
    _edited(session, client, url, category, q_meal="Halal", q_dinner="With my wife")
    assert _answered(session) == [["Meals"], ["Dinner"]]
    assert not [entry for entry in _entries(session) if "Halal" in _whole(entry) or "wife" in _whole(entry)]


def test_a_log_in_chinese_says_all_of_it_in_chinese(
    session: Session, client: FlaskClient, category: Category, url: str
) -> None:
    post(client, f"{url}new/", _typed(category, q_meal="Halal"))
    [registration] = everyone(session)
    page = f"{url}{registration.public_id}/"
    post(client, f"{page}act/", {"act": "waitlist", "reason": ""}, page=page)
    post(client, f"{page}reveal/", page=page)
    log = client.get(url.replace("registrations/", "log/?lang=zh")).text
    for words in ("餐食", "候补", "签名密钥"):
        assert words in log, words
    told = log[log.index("<tbody") :]
    for words in ("waitlist", "Waiting", "reveal", "Looked", "Answers", "Key id", "Generation", "Issued"):
        assert words not in told, words
    assert f"<ins>{registration.public_id}</ins>" in log, "tickets name the registration by its number"


def test_what_the_person_answers_is_not_logged(
    session: Session, application: Application, client: FlaskClient, category: Category
) -> None:
    event = session.get_one(Event, category.event_id)
    typed = typed_registration(category, q_meal="Halal")
    post(application.test_client(), f"/events/{event.slug}/register/", typed)
    assert len(everyone(session)) == 1
    assert [entry for entry in _entries(session) if entry.object_type == "registration"] == []
