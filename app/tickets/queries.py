"""Reads of tickets and signing keys."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.registration.models import Registration
from app.tickets.models import SigningKey, SpareBadge, Ticket


def ticket_of(session: Session, registration: Registration) -> Ticket | None:
    """The valid generation of a registration's ticket; None before it was accepted."""
    return session.scalar(select(Ticket).where(Ticket.registration_id == registration.id, Ticket.replaced_at.is_(None)))


def ticket_by_short_code(session: Session, event_id: int, short_code: str) -> Ticket | None:
    """A ticket of any generation; ``short_code`` in its stored form. Throttle whoever may guess."""
    return session.scalar(
        select(Ticket)
        .where(Ticket.event_id == event_id, Ticket.short_code == short_code)
        .options(joinedload(Ticket.registration))
    )


def short_code_is_used(session: Session, event_id: int, short_code: str) -> bool:
    """Whether it stands on a ticket of any generation, or on a blank badge."""
    tickets = select(Ticket.id).where(Ticket.event_id == event_id, Ticket.short_code == short_code)
    spares = select(SpareBadge.id).where(SpareBadge.event_id == event_id, SpareBadge.short_code == short_code)
    return session.scalar(tickets.union_all(spares).limit(1)) is not None


def replaced_after(
    session: Session, registration_ids: Collection[int], since: datetime
) -> dict[tuple[int, int], datetime]:
    """By registration and generation: when codes were replaced, of those that were valid at ``since``."""
    replaced = select(Ticket.registration_id, Ticket.generation, Ticket.replaced_at).where(
        Ticket.registration_id.in_(registration_ids), Ticket.replaced_at > since
    )
    return {(row.registration_id, row.generation): row.replaced_at for row in session.execute(replaced)}


def signing_key_in_use(session: Session, event_id: int) -> SigningKey | None:
    """The newest key, unless it was retired."""
    return session.scalar(
        select(SigningKey)
        .where(SigningKey.event_id == event_id, SigningKey.retired_at.is_(None))
        .order_by(SigningKey.number.desc())
        .limit(1)
    )


def signing_key(session: Session, event_id: int, number: int) -> SigningKey | None:
    return session.scalar(select(SigningKey).where(SigningKey.event_id == event_id, SigningKey.number == number))


def signing_keys(session: Session, event_id: int) -> list[SigningKey]:
    """All keys of an event, the newest first."""
    mine = select(SigningKey).where(SigningKey.event_id == event_id)
    return list(session.scalars(mine.order_by(SigningKey.number.desc())))


def valid_tickets_by_key(session: Session, event_id: int) -> dict[int, int]:
    """How many valid tickets each signing key has signed, by the key's id."""
    counted = select(Ticket.key_id, func.count()).where(Ticket.event_id == event_id, Ticket.replaced_at.is_(None))
    return dict(session.execute(counted.group_by(Ticket.key_id)).all())
