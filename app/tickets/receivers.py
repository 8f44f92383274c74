"""A ticket follows its registration."""

from typing import Any

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.secrets import Secrets
from app.core.signals import registration_accepted, registration_edited, registrations_erased
from app.registration.models import Registration, RegistrationState
from app.tickets.issuing import issue
from app.tickets.models import Ticket


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
    session.execute(delete(Ticket).where(Ticket.registration_id.in_(keys)))
