"""A person who comes without having registered: taken down at the desk, and accepted there and then."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.model import new_public_id
from app.events.editing import check_public
from app.events.models import Event
from app.registration import admission, consenting, people, places
from app.registration.models import Category, ConsentKind, PrivacyNotice, Registration
from app.registration.people import Person, namesake_number
from app.registration.states import ACCEPTED, WAITLISTED


@dataclass(frozen=True, slots=True)
class Arrival:
    """What the desk wrote down. ``public_id`` is that of the blank badge that was given, '' where there was none.

    ``beyond``: let the person in although no place is left. ``waits``: whether they may come is for a supervisor to
    say. ``by`` is the key of the member of staff, None a phone's.
    """

    person: Person
    email: str = ""
    consents: frozenset[ConsentKind] = frozenset()
    notice: PrivacyNotice | None = None
    public_id: str = ""
    beyond: bool = False
    waits: bool = False
    by: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """The registration, which upper packages have not been told of yet; ``full``: no place was left for it."""

    registration: Registration
    full: bool = field(default=False)


def take_down(session: Session, event: Event, category: Category, sent: Arrival, at: datetime) -> Arrived:
    """Register a walk-in: accepted, or on the waiting list where no place is left and nobody may go beyond that.

    Nobody is the same person as somebody else here: who has no mail address cannot be told apart by it.
    """
    check_public(event)
    takes = not sent.waits and _takes_place(session, category)
    full = not takes and not sent.waits
    registration = Registration(
        event_id=event.id,
        category_id=category.id,
        public_id=sent.public_id or new_public_id(),
        contact_email=sent.email,
        namesake=namesake_number(someone_else=True),
        state=ACCEPTED if takes or (full and sent.beyond) else WAITLISTED,
        holds_place=takes,
        by_staff=True,
        walk_in=True,
        confirmed_at=at,
        **sent.person.columns(),
    )
    people.insert(session, registration)
    admission.note(session, registration, None, at, sent.by, sent.reason)
    consenting.give(session, registration, sent.consents, sent.notice, at)
    return Arrived(registration, full)


def _takes_place(session: Session, category: Category) -> bool:
    """Places are locked from here on until the transaction ends; nobody waits for a person who is only now made."""
    try:
        with session.begin_nested():
            places.take(session, category)
    except DomainError:
        return False
    return True
