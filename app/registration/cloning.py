"""What the next edition takes over: categories, questions and the notice, and nothing of any person."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.events.models import Event
from app.registration.models import Category, FormField, PrivacyNotice
from app.registration.queries import current_notice


def copy(session: Session, source: Event, target: Event, at: datetime | None = None) -> None:
    """Copy the form of ``source`` to ``target``, which has none yet."""
    for category in session.scalars(select(Category).where(Category.event_id == source.id)):
        session.add(_category(category, target.id))
    asked = select(FormField).where(FormField.event_id == source.id, FormField.archived_at.is_(None))
    for question in session.scalars(asked):
        session.add(_question(question, target.id))
    if notice := current_notice(session, source.id):
        text = {"summary": notice.summary, "text": notice.text}
        session.add(PrivacyNotice(event_id=target.id, version=1, published_at=at or now(), **text))
    session.flush()


def _category(category: Category, event_id: int) -> Category:
    return Category(
        event_id=event_id,
        kind=category.kind,
        title=category.title,
        hue=category.hue,
        capacity=category.capacity,
        open=category.open,
        needs_approval=category.needs_approval,
        position=category.position,
    )


def _question(question: FormField, event_id: int) -> FormField:
    return FormField(
        event_id=event_id,
        key=question.key,
        kind=question.kind,
        label=question.label,
        help=question.help,
        required=question.required,
        sensitive=question.sensitive,
        for_desk=question.for_desk,
        options=[dict(option) for option in question.options],
        position=question.position,
    )
