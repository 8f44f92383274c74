"""Confirmation by mail: the link proves that whoever registered reads mail at that address.

Its token is derived from the registration and the address, and is stored nowhere. It works once.
"""

import base64
import hmac
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.secrets import Secrets
from app.core.signals import registration_received
from app.registration import admission, places, queries
from app.registration.models import Registration
from app.registration.states import ACCEPTED, CANCELLED, SUBMITTED, UNCONFIRMED, Act
from app.registration.submitting import check_open

PURPOSE = "confirm-registration"


def token_of(registration: Registration, secrets: Secrets) -> str:
    """The token of the link in the mail."""
    told = f"{registration.public_id}:{registration.contact_email}".encode()
    return f"{registration.public_id}.{base64.b32encode(secrets.mac(PURPOSE, told, 20)).decode()}"


def find(session: Session, secrets: Secrets, token: str) -> Registration:
    """The registration of a token; a ``DomainError`` where the link is not whole."""
    public_id, _, _mac = token.partition(".")
    registration = queries.registration_by_public_id(session, public_id[:16])
    if registration is None or not hmac.compare_digest(token_of(registration, secrets).encode(), token.encode()):
        raise DomainError(_l("This link is not complete. Open it from the mail again."))
    return registration


def is_open(session: Session, registration: Registration) -> bool:
    """Whether confirming still does something: it waits for it, or lost its place for want of it."""
    if registration.confirmed_at or registration.erased_at:
        return False
    return registration.state is SUBMITTED or has_expired(session, registration)


def has_expired(session: Session, registration: Registration) -> bool:
    """Whether the registration ended since nobody confirmed it in time."""
    if registration.state is not CANCELLED:
        return False
    last = queries.last_change(session, registration.id)
    return last is not None and last.by_user_id is None and last.reason == UNCONFIRMED


def confirm(session: Session, registration: Registration, at: datetime) -> None:
    """The address is proven: accept, or leave it to an organizer where the category needs one.

    Of two who confirm at once, one is refused. A place that was given back meanwhile is taken again, if there is one.
    """
    if not is_open(session, registration):
        raise DomainError(_l("This registration is confirmed already."))
    if registration.state is CANCELLED:
        check_open(registration.event, at)
    before, held = registration.state, registration.holds_place
    waits = registration.category.needs_approval
    target = SUBMITTED if waits else ACCEPTED
    admission.move_to(session, registration, target, at, Registration.confirmed_at.is_(None), confirmed_at=at)
    if before is not target:
        admission.note(session, registration, before, at)
        admission.tell(session, registration, before)
    if waits:
        registration_received.send(None, session=session, registration=registration)
    elif not held:
        session.flush()
        places.take(session, registration.category)


def expired(session: Session, at: datetime) -> Iterable[int]:
    """Keys of the registrations whose place was held long enough."""
    held = select(Registration.id).where(Registration.held_until.is_not(None), Registration.held_until < at)
    return session.scalars(held.order_by(Registration.held_until).limit(500)).all()


def expire(session: Session, registration_id: int, at: datetime) -> None:
    """Give back the place of a registration that nobody confirmed; nothing where somebody just did."""
    registration = session.get(Registration, registration_id, with_for_update=True)
    if registration and registration.held_until and registration.held_until < at:
        admission.act(session, registration, Act.EXPIRE, at, reason=UNCONFIRMED)
