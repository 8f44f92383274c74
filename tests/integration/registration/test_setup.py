"""Organizers set up categories, questions and notices; people meet them in the form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.edge import Application
from app.core.text import Bilingual
from app.events.models import Event, EventState
from app.events.publishing import missing
from app.registration import answers, cloning, queries
from app.registration.models import Answer, Category, FieldKind, FormField, PrivacyNotice, Registration
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_field, make_open_event, make_registration
from tests.factories.typed import typed_registration
from tests.integration.forms import post
from tests.integration.registration.cast import everyone, staff_of

TITLES = {"title_zh": "媒体", "title_en": "Press", "hue": "30", "position": "3"}
LABELS = {"label_zh": "餐食", "label_en": "Meals"}
NOTICE = {"summary_zh": "摘要", "summary_en": "Summary", "text_zh": "全文", "text_en": "All of it"}


@pytest.fixture
def event(session: Session, client: FlaskClient) -> Event:
    event, _category = make_open_event(session)
    staff_of(session, client, event)
    return event


@pytest.fixture
def manage(event: Event) -> str:
    return f"/manage/events/{event.slug}/"


def _categories(session: Session, event: Event) -> list[Category]:
    session.rollback()
    session.expire_all()
    return queries.categories(session, event.id)


def test_a_new_category_appears_in_the_form_at_once(
    session: Session, client: FlaskClient, event: Event, manage: str
) -> None:
    form = f"/events/{event.slug}/register/"
    assert "Press" not in client.get(form).text
    typed = TITLES | {"kind": "press", "open": "y", "capacity": "7"}
    assert post(client, f"{manage}categories/new/", typed).status_code == 303
    assert "7 places left" in client.get(form).text
    assert "Press" in client.get(f"{manage}categories/").text
    [_participants, press] = _categories(session, event)
    version = press.changed_at.isoformat()
    edited = TITLES | {"title_en": "Media", "version": version}
    assert post(client, f"{manage}categories/{press.public_id}/", edited).status_code == 303
    assert "Media" not in client.get(form).text, "it is open no more"
    session.rollback()
    assert queries.rooms(session, event.id)[press.id].capacity is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "participant"}, "kind"),
        ({"kind": "king"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"capacity": "0"}, "capacity"),
        ({"capacity": "-5"}, "capacity"),
        ({"capacity": "many"}, "capacity"),
        ({"title_zh": ""}, "title_zh"),
    ],
)
def test_a_category_that_cannot_be_is_refused_beside_its_field(
    session: Session, client: FlaskClient, event: Event, manage: str, changes: dict[str, str], field: str
) -> None:
    answer = post(client, f"{manage}categories/new/", TITLES | {"kind": "press"} | changes)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert len(_categories(session, event)) == 1


def test_a_categorys_colour_is_chosen_by_name(client: FlaskClient, manage: str) -> None:
    page = client.get(f"{manage}categories/new/").text
    assert "Turquoise" in page
    assert 'class="swatch hue-180"' in page


def test_no_fewer_places_than_are_taken(session: Session, client: FlaskClient, event: Event, manage: str) -> None:
    [category] = _categories(session, event)
    for _number in range(2):
        make_registration(session, category)
    session.commit()
    page = f"{manage}categories/{category.public_id}/"
    version = category.changed_at.isoformat()
    answer = post(client, page, TITLES | {"capacity": "1", "version": version})
    assert answer.status_code == 422
    assert "taken already" in answer.text


def test_an_option_that_is_too_long_is_refused_and_stays_as_typed(
    session: Session, client: FlaskClient, event: Event, manage: str
) -> None:
    long = "An option " * 21
    options = {"option_value": ["", ""], "option_zh": ["清真餐", ""], "option_en": ["Halal meal", long]}
    answer = post(client, f"{manage}form/new/", LABELS | {"kind": "choice"} | options)
    assert answer.status_code == 422
    assert "Option 2: at most 200 characters." in answer.text
    assert long.strip() in answer.text
    assert _questions(session, event) == []


def test_an_archived_event_is_set_up_no_more(session: Session, client: FlaskClient, event: Event, manage: str) -> None:
    [category] = queries.categories(session, event.id)
    question = make_field(session, event)
    event.state = EventState.ARCHIVED
    session.commit()
    version = category.changed_at.isoformat()
    sent = {
        "categories/new/": TITLES | {"kind": "press"},
        f"categories/{category.public_id}/": TITLES | {"version": version},
        f"categories/{category.public_id}/remove/": {},
        "form/new/": LABELS | {"kind": "text"},
        f"form/{question.public_id}/": LABELS | {"version": question.changed_at.isoformat()},
        f"form/{question.public_id}/archive/": {},
        f"form/{question.public_id}/down/": {},
        "privacy/new/": NOTICE,
    }
    for path, typed in sent.items():
        answer = post(client, manage + path, typed, page=f"{manage}form/new/", follow_redirects=True)
        assert "This event is archived. Restore it before you change it." in answer.text, path
    assert [category.title.en for category in _categories(session, event)] == ["Participant"]
    assert [(asked.label.en, asked.archived_at) for asked in _questions(session, event)] == [("Question", None)]
    assert len(queries.notices(session, event.id)) == 1


def test_a_category_is_removed_unless_someone_has_it(
    session: Session, client: FlaskClient, event: Event, manage: str
) -> None:
    press = make_category(session, event, "press")
    [used, _press] = queries.categories(session, event.id)
    make_registration(session, used, state="withdrawn")
    session.commit()
    for category in (press, used):
        post(client, f"{manage}categories/{category.public_id}/remove/", page=f"{manage}categories/new/")
    assert [category.id for category in _categories(session, event)] == [used.id]


@pytest.mark.parametrize("kind", list(FieldKind))
def test_a_question_of_each_kind_is_asked_answered_and_kept(
    application: Application, session: Session, client: FlaskClient, event: Event, manage: str, kind: FieldKind
) -> None:
    options = {"option_value": ["", ""], "option_zh": ["清真餐", ""], "option_en": ["Halal meal", ""]}
    typed: dict[str, Any] = LABELS | {"kind": kind.value, "required": "y"} | options
    assert post(client, f"{manage}form/new/", typed).status_code == 303
    [question] = _questions(session, event)
    assert len(question.options) == (1 if kind in (FieldKind.CHOICE, FieldKind.CHOICES) else 0)
    sent, stored, shown = _sample(question)
    form = f"/events/{event.slug}/register/"
    category = _categories(session, event)[0]
    empty = post(client, form, typed_registration(category))
    assert empty.status_code == 422
    assert "Meals" in empty.text
    wrong = post(client, form, typed_registration(category, **{f"q_{question.key}": "x" * 6000}))
    assert wrong.status_code == 422
    answer = post(client, form, typed_registration(category, **{f"q_{question.key}": sent}))
    assert answer.status_code == 303, answer.text
    [registration] = everyone(session)
    secrets = application.extensions["luntan_secrets"]
    assert list(answers.values_of(session, secrets, registration).values()) == [stored]
    assert shown in client.get(f"{manage}registrations/{registration.public_id}/").text


def _questions(session: Session, event: Event) -> list[FormField]:
    session.rollback()
    session.expire_all()
    return queries.questions(session, event.id)


def _sample(question: FormField) -> tuple[Any, Any, str]:
    """What is sent, what is stored, what is shown."""
    option = question.options[0]["value"] if question.options else ""
    return {
        FieldKind.TEXT: ("{{ 7*7 }}", "{{ 7*7 }}", "{{ 7*7 }}"),
        FieldKind.LONG_TEXT: ("one\ntwo", "one\ntwo", "one\ntwo"),
        FieldKind.CHOICE: (option, option, "Halal meal"),
        FieldKind.CHOICES: ([option], [option], "Halal meal"),
        FieldKind.YES_NO: ("no", False, "No"),
        FieldKind.NUMBER: ("2.50", Decimal("2.5"), "2.5"),
        FieldKind.DATE: ("2027-06-20", date(2027, 6, 20), "Sunday 20 June 2027"),
    }[question.kind]


@pytest.mark.parametrize("sensitive", [True, False])
def test_an_answered_question_stays_as_sensitive_as_it_is(
    application: Application, session: Session, client: FlaskClient, event: Event, manage: str, sensitive: bool
) -> None:
    registration = make_registration(session, _categories(session, event)[0])
    question = make_field(session, event, sensitive=sensitive)
    session.commit()
    page, turned = f"{manage}form/{question.public_id}/", {} if sensitive else {"sensitive": "y"}
    kept = {"sensitive": "y"} if sensitive else {}

    def save(**typed: str) -> Any:
        [stored] = _questions(session, event)
        return post(client, page, LABELS | typed | {"version": stored.changed_at.isoformat()})

    assert save(**turned).status_code == 303, "nobody has answered yet"
    assert save(**kept).status_code == 303
    question = _questions(session, event)[0]
    answers.save(session, application.extensions["luntan_secrets"], registration, {question: "peanuts"})
    session.commit()
    refused = save(**turned)
    assert refused.status_code == 422
    assert 'href="#sensitive"' in refused.text
    assert "People have answered already" in refused.text
    assert save(**kept, label_en="Allergies").status_code == 303
    assert _questions(session, event)[0].sensitive is sensitive


def test_a_sensitive_question_hides_an_answer_that_was_stored_in_the_clear(
    session: Session, client: FlaskClient, event: Event, manage: str
) -> None:
    registration = make_registration(session, _categories(session, event)[0])
    question = make_field(session, event, sensitive=True)
    session.add(Answer(registration_id=registration.id, field_id=question.id, field_version=1, text="peanuts"))
    session.commit()
    page = f"{manage}registrations/{registration.public_id}/"
    assert "peanuts" not in client.get(page).text
    assert "peanuts" in post(client, f"{page}reveal/", page=page).text


def test_options_keep_their_values_when_their_words_change(
    session: Session, client: FlaskClient, event: Event, manage: str
) -> None:
    question = make_field(session, event, "choice")
    session.commit()
    page = f"{manage}form/{question.public_id}/"
    assert 'value="Halal meal"' in client.get(page).text
    typed = LABELS | {
        "version": question.changed_at.isoformat(),
        "option_value": ["a", "made up", ""],
        "option_zh": ["清真", "海鲜", ""],
        "option_en": ["Halal", "Seafood", ""],
    }
    assert post(client, page, typed).status_code == 303
    [stored] = _questions(session, event)
    assert [option["en"] for option in stored.options] == ["Halal", "Seafood"]
    assert stored.options[0]["value"] == "a"
    assert stored.options[1]["value"] not in ("made up", "", "b")
    assert stored.version == 2


def test_a_choice_without_options_is_refused(client: FlaskClient, manage: str) -> None:
    answer = post(client, f"{manage}form/new/", LABELS | {"kind": "choice"})
    assert answer.status_code == 422
    assert "Give at least one option." in answer.text


def test_questions_are_moved_archived_and_asked_again(
    session: Session, client: FlaskClient, event: Event, manage: str
) -> None:
    first, second, third = (make_field(session, event) for _number in range(3))
    session.commit()

    def order() -> list[str]:
        return [question.public_id for question in _questions(session, event)]

    def send(question: FormField, act: str) -> None:
        post(client, f"{manage}form/{question.public_id}/{act}/", page=f"{manage}form/new/")

    send(third, "up")
    assert order() == [first.public_id, third.public_id, second.public_id]
    send(third, "down")
    send(third, "down")
    assert order() == [first.public_id, second.public_id, third.public_id]
    send(second, "archive")
    assert order() == [first.public_id, third.public_id]
    assert client.get(f"{manage}form/").status_code == 200
    send(second, "restore")
    assert len(order()) == 3


def test_a_notice_is_followed_by_the_next_version_and_never_changed(
    session: Session, client: FlaskClient, event: Event, manage: str
) -> None:
    assert post(client, f"{manage}privacy/new/", NOTICE).status_code == 303
    session.rollback()
    latest = queries.current_notice(session, event.id)
    assert (latest.version, latest.text.en) == (2, "All of it")
    assert "All of it" in client.get(f"/events/{event.slug}/register/").text
    assert "Version 1" in client.get(f"{manage}privacy/").text
    assert post(client, f"{manage}privacy/new/", NOTICE | {"text_zh": ""}).status_code == 422


def test_an_event_without_a_notice_shows_the_standard_one(session: Session, client: FlaskClient) -> None:
    event = make_event(session)
    make_category(session, event)
    staff_of(session, client, event)
    assert "for nothing else" in client.get(f"/events/{event.slug}/register/").text
    assert client.get(f"/manage/events/{event.slug}/privacy/").status_code == 200


def test_what_registration_lacks_is_said_before_publishing(session: Session) -> None:
    event = make_event(session)
    messages = [str(problem.message) for problem in missing(session, event)]
    assert any("category" in message for message in messages)
    assert any("notice" in message for message in messages)
    complete, _category = make_open_event(session)
    assert not any("category" in str(problem.message) for problem in missing(session, complete))


def test_a_clone_takes_the_form_along_and_nobody(session: Session) -> None:
    event, category = make_open_event(session)
    make_field(session, event, "choices", label=Bilingual("餐食", "Meals"))
    make_registration(session, category)
    target = make_event(session)
    cloning.copy(session, event, target)
    [copied] = queries.categories(session, target.id)
    assert (copied.kind, copied.capacity, copied.id == category.id) == (category.kind, 100, False)
    assert queries.rooms(session, target.id)[copied.id].taken == 0
    assert queries.questions(session, target.id)[0].label.en == "Meals"
    assert session.scalars(select(PrivacyNotice).where(PrivacyNotice.event_id == target.id)).one().version == 1
    assert not session.scalars(select(Registration).where(Registration.event_id == target.id)).all()
