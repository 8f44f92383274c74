"""A registration comes in: from the person, or from organizers in their name."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.model import new_public_id
from app.core.secrets import Secrets
from app.core.signals import registration_accepted, registration_received, registration_submitted
from app.events.editing import check_public
from app.events.models import Event
from app.events.phases import Window, registration_window
from app.registration import admission, answers, consenting, people, places, strangers
from app.registration.answers import Values
from app.registration.models import Category, ConsentKind, PrivacyNotice, Registration
from app.registration.people import Person, namesake_number
from app.registration.states import ACCEPTED, SUBMITTED

#: How long a place is kept for an address that is not confirmed yet.
HOLD = timedelta(minutes=60)
#: How long the link in the mail works; a registration that holds no place waits as long.
LINK_LASTS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Submission:
    """What was sent, checked field by field; ``proven``: the sender has shown that the address is theirs."""

    person: Person
    email: str
    answers: Values = field(default_factory=dict)
    consents: frozenset[ConsentKind] = frozenset()
    notice: PrivacyNotice | None = None
    someone_else: bool = False
    proven: bool = False


def submit(
    session: Session, secrets: Secrets, event: Event, category: Category, sent: Submission, at: datetime
) -> Registration:
    """Register a person who asks for it. The place is taken last; a ``DomainError`` where there is none."""
    check_open(event, at)
    if not category.open or category.event_id != event.id:
        raise DomainError(_l("Choose one of these."), "category")
    if not sent.proven:
        strangers.check(session, event, sent.email, at)
    consenting.check_typed(sent.person, sent.answers, sent.consents)
    registration = _new(event, category, sent, at)
    people.insert_lean(session, registration)
    answers.save(session, secrets, registration, sent.answers)
    consenting.give(session, registration, sent.consents, sent.notice, at)
    _announce(session, registration)
    if registration.holds_place:
        places.take(session, category)
    return registration


def add(
    session: Session, secrets: Secrets, event: Event, category: Category, sent: Submission, at: datetime, by: int
) -> Registration:
    """Organizers register a person, in any category and at any time; accepted at once."""
    check_public(event)
    registration = _base(event, category, sent)
    registration.state, registration.holds_place = ACCEPTED, True
    registration.by_staff, registration.confirmed_at = True, at
    people.insert(session, registration)
    admission.note(session, registration, None, at, by)
    answers.save(session, secrets, registration, sent.answers)
    registration_accepted.send(None, session=session, registration=registration)
    session.flush()
    places.take(session, category)
    return registration


def check_open(event: Event, at: datetime) -> None:
    """A ``DomainError`` unless the public may register for ``event`` now."""
    window = registration_window(event, at)
    if window is Window.NOT_YET:
        raise DomainError(_l("Registration has not opened yet."))
    if window is not Window.OPEN:
        raise DomainError(_l("Registration is closed."))


def _base(event: Event, category: Category, sent: Submission) -> Registration:
    return Registration(
        event_id=event.id,
        category_id=category.id,
        public_id=new_public_id(),
        contact_email=sent.email,
        namesake=namesake_number(someone_else=sent.someone_else),
        **sent.person.columns(),
    )


def _new(event: Event, category: Category, sent: Submission, at: datetime) -> Registration:
    registration = _base(event, category, sent)
    at_once = sent.proven and not category.needs_approval
    registration.state = ACCEPTED if at_once else SUBMITTED
    registration.holds_place = not category.needs_approval
    registration.confirmed_at = at if sent.proven else None
    registration.created_at = registration.changed_at = at
    if not sent.proven:
        registration.held_until = at + (HOLD if registration.holds_place else LINK_LASTS)
    return registration


def _announce(session: Session, registration: Registration) -> None:
    """Tell upper packages, and write what they made of it before the places are locked."""
    if registration.state is ACCEPTED:
        registration_accepted.send(None, session=session, registration=registration)
    elif registration.confirmed_at:
        registration_received.send(None, session=session, registration=registration)
    else:
        registration_submitted.send(None, session=session, registration=registration)
    session.flush()
