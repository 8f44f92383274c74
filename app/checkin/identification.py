"""Whom scanned, typed or picked items name, and by what right. Reads for a whole batch at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, joinedload

from app.checkin.facts import Code
from app.checkin.ledger import ScanItem
from app.events.models import Event
from app.registration.models import Registration
from app.tickets.codec import ParsedCode, code_digest, code_part, parse
from app.tickets.models import SigningKey, Ticket
from app.tickets.queries import signing_keys
from app.tickets.short_code import normalise_short_code
from app.tickets.spares import blank
from app.tickets.verifying import signature_by


@dataclass(frozen=True, slots=True)
class Identified:
    """``registration`` is filled where the item names a person of the event beyond doubt, and ``generation`` is then
    that of the valid ticket. ``code`` as the rules see it, None where the person was picked by search or the typed
    code is nobody's. ``digest``: of what names nobody. ``blank``: the state of a badge that nobody was given yet."""

    registration: Registration | None = None
    generation: int = 0
    code: Code | None = None
    digest: str = ""
    blank: str = ""


@dataclass(frozen=True, slots=True)
class _Person:
    registration: Registration
    ticket: Ticket | None
    key_revoked: bool

    @property
    def generation(self) -> int:
        return self.ticket.generation if self.ticket else 0

    def holds(self, text: str) -> bool:
        """Whether ``text`` is the valid code itself, which needs no signature to be checked."""
        return self.ticket is not None and not self.key_revoked and self.ticket.code == code_part(text)


def identify(session: Session, event: Event, items: Sequence[ScanItem]) -> list[Identified]:
    """Whom each item names, in the order of ``items``."""
    read = [parse(item.code) for item in items]
    typed = typed_tickets(session, event.id, items)
    named = {parsed.claims.registration for parsed in read if isinstance(parsed, ParsedCode)}
    named |= {ticket.registration.public_id for ticket in typed.values()}
    people = _people(session, event.id, named | {item.registration for item in items if item.registration})
    keys = _keys_to_ask(session, event, items, read, people)
    blanks = _blank_badges(session, event, named - people.keys())
    return [
        _scanned(event, item.code, parsed, people, keys, blanks)
        if item.code
        else _typed(event, item.short_code, typed, people)
        if item.short_code
        else _picked(people.get(item.registration))
        for item, parsed in zip(items, read, strict=True)
    ]


def typed_tickets(session: Session, event_id: int, items: Iterable[ScanItem]) -> dict[str, Ticket]:
    """The tickets of any generation that typed short codes name, by the code's stored form."""
    codes = {code for item in items if (code := normalise_short_code(item.short_code))}
    if not codes:
        return {}
    wanted = select(Ticket).where(Ticket.event_id == event_id, Ticket.short_code.in_(codes))
    return {ticket.short_code: ticket for ticket in session.scalars(wanted.options(joinedload(Ticket.registration)))}


def _people(session: Session, event_id: int, public_ids: set[str]) -> dict[str, _Person]:
    if not public_ids:
        return {}
    valid = and_(Ticket.registration_id == Registration.id, Ticket.replaced_at.is_(None))
    rows = session.execute(
        select(Registration, Ticket, SigningKey.revoked_at)
        .outerjoin(Ticket, valid)
        .outerjoin(SigningKey, SigningKey.id == Ticket.key_id)
        .where(Registration.public_id.in_(public_ids), Registration.event_id == event_id)
        .options(joinedload(Registration.category))
    )
    return {found.public_id: _Person(found, ticket, revoked is not None) for found, ticket, revoked in rows}


def _keys_to_ask(
    session: Session, event: Event, items: Iterable[ScanItem], read: Iterable[object], people: Mapping[str, _Person]
) -> Mapping[int, SigningKey]:
    """The event's keys by their numbers, where a code is not the valid one of somebody; else none are needed."""
    doubtful = any(
        isinstance(parsed, ParsedCode)
        and parsed.claims.event == event.number_code
        and not _is_held(people.get(parsed.claims.registration), item.code)
        for item, parsed in zip(items, read, strict=True)
    )
    return {key.number: key for key in signing_keys(session, event.id)} if doubtful else {}


def _blank_badges(session: Session, event: Event, unknown: set[str]) -> Mapping[str, str]:
    """The states of those ids that stand on badges which nobody was given."""
    return {key: "void" if withdrawn else "blank" for key, withdrawn in blank(session, event.id, unknown).items()}


def _is_held(person: _Person | None, text: str) -> bool:
    return person is not None and person.holds(text)


def _scanned(
    event: Event,
    text: str,
    parsed: object,
    people: Mapping[str, _Person],
    keys: Mapping[int, SigningKey],
    blanks: Mapping[str, str],
) -> Identified:
    if not isinstance(parsed, ParsedCode):
        return Identified(code=Code(readable=False), digest=code_digest(text))
    claims = parsed.claims
    if claims.event != event.number_code:
        return Identified(code=Code(event=claims.event), digest=code_digest(text))
    person = people.get(claims.registration)
    signature = "valid" if _is_held(person, text) else signature_by(keys.get(claims.key), parsed)
    code = Code(True, signature, claims.event, claims.generation, claims.kind)
    if person is None or signature != "valid":
        return Identified(code=code, digest=code_digest(text), blank=blanks.get(claims.registration, ""))
    return Identified(person.registration, person.generation, code)


def _typed(event: Event, text: str, tickets: Mapping[str, Ticket], people: Mapping[str, _Person]) -> Identified:
    ticket = tickets.get(normalise_short_code(text) or "")
    if ticket is None:
        return Identified(digest=code_digest(text))
    person = people[ticket.registration.public_id]
    code = Code(event=event.number_code, generation=ticket.generation, category=person.registration.category.kind)
    return Identified(person.registration, person.generation, code)


def _picked(person: _Person | None) -> Identified:
    return Identified(person.registration, person.generation) if person else Identified()
