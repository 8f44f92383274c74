"""Edits of who a registration is of: by the person until the event's deadline, by organizers at any time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.editing import check_version
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.secrets import Secrets
from app.core.signals import registration_edited
from app.directory.models import ProgramBase
from app.events import phases
from app.registration import answers, consenting, people, queries
from app.registration.models import ConsentKind, PrivacyNotice, Registration
from app.registration.people import Person
from app.registration.states import LIVE


def may_change(registration: Registration, at: datetime) -> bool:
    """Whether the person may still edit or withdraw."""
    return registration.state in LIVE and at < phases.edits_until(registration.event)


@dataclass(frozen=True, slots=True)
class OwnEdit:
    """What a person typed over their own registration, with the consents given now under ``notice``."""

    person: Person
    answers: answers.Values
    consents: frozenset[ConsentKind] = frozenset()
    notice: PrivacyNotice | None = None


def edit_own(session: Session, secrets: Secrets, registration: Registration, typed: OwnEdit, at: datetime) -> None:
    """The person edits what was registered; ``ConsentsMissing`` where that comes to need one."""
    if not may_change(registration, at):
        raise DomainError(_l("It is too late for changes here. Write to the organizers."))
    standing = frozenset(consenting.in_force(queries.consents(session, registration.id)))
    consenting.check_typed(typed.person, typed.answers, standing | typed.consents)
    edit(session, secrets, registration, typed.person, typed.answers)
    consenting.give(session, registration, typed.consents - standing, typed.notice, at)


def edit(session: Session, secrets: Secrets, registration: Registration, person: Person, given: answers.Values) -> None:
    """Write person and answers over what is stored."""
    if registration.erased_at:
        raise DomainError(_l("The data of this person are erased."))
    people.write(session, registration, person)
    answers.replace(session, secrets, registration, given)
    registration_edited.send(None, session=session, registration=registration)


@dataclass(frozen=True, slots=True)
class Correction:
    """What organizers typed over a registration."""

    person: Person
    email: str
    answers: answers.Values
    someone_else: bool = False


def edit_by_staff(
    session: Session, secrets: Secrets, registration: Registration, typed: Correction, version: str
) -> None:
    """Organizers edit; ``Stale`` where the registration was changed after they opened it."""
    check_version(session, registration, version)
    registration.contact_email = typed.email
    if typed.someone_else and not registration.namesake:
        registration.namesake = people.namesake_number(someone_else=True)
    edit(session, secrets, registration, typed.person, typed.answers)


def set_base(session: Session, registration: Registration, base: ProgramBase | None) -> None:
    """Say which programme base sends a person."""
    if registration.erased_at:
        raise DomainError(_l("The data of this person are erased."))
    registration.base = base
    session.flush()
