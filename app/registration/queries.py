"""Reads of an event's form and of single registrations; lists are in ``listing``."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import User
from app.directory.models import OverseasGroup, ProgramBase
from app.registration.models import (
    Answer,
    Category,
    Consent,
    FormField,
    GoneId,
    Places,
    PrivacyNotice,
    Registration,
    RegistrationChange,
    RegistrationState,
)


def current_notice(session: Session, event_id: int) -> PrivacyNotice | None:
    """The privacy notice in force."""
    versions = select(PrivacyNotice).where(PrivacyNotice.event_id == event_id)
    return session.scalar(versions.order_by(PrivacyNotice.version.desc()).limit(1))


def notices(session: Session, event_id: int) -> list[PrivacyNotice]:
    """Every version, the latest first."""
    versions = select(PrivacyNotice).where(PrivacyNotice.event_id == event_id)
    return list(session.scalars(versions.order_by(PrivacyNotice.version.desc())))


def categories(session: Session, event_id: int) -> list[Category]:
    wanted = select(Category).where(Category.event_id == event_id)
    return list(session.scalars(wanted.order_by(Category.position, Category.id)))


def category_by_public_id(session: Session, event_id: int, public_id: str) -> Category | None:
    return session.scalar(select(Category).where(Category.event_id == event_id, Category.public_id == public_id))


def questions(session: Session, event_id: int, *, archived: bool = False) -> list[FormField]:
    """The event's own questions in their order; with ``archived`` those too that are no longer asked."""
    wanted = select(FormField).where(FormField.event_id == event_id)
    if not archived:
        wanted = wanted.where(FormField.archived_at.is_(None))
    return list(session.scalars(wanted.order_by(FormField.position, FormField.id)))


def asks_sensitive(session: Session, event_id: int) -> bool:
    """Whether the event asks a sensitive question, or has asked one."""
    sensitive = select(FormField.id).where(FormField.event_id == event_id, FormField.sensitive).limit(1)
    return session.scalar(sensitive) is not None


def question_by_public_id(session: Session, event_id: int, public_id: str) -> FormField | None:
    return session.scalar(select(FormField).where(FormField.event_id == event_id, FormField.public_id == public_id))


@dataclass(frozen=True, slots=True)
class Room:
    """Places of a category or of an event: ``capacity`` None is no limit."""

    capacity: int | None
    taken: int

    @property
    def left(self) -> int | None:
        return None if self.capacity is None else max(self.capacity - self.taken, 0)


UNLIMITED = Room(None, 0)


def rooms(session: Session, event_id: int) -> dict[int | None, Room]:
    """Places by category id, and under None those of the event in all."""
    counters = select(Places.category_id, Places.capacity, Places.taken).where(Places.event_id == event_id)
    return {category_id: Room(capacity, taken) for category_id, capacity, taken in session.execute(counters)}


def places_left(rooms: dict[int | None, Room], category_id: int | None) -> int | None:
    """Places left in a category, which the event's own limit may cut short; None: no limit."""
    limits = [rooms.get(key, UNLIMITED).left for key in {category_id, None}]
    return min((left for left in limits if left is not None), default=None)


def left_in_all(rooms: dict[int | None, Room], categories: Iterable[Category]) -> int | None:
    """Places left in these categories together; None: no limit."""
    of_event = rooms.get(None, UNLIMITED).left
    of_each = [rooms.get(category.id, UNLIMITED).left for category in categories]
    limited = [left for left in of_each if left is not None]
    if len(limited) < len(of_each):
        return of_event
    return sum(limited) if of_event is None else min(sum(limited), of_event)


def registration_by_public_id(session: Session, public_id: str) -> Registration | None:
    """A registration with its event and category."""
    loaded = select(Registration).options(joinedload(Registration.event), joinedload(Registration.category))
    return session.scalar(loaded.where(Registration.public_id == public_id))


#: How long the ids of erased people are kept for phones that hold them.
GONE_KEPT = timedelta(days=1)


def gone_since(session: Session, event_id: int, since: datetime) -> list[str]:
    """The public ids of an event whose people were erased since then, at most ``GONE_KEPT`` ago."""
    gone = select(GoneId.public_id).where(GoneId.event_id == event_id, GoneId.gone_at >= since)
    return list(session.scalars(gone.order_by(GoneId.public_id)))


def to_be_told(session: Session, event_id: int) -> Sequence[Registration]:
    """One registration of each mail address and language among those who may still come."""
    hopeful = or_(
        Registration.state.in_((RegistrationState.ACCEPTED, RegistrationState.WAITLISTED)),
        and_(Registration.state == RegistrationState.SUBMITTED, Registration.confirmed_at.is_not(None)),
    )
    mine = Registration.event_id == event_id, Registration.contact_email != ""
    found = session.scalars(select(Registration).where(*mine, hopeful).order_by(Registration.id.desc()))
    return list({(one.contact_email, one.locale): one for one in found}.values())


def registrations_of(session: Session, email: str) -> list[Registration]:
    """Everyone that a mail address registered, the latest event first."""
    mine = select(Registration).where(Registration.contact_email == email, Registration.contact_email != "")
    loaded = mine.options(joinedload(Registration.event), joinedload(Registration.category))
    found = list(session.scalars(loaded.order_by(Registration.id)))
    return sorted(found, key=lambda registration: registration.event.starts_on, reverse=True)


def answers(session: Session, registration_id: int) -> list[Answer]:
    """A registration's answers with their questions, in the order of the form."""
    wanted = select(Answer).join(Answer.field).where(Answer.registration_id == registration_id)
    return list(session.scalars(wanted.options(joinedload(Answer.field)).order_by(FormField.position, FormField.id)))


def consents(session: Session, registration_id: int) -> list[Consent]:
    """Every consent ever given, the first first."""
    given = select(Consent).where(Consent.registration_id == registration_id)
    return list(session.scalars(given.order_by(Consent.given_at, Consent.id)))


def history(session: Session, registration_id: int) -> list[RegistrationChange]:
    """Every change of state, the first first."""
    changes = select(RegistrationChange).where(RegistrationChange.registration_id == registration_id)
    return list(session.scalars(changes.order_by(RegistrationChange.at, RegistrationChange.id)))


def history_by_whom(session: Session, registration_id: int) -> list[tuple[RegistrationChange, str]]:
    """Every change of state with the name of the member of staff, '' where the person or time did it."""
    changes = select(RegistrationChange, func.coalesce(func.nullif(User.name, ""), User.email, ""))
    joined = changes.outerjoin(User, User.id == RegistrationChange.by_user_id)
    mine = joined.where(RegistrationChange.registration_id == registration_id)
    return [(row[0], row[1]) for row in session.execute(mine.order_by(RegistrationChange.at, RegistrationChange.id))]


def changes_after(session: Session, registration_ids: Collection[int], since: datetime) -> list[RegistrationChange]:
    """The changes of state of some registrations, the earliest first."""
    changes = select(RegistrationChange).where(
        RegistrationChange.registration_id.in_(registration_ids), RegistrationChange.at > since
    )
    return list(session.scalars(changes.order_by(RegistrationChange.at, RegistrationChange.id)))


def last_change(session: Session, registration_id: int) -> RegistrationChange | None:
    changes = select(RegistrationChange).where(RegistrationChange.registration_id == registration_id)
    latest = changes.order_by(RegistrationChange.at.desc(), RegistrationChange.id.desc())
    return session.scalar(latest.limit(1))


def counts(session: Session, event_id: int) -> dict[RegistrationState, int]:
    """How many registrations are in each state."""
    wanted = select(Registration.state, func.count()).where(Registration.event_id == event_id)
    rows = session.execute(wanted.group_by(Registration.state))
    return {row[0]: row[1] for row in rows}


def open_groups(session: Session) -> Sequence[OverseasGroup]:
    """Overseas groups that a person may name."""
    wanted = select(OverseasGroup).where(OverseasGroup.archived_at.is_(None))
    return session.scalars(wanted.order_by(OverseasGroup.name)).all()


def open_bases(session: Session) -> Sequence[ProgramBase]:
    """Programme bases that may be said to send a person."""
    wanted = select(ProgramBase).where(ProgramBase.archived_at.is_(None))
    return session.scalars(wanted.order_by(ProgramBase.name)).all()


def base_by_slug(session: Session, slug: str) -> ProgramBase | None:
    return session.scalar(select(ProgramBase).where(ProgramBase.slug == slug))
