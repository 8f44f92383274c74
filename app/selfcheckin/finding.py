"""Whom somebody means who checks themselves in: exactly one accepted person, or nobody.

Nobody is told apart from several, and either from a wrong digit: what was typed does not say who is registered. Both
ways ask the database the same questions whatever was typed.
"""

import re
import unicodedata

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.core.folding import fold
from app.core.search_keys import KEY_LENGTH, PHONE_TAIL, prefix_range, whole_name_keys
from app.registration.models import Registration, RegistrationState, SearchKey
from app.tickets.codec import ParsedCode, code_part, parse
from app.tickets.models import SigningKey, Ticket
from app.tickets.short_code import normalise_short_code

#: More people of one name and one phone tail are told apart by nobody.
MOST = 5
LONGEST = 200


def by_ticket(session: Session, event_id: int, typed: str) -> Registration | None:
    """The holder of a valid ticket, by the code in its QR or the short one beside it."""
    parsed = parse(typed)
    named: tuple[ColumnElement[bool], ...] = (Ticket.short_code == (normalise_short_code(typed) or ""),)
    if isinstance(parsed, ParsedCode):
        named = Registration.public_id == parsed.claims.registration, Ticket.code == code_part(typed)
    found = (
        select(Registration)
        .join(Ticket, Ticket.registration_id == Registration.id)
        .join(SigningKey, SigningKey.id == Ticket.key_id)
        .where(Ticket.event_id == event_id, Ticket.replaced_at.is_(None), SigningKey.revoked_at.is_(None))
        .where(Registration.state == RegistrationState.ACCEPTED, *named)
    )
    return _only(list(session.scalars(found.limit(MOST))))


def by_name(session: Session, event_id: int, name: str, tail: str) -> Registration | None:
    """Who has this name, whole, in either script and order, and a phone that ends in these digits."""
    typed, digits = fold(name[:LONGEST])[:KEY_LENGTH], digits_of(tail)
    low, high = prefix_range("#" + digits[::-1])
    reached = select(SearchKey.registration_id).where(
        SearchKey.event_id == event_id, SearchKey.key >= low, SearchKey.key < high
    )
    named = select(SearchKey.registration_id).where(SearchKey.event_id == event_id, SearchKey.key == typed)
    wanted = select(Registration).where(Registration.event_id == event_id, Registration.id.in_(named))
    wanted = wanted.where(Registration.state == RegistrationState.ACCEPTED, Registration.id.in_(reached))
    found = [one for one in session.scalars(wanted.limit(MOST)) if typed in whole_name_keys(one.name)]
    return _only(found) if len(digits) >= PHONE_TAIL else None


def digits_of(tail: str) -> str:
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", tail[:LONGEST]))[:20]


def _only(found: list[Registration]) -> Registration | None:
    return found[0] if len(found) == 1 else None
