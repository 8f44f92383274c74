"""Erasing who people were. Names, contacts, answers and free texts go, and the number that badges and links carry.

The row stays with its state, category, country and times, so that counts stay true; so do consents, which name nobody.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from app.accounts import tidying
from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.model import new_public_id
from app.core.signals import registrations_erased
from app.events.models import Event
from app.events.phases import local_midnight
from app.registration.models import Answer, GoneId, Registration, RegistrationChange, SearchKey
from app.registration.queries import GONE_KEPT
from app.registration.states import LIVE, UNCONFIRMED

#: How many at a time: others write in between.
BATCH = 200
_NAME = ("han", "family", "given", "latin", "preferred", "order")
_TEXTS = (
    *(f"{part}_name" for part in _NAME),
    *(f"{name}_{locale}" for name in ("organisation", "job_title") for locale in ("zh", "en")),
    *("contact_email", "phone", "wechat", "sort_zh", "sort_en", "name_key"),
)
_ROWS = Registration.__table__
_ERASE: Any = (
    update(_ROWS)  # type: ignore[arg-type]
    .where(_ROWS.c.id == bindparam("key"))
    .values(
        **dict.fromkeys(_TEXTS, ""),
        group_id=None,
        base_id=None,
        held_until=None,
        public_id=bindparam("new_id"),
        namesake=bindparam("key"),  # nobody is the same person any more
        erased_at=bindparam("at"),
        changed_at=bindparam("at"),
    )
)


def erased_from(event: Event) -> datetime:
    """From when on it is forgotten who was registered for ``event``."""
    return local_midnight(event.departure_on + timedelta(days=event.retention_days + 1), event.zone)


def due(session: Session, at: datetime) -> list[int]:
    """Keys of the events whose people are to be forgotten by now, and are not yet."""
    known = exists().where(Registration.event_id == Event.id, Registration.erased_at.is_(None))
    past = select(Event).where(Event.departure_on < at.date(), known).order_by(Event.id)
    return [event.id for event in session.scalars(past) if erased_from(event) <= at]


def erase_some(session: Session, event_id: int, at: datetime) -> int:
    """Erase the next ``BATCH`` people of an event; answers how many there were."""
    known = select(Registration).where(Registration.event_id == event_id, Registration.erased_at.is_(None))
    some = known.order_by(Registration.id).limit(BATCH).with_for_update()
    found = session.scalars(some).all()
    _erase(session, found, at)
    return len(found)


def note(session: Session, event_id: int, erased: int) -> None:
    """Log that an event's people were erased, as one entry."""
    audit.record(session, "erase", session.get_one(Event, event_id), rows=erased)


def erase_own(session: Session, registration: Registration, at: datetime) -> None:
    """The person erases what is stored about them, once they no longer come."""
    session.refresh(registration, with_for_update={"of": Registration})
    if registration.state in LIVE:
        raise DomainError(_l("Withdraw first: who still comes must be known to the door."))
    _erase(session, [registration], at)


def _erase(session: Session, registrations: Sequence[Registration], at: datetime) -> None:
    if not registrations:
        return
    keys = [registration.id for registration in registrations]
    emails = {registration.contact_email for registration in registrations} - {""}
    session.flush()
    session.connection().execute(insert(GoneId), [_gone(registration, at) for registration in registrations])
    session.execute(delete(SearchKey).where(SearchKey.registration_id.in_(keys)))
    session.execute(delete(Answer).where(Answer.registration_id.in_(keys)))
    reasoned = RegistrationChange.registration_id.in_(keys), RegistrationChange.reason != UNCONFIRMED
    session.execute(update(RegistrationChange).where(*reasoned).values(reason=""))
    session.connection().execute(_ERASE, [{"key": key, "new_id": new_public_id(), "at": at} for key in keys])
    registrations_erased.send(None, session=session, keys=keys)
    _forget_addresses(session, emails)
    for registration in registrations:
        session.expire(registration)


def forget_gone(session: Session, at: datetime) -> None:
    """Drop the ids of erased people once no phone can hold them on a roster that it brings up to date."""
    session.execute(delete(GoneId).where(GoneId.gone_at < at - 2 * GONE_KEPT))


def _gone(registration: Registration, at: datetime) -> dict[str, Any]:
    return {"public_id": registration.public_id, "event_id": registration.event_id, "gone_at": at}


def _forget_addresses(session: Session, emails: set[str]) -> None:
    """Nobody is registered under these addresses any more: nor need there be accounts for them."""
    kept = set(session.scalars(select(Registration.contact_email).where(Registration.contact_email.in_(emails))))
    tidying.forget(session, emails - kept)
