"""What people type into the registration form."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session, object_session

from app.registration import queries
from app.registration.models import Category


def typed_registration(as_: Category, /, **changes: Any) -> dict[str, Any]:
    """A whole form of someone in mainland China who agrees to what is needed and to nothing else."""
    return {
        "category": as_.public_id,
        "notice": _notice(as_),
        "han_name": "吕小明",
        "family_name": "Lyu",
        "given_name": "Xiaoming",
        "organisation_zh": "江南大学",
        "country": "CN",
        "phone": "138 0013 8000",
        "email": "guest@mail.example",
        "locale": "en",
        "consent_notice": "y",
    } | changes


def _notice(category: Category) -> str:
    """The hidden field of the notice that the page shows, read aside: no transaction of the test stays open."""
    session = object_session(category)
    assert session
    with Session(session.get_bind()) as reading:
        notice = queries.current_notice(reading, category.event_id)
    return notice.public_id if notice else ""
