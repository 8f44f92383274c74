"""Senders who have not proven the address that they give: how much they may cause, and who learns of it.

Anyone can type anyone's address. Each registration sends a mail there and may hold a place.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.signals import registration_repeated
from app.events.models import Event
from app.registration.indexing import name_key
from app.registration.models import Registration
from app.registration.people import Person
from app.registration.states import LIVE, SUBMITTED

#: Unconfirmed registrations under one address: in an hour, wherever; and open at once at one event.
HOURLY, OPEN_AT_ONCE = 20, 5


def check(session: Session, event: Event, email: str, at: datetime) -> None:
    """A ``DomainError`` where enough registrations wait for this address to be confirmed."""
    an_hour_ago = at - timedelta(hours=1)
    recent = or_(Registration.created_at > an_hour_ago, Registration.state == SUBMITTED)
    columns = select(Registration.event_id, Registration.state, Registration.created_at)
    unproven = columns.where(Registration.contact_email == email, Registration.confirmed_at.is_(None), recent)
    rows = session.execute(unproven.limit(200)).all()
    if sum(row.event_id == event.id and row.state is SUBMITTED for row in rows) >= OPEN_AT_ONCE:
        told = _l(
            "%(number)d people under this address wait to be confirmed. Open the link in one of the mails; then "
            "register the others in the same browser.",
            number=OPEN_AT_ONCE,
        )
        raise DomainError(told, "email")
    if sum(row.created_at > an_hour_ago for row in rows) >= HOURLY:
        raise DomainError(_l("Too much was sent to this address. Open one of the mails, or wait an hour."), "email")


def remind(session: Session, event_id: int, email: str, person: Person) -> None:
    """Tell the address, and nobody else, that this person is registered under it already."""
    known = select(Registration).where(
        Registration.event_id == event_id,
        Registration.contact_email == email,
        Registration.name_key == name_key(person.name),
        Registration.namesake == 0,
        Registration.state.in_(LIVE),
    )
    if registration := session.scalar(known):
        registration_repeated.send(None, session=session, registration=registration)
