"""What a phone at the desk keeps to find people without a network: names and the keys under which they are found.

Neither phone numbers nor mail addresses are in it but for the last digits; the phone keeps it under a PIN.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, joinedload

from app.checkin.answers import shown_name
from app.checkin.roster import MARGIN
from app.core.folding import fold
from app.core.han import traditional_of
from app.core.search_keys import KEY_LENGTH, PHONE_TAIL
from app.core.secrets import Secrets
from app.core.text import Bilingual
from app.desk.notes import NOTHING, Note, notes_of
from app.registration.models import Registration, SearchKey
from app.registration.queries import GONE_KEPT, gone_since
from app.tickets.models import Ticket

#: Notes are looked up for so many people at a time.
PORTION = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """A person. ``keys`` begin with ``#`` where they are the end of a phone number, the last digit first. ``short``:
    the typed code of the valid ticket, and ``generation`` its number, -1 where there is none."""

    id: str
    name: Bilingual
    organisation: Bilingual
    category: str
    state: str
    keys: list[str]
    short: str = ""
    generation: int = -1
    note: Note = field(default=NOTHING)


@dataclass(frozen=True, slots=True)
class Index:
    """``cursor`` asks for what comes after this; ``whole``: forget what you have. ``variants``: traditional characters
    and the simplified ones that keys have in their place, in pairs."""

    cursor: datetime
    whole: bool
    people: list[Entry]
    gone: list[str]
    variants: str


def index(session: Session, secrets: Secrets, event_id: int, since: datetime | None, at: datetime) -> Index:
    """Everybody of an event, or who has changed since an earlier ``cursor``."""
    begin = since - MARGIN if since and at - since < GONE_KEPT else None
    people = list(_entries(session, secrets, event_id, begin))
    return Index(
        cursor=at,
        whole=begin is None,
        people=people,
        gone=gone_since(session, event_id, begin) if begin else [],
        variants=traditional_of("".join(key for entry in people for key in entry.keys)),
    )


def _entries(session: Session, secrets: Secrets, event_id: int, since: datetime | None) -> Iterator[Entry]:
    wanted = _registrations(event_id, since)
    found: Sequence[Registration] = session.scalars(wanted.options(joinedload(Registration.category))).all()
    of_whom = None if since is None else wanted.with_only_columns(Registration.id)
    keys, tickets = _keys(session, event_id, of_whom), _tickets(session, event_id, of_whom)
    for start in range(0, len(found), PORTION):
        portion = found[start : start + PORTION]
        notes = notes_of(session, secrets, portion)
        for person in portion:
            short, generation = tickets.get(person.id, ("", -1))
            yield Entry(
                person.public_id,
                shown_name(person.name),
                person.organisation,
                person.category.public_id,
                person.state,
                _kept_keys(keys.get(person.id, ""), person),
                short,
                generation,
                notes.get(person.id, NOTHING),
            )


def _registrations(event_id: int, since: datetime | None) -> Select[Registration]:
    known = Registration.event_id == event_id, Registration.erased_at.is_(None)
    wanted = select(Registration).where(*known)
    return wanted if since is None else wanted.where(Registration.changed_at >= since)


def _keys(session: Session, event_id: int, of_whom: Select[int] | None) -> dict[int, str]:
    """All keys of each person, with blanks between them: no key has any. ``of_whom`` None: of all of the event."""
    joined = func.aggregate_strings(SearchKey.key, " ")
    mine = SearchKey.event_id == event_id if of_whom is None else SearchKey.registration_id.in_(of_whom)
    rows = session.execute(select(SearchKey.registration_id, joined).where(mine).group_by(SearchKey.registration_id))
    return {key: text for key, text in rows}  # noqa: C416 - rows are typed


def _tickets(session: Session, event_id: int, of_whom: Select[int] | None) -> dict[int, tuple[str, int]]:
    mine = Ticket.event_id == event_id if of_whom is None else Ticket.registration_id.in_(of_whom)
    valid = and_(mine, Ticket.replaced_at.is_(None))
    rows = session.execute(select(Ticket.registration_id, Ticket.short_code, Ticket.generation).where(valid))
    return {key: (short, generation) for key, short, generation in rows}


def _kept_keys(joined: str, person: Registration) -> list[str]:
    """Without the mail address, and of a phone number its end alone."""
    mail = fold(person.contact_email)[:KEY_LENGTH]
    keys = {key[: PHONE_TAIL + 1] if key.startswith("#") else key for key in joined.split()}
    return sorted(keys - {mail})
