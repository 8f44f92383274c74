"""Tickets: issued when a registration is accepted, and again when a badge is lost or says what is no longer so."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.secrets import Secrets
from app.registration.models import Registration, RegistrationState
from app.tickets import keys
from app.tickets.codec import ParsedCode, TicketClaims, category_number, encode, parse
from app.tickets.models import SigningKey, Ticket
from app.tickets.queries import short_code_is_used, ticket_of
from app.tickets.short_code import new_short_code

LAST_GENERATION = 255


def issue(session: Session, secrets: Secrets, registration: Registration, at: datetime) -> Ticket:
    """The valid ticket, made at need; a new generation if the category is another one by now."""
    current = ticket_of(session, registration)
    if current and _category_of(current) == category_number(registration.category.kind):
        return current
    return _next_generation(session, secrets, registration, current, at)


def reissue(session: Session, secrets: Secrets, registration: Registration, at: datetime) -> Ticket:
    """A new generation, after which codes printed before answer ``replaced``."""
    if registration.state is not RegistrationState.ACCEPTED or registration.erased_at:
        raise DomainError(_l("Only an accepted registration has a ticket."))
    return _next_generation(session, secrets, registration, ticket_of(session, registration), at)


def revoke_key(session: Session, secrets: Secrets, key: SigningKey, at: datetime) -> int:
    """Revoke a stolen key and sign anew what it had signed; answers how many tickets changed."""
    keys.revoke(session, key, at)
    signed = select(Ticket).where(Ticket.key_id == key.id, Ticket.replaced_at.is_(None))
    tickets = session.scalars(
        signed.options(joinedload(Ticket.registration).joinedload(Registration.category)).order_by(Ticket.id)
    ).all()
    return sum(1 for _ in _renewed(session, secrets, tickets, at))


def _renewed(session: Session, secrets: Secrets, tickets: Iterable[Ticket], at: datetime) -> Iterable[Ticket]:
    for ticket in tickets:
        yield _next_generation(session, secrets, ticket.registration, ticket, at)


def _next_generation(
    session: Session, secrets: Secrets, registration: Registration, current: Ticket | None, at: datetime
) -> Ticket:
    generation = current.generation + 1 if current else 0
    if generation > LAST_GENERATION:
        raise DomainError(_l("This ticket was renewed too often. Register the person anew."))
    key = keys.key_in_use(session, secrets, registration.event_id, at)
    claims = TicketClaims(
        event=registration.event.number_code,
        key=key.number,
        registration=registration.public_id,
        generation=generation,
        category=category_number(registration.category.kind),
    )
    if current:
        current.replaced_at = at
        session.flush()
    ticket = Ticket(
        event_id=registration.event_id,
        registration_id=registration.id,
        generation=generation,
        key_id=key.id,
        code=encode(claims, keys.private_key_of(key, secrets)),
        short_code=unused_short_code(session, registration.event_id),
        issued_at=at,
    )
    session.add(ticket)
    registration.changed_at = at  # whoever keeps a roster must notice
    session.flush()
    return ticket


def unused_short_code(session: Session, event_id: int) -> str:
    """A short code that stands on no ticket of the event, nor on a blank badge."""
    while short_code_is_used(session, event_id, code := new_short_code()):
        continue
    return code


def _category_of(ticket: Ticket) -> int | None:
    parsed = parse(ticket.code)
    return parsed.claims.category if isinstance(parsed, ParsedCode) else None
