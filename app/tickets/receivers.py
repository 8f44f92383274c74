"""A ticket follows its registration."""

from typing import Any

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.secrets import Secrets
from app.core.signals import registration_accepted, registration_edited, registrations_erased
from app.registration.models import Registration, RegistrationState
from app.tickets.issuing import issue
from app.tickets.models import SpareBadge, Ticket


def _secrets() -> Secrets:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    return secrets


@registration_accepted.connect
def issue_when_accepted(sender: Any, *, session: Session, registration: Registration) -> None:
    issue(session, _secrets(), registration, now())


@registration_edited.connect
def follow_category(sender: Any, *, session: Session, registration: Registration) -> None:
    """The code carries the category: with another one it must be another code."""
    if registration.state is RegistrationState.ACCEPTED:
        issue(session, _secrets(), registration, now())


@registrations_erased.connect
def forget_codes(sender: Any, *, session: Session, keys: list[int]) -> None:
    """A badge that somebody kept opens nothing and leads to nobody."""
    given = select(Ticket.short_code).where(Ticket.registration_id.in_(keys), Ticket.event_id == SpareBadge.event_id)
    used = SpareBadge.given_at.is_not(None), SpareBadge.short_code.in_(given)
    session.execute(delete(SpareBadge).where(*used).execution_options(synchronize_session=False))
    session.execute(delete(Ticket).where(Ticket.registration_id.in_(keys)))
