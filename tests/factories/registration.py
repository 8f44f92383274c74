"""Categories, questions, notices and registrations. Places are counted as the application counts them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import Event
from app.registration import places
from app.registration.consenting import required_of
from app.registration.models import (
    Category,
    CategoryKind,
    Consent,
    ConsentKind,
    FieldKind,
    FormField,
    PrivacyNotice,
    Registration,
    RegistrationState,
)
from tests.factories.events import make_event

TITLES = {
    CategoryKind.PARTICIPANT: Bilingual("参会代表", "Participant"),
    CategoryKind.EXPERT: Bilingual("专家", "Expert"),
    CategoryKind.SPEAKER: Bilingual("演讲嘉宾", "Speaker"),
    CategoryKind.HOST: Bilingual("承办方", "Host"),
    CategoryKind.STAFF: Bilingual("工作人员", "Staff"),
    CategoryKind.PRESS: Bilingual("媒体", "Press"),
}
_numbers = count(1)


def make_category(
    session: Session, event: Event, kind: CategoryKind | str = "participant", **overrides: Any
) -> Category:
    """A category anyone may choose, with 100 places."""
    kind = CategoryKind(kind)
    values: dict[str, Any] = {"title": TITLES[kind], "capacity": 100, "position": list(CategoryKind).index(kind)}
    category = Category(event_id=event.id, kind=kind, **values | overrides)
    session.add(category)
    session.flush()
    return category


def make_notice(session: Session, event: Event, **overrides: Any) -> PrivacyNotice:
    values: dict[str, Any] = {
        "version": 1,
        "summary": Bilingual("仅用于本次会议。", "Used for this event alone."),
        "text": Bilingual(
            "我们收集姓名和联系方式。\n\n会后90天删除。", "We keep names and contacts.\n\nGone after 90 days."
        ),
        "published_at": now() - timedelta(days=31),
    }
    notice = PrivacyNotice(event_id=event.id, **values | overrides)
    session.add(notice)
    session.flush()
    return notice


def make_field(session: Session, event: Event, kind: FieldKind | str = "text", **overrides: Any) -> FormField:
    number = next(_numbers)
    kind = FieldKind(kind)
    values: dict[str, Any] = {"key": f"question_{number}", "label": Bilingual("问题", "Question"), "position": number}
    if kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        values["options"] = [
            {"value": "a", "zh": "清真餐", "en": "Halal meal"},
            {"value": "b", "zh": "素食", "en": "Vegetarian meal"},
        ]
    field = FormField(event_id=event.id, kind=kind, **values | overrides)
    session.add(field)
    session.flush()
    return field


def make_open_event(session: Session, **overrides: Any) -> tuple[Event, Category]:
    """An event whose registration is open, with one category and a privacy notice."""
    event = make_event(session, **overrides)
    category = make_category(session, event)
    make_notice(session, event)
    return event, category


def make_registration(session: Session, category: Category, **overrides: Any) -> Registration:
    """An accepted registration, or one in ``state``; an accepted one has taken its place. No ticket is issued.

    It has the consents that it needs, unless others are given as ``consents``.
    """
    number = next(_numbers)
    consents = overrides.pop("consents", None)
    state = RegistrationState(overrides.pop("state", RegistrationState.ACCEPTED))
    accepted = state is RegistrationState.ACCEPTED
    values: dict[str, Any] = {
        "name": PersonName(han="吕小明", family="Lyu", given="Xiaoming"),
        "contact_email": f"guest{number}@mail.example",
        "organisation": Bilingual("江南大学", "Jiangnan University"),
        "country": "DE",
        "phone": f"+4930{number:07d}",
        "locale": "en",
        "confirmed_at": now() if accepted else None,
        "holds_place": accepted,
    }
    registration = Registration(event_id=category.event_id, category=category, state=state, **values | overrides)
    session.add(registration)
    session.flush()
    give_consent(session, registration, *(sorted(required_of(registration)) if consents is None else consents))
    if registration.holds_place:
        places.take(session, category)
    return registration


def give_consent(session: Session, registration: Registration, *kinds: ConsentKind | str) -> None:
    for kind in kinds:
        session.add(Consent(registration_id=registration.id, kind=ConsentKind(kind), given_at=now()))
    session.flush()
