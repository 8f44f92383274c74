"""What the URL arguments of this package name."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.edge import loads
from app.registration import queries
from app.registration.models import Category, FormField, Registration


@loads("my_registration")
def load_my_registration(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Registration | None:
    """Any registration; the policy ``owns`` says whose."""
    return queries.registration_by_public_id(session, public_id)


@loads("registration")
def load_registration(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Registration | None:
    """A registration of the event in the URL."""
    found = queries.registration_by_public_id(session, public_id)
    return found if found and found.event_id == loaded["event"].id else None


@loads("category")
def load_category(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Category | None:
    return queries.category_by_public_id(session, loaded["event"].id, public_id)


@loads("form_field")
def load_form_field(session: Session, public_id: str, loaded: Mapping[str, Any]) -> FormField | None:
    return queries.question_by_public_id(session, loaded["event"].id, public_id)
