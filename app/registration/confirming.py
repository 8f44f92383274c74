"""Confirmation by mail: the link proves that whoever registered reads mail at that address.

Its token is derived from the registration and the address, and is stored nowhere. It works once, and for a week.
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
from app.registration import admission, consenting, places, queries
from app.registration.models import Registration
from app.registration.states import ACCEPTED, CANCELLED, SUBMITTED, UNCONFIRMED, Act
from app.registration.submitting import HOLD, LINK_LASTS, check_open

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


def refusal(session: Session, registration: Registration, at: datetime) -> DomainError | None:
    """Why confirming does nothing any more; None while the registration waits for it, or lost its place for want of it.

    Whoever registered in time has as long as a place is kept, past the closing of registration too.
    """
    waits = registration.state is SUBMITTED or has_expired(session, registration)
    if registration.confirmed_at or registration.erased_at or not waits:
        return DomainError(
            _l("This registration is confirmed, or has ended. Sign in with your mail address to see where it stands.")
        )
    if is_old(registration, at):
        return DomainError(_l("This link is more than a week old and works no more. Register once more."))
    try:
        check_open(registration.event, at if at >= registration.created_at + HOLD else registration.created_at)
    except DomainError as error:
        return error
    return None


def is_open(session: Session, registration: Registration, at: datetime) -> bool:
    """Whether confirming still does something."""
    return refusal(session, registration, at) is None


def is_old(registration: Registration, at: datetime) -> bool:
    """Whether too much time has passed for the address to be proven for this registration."""
    return at >= registration.created_at + LINK_LASTS


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
    if error := refusal(session, registration, at):
        raise error
    consenting.check(session, registration)
    before, held = registration.state, registration.holds_place
    waits = registration.category.needs_approval
    target = SUBMITTED if waits else ACCEPTED
    admission.move_to(session, registration, target, at, Registration.confirmed_at.is_(None), confirmed_at=at)
    if before is not target:
        admission.note(session, registration, before, at)
        admission.tell(session, registration, before)
    if waits:
        registration_received.send(None, session=session, registration=registration)
    session.flush()
    if waits and held:  # the category has come to need an organizer since the place was held
        places.give_back(session, registration.category)
    elif not waits and not held:
        places.take(session, registration.category)


def expired(session: Session, at: datetime) -> Iterable[int]:
    """Keys of the registrations that waited for their confirmation long enough."""
    held = select(Registration.id).where(Registration.held_until.is_not(None), Registration.held_until < at)
    return session.scalars(held.order_by(Registration.held_until).limit(500)).all()


def expire(session: Session, registration_id: int, at: datetime) -> None:
    """End a registration that nobody confirmed, and give its place back; nothing where somebody just did."""
    registration = session.get(Registration, registration_id, with_for_update=True)
    if registration and registration.held_until and registration.held_until < at:
        admission.act(session, registration, Act.EXPIRE, at, reason=UNCONFIRMED)
