"""What organizers set up: categories with their places, the event's own questions, versions of the privacy notice."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.editing import assign, check_version
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.text import Bilingual
from app.events.editing import check_open
from app.events.models import Event
from app.registration import queries
from app.registration.models import Answer, Category, FormField, PrivacyNotice, Registration

Option = dict[str, Any]


def add_category(session: Session, event: Event, values: Mapping[str, Any]) -> Category:
    """A category of a kind that the event does not have yet."""
    check_open(event)
    category = Category(event_id=event.id, **values)
    session.add(category)
    _flush(session, _l("The event has a category of this kind already."), "kind")
    return category


def edit_category(session: Session, category: Category, values: Mapping[str, Any], version: str) -> None:
    """A ``DomainError`` where fewer places are allowed than are taken."""
    check_version(session, category, version)
    _check_open(session, category)
    assign(category, values)
    session.flush()


def remove_category(session: Session, category: Category) -> None:
    """Remove a category that nobody ever had."""
    _check_open(session, category)
    session.delete(category)
    _flush(session, _l("People are registered in this category. Close it instead."))


def add_question(session: Session, event: Event, values: Mapping[str, Any]) -> FormField:
    """A new question, after the others."""
    check_open(event)
    last = select(func.coalesce(func.max(FormField.position), 0)).where(FormField.event_id == event.id)
    question = FormField(event_id=event.id, key=_new_key("f"), position=(session.scalar(last) or 0) + 1, **values)
    session.add(question)
    session.flush()
    return question


def edit_question(session: Session, question: FormField, values: Mapping[str, Any], version: str) -> None:
    """Edit a question; where its words change, later answers are to another version of it.

    Once it is answered, its answers stay sealed, or in the clear, as they are.
    """
    check_version(session, question, version)
    _check_open(session, question)
    if values["sensitive"] != question.sensitive and is_answered(session, question):
        told = _l("People have answered already, so this stays as it is. Ask it no more, and add a new question.")
        raise DomainError(told, "sensitive")
    if assign(question, values) & {"label", "options"}:
        question.version += 1
    session.flush()


def archive_question(session: Session, question: FormField, at: datetime) -> None:
    """Ask it no more; the answers stay."""
    _check_open(session, question)
    question.archived_at = question.archived_at or at


def restore_question(session: Session, question: FormField) -> None:
    _check_open(session, question)
    question.archived_at = None


def move_question(session: Session, question: FormField, *, up: bool) -> None:
    """Swap places with the question before or after it; nothing at either end."""
    _check_open(session, question)
    asked = queries.questions(session, question.event_id)
    if question not in asked:
        return
    index = asked.index(question)
    other = index - 1 if up else index + 1
    if 0 <= other < len(asked):
        asked[index], asked[other] = asked[other], asked[index]
    for position, each in enumerate(asked, 1):
        each.position = position
    session.flush()


def options_of(typed: list[tuple[str, Bilingual]], known: list[Option]) -> list[Option]:
    """Options as typed: (value, label) pairs, a new one with value ''; those without a label are left out.

    A value once given stays with its option, since answers refer to it.
    """
    values = {option["value"] for option in known}
    return [
        {"value": value if value in values else _new_key("o"), "zh": label.zh, "en": label.en}
        for value, label in typed
        if label
    ]


def publish_notice(session: Session, event: Event, summary: Bilingual, text: Bilingual, at: datetime) -> PrivacyNotice:
    """The next version of the notice; those before it stay as they were agreed to."""
    check_open(event)
    current = queries.current_notice(session, event.id)
    version = current.version + 1 if current else 1
    notice = PrivacyNotice(event_id=event.id, version=version, summary=summary, text=text, published_at=at)
    session.add(notice)
    _flush(session, _l("Somebody else published a version just now. Look at it first."))
    return notice


def set_retention(session: Session, event: Event, days: int, version: str) -> None:
    """How many days after the departure it is forgotten who was registered."""
    check_version(session, event, version)
    check_open(event)
    event.retention_days = days
    session.flush()


def is_answered(session: Session, question: FormField) -> bool:
    answered = select(Answer.id).where(Answer.field_id == question.id).limit(1)
    return session.scalar(answered) is not None


def in_use(session: Session, category: Category) -> bool:
    """Whether anyone has or had the category."""
    used = select(Registration.id).where(Registration.category_id == category.id).limit(1)
    return session.scalar(used) is not None


def _check_open(session: Session, row: Category | FormField) -> None:
    check_open(session.get_one(Event, row.event_id))


def _new_key(prefix: str) -> str:
    return prefix + secrets.token_hex(5)


def _flush(session: Session, message: Any, field: str = "") -> None:
    try:
        session.flush()
    except IntegrityError as error:
        raise DomainError(message, field) from error
