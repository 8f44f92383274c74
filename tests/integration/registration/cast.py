"""People and places that several tests of registration need."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.edge import Application
from app.core.outbox import OutboxMail
from app.events.models import Event
from app.registration import confirming, queries
from app.registration.models import Category, Registration
from tests.factories.accounts import PASSWORD, make_user, sign_in
from tests.factories.events import make_grant


def everyone(session: Session) -> list[Registration]:
    """All registrations as the database has them now."""
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Registration).order_by(Registration.id)))


def taken(session: Session, category: Category) -> tuple[int, int]:
    """Places taken in the category and in its event; both agree with the registrations that hold one."""
    session.rollback()
    rooms = queries.rooms(session, category.event_id)
    holding = select(Registration).where(Registration.holds_place, Registration.event_id == category.event_id)
    held = [registration.category_id for registration in session.scalars(holding)]
    assert (held.count(category.id), len(held)) == (rooms[category.id].taken, rooms[None].taken)
    return rooms[category.id].taken, rooms[None].taken


def mails(session: Session) -> list[str]:
    """Kinds of the mails in the outbox, in the order they were written."""
    session.rollback()
    return list(session.scalars(select(OutboxMail.kind).order_by(OutboxMail.id)))


def reader(session: Session, email: str) -> User:
    """A committed user of a mail address."""
    user = make_user(session, email=email)
    session.commit()
    return user


def staff_of(session: Session, client: FlaskClient, event: Event, role: str = "organizer") -> User:
    """Sign the client in as someone with a role on the event."""
    user = make_user(session, PASSWORD, name="王晓")
    make_grant(session, user, event, role)
    session.commit()
    sign_in(client, user)
    return user


def confirmation(application: Application, registration: Registration) -> str:
    """The address in the mail that asks to confirm."""
    return f"/confirm/{confirming.token_of(registration, application.extensions['luntan_secrets'])}/"
