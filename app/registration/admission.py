"""Changes of state. Each is one guarded update: of two who act at once on a registration, one is refused.

A registration is locked before any counter of places, here and everywhere.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.signals import registration_accepted, registration_edited, registration_state_changed
from app.events import phases
from app.events.editing import check_open, check_public
from app.registration import consenting, places
from app.registration.models import Category, Registration, RegistrationChange, RegistrationState
from app.registration.states import ACCEPTED, MOVES, Act, may

_NOTE = insert(RegistrationChange).inline()


def act(
    session: Session, registration: Registration, deed: Act, at: datetime, by: int | None = None, reason: str = ""
) -> None:
    """Do what ``deed`` says; ``by`` is the key of the member of staff, None where the person acts or time.

    A ``DomainError`` where the state does not allow it, where somebody else was quicker, or where no place is left.
    """
    if not may(deed, registration.state) or registration.erased_at:
        raise DomainError(_l("This is not possible any more: the registration has another state by now."))
    if by is not None:
        check_open(registration.event)
    if MOVES[deed].target is ACCEPTED:
        check_public(registration.event)
        consenting.check(session, registration)
    before, held = registration.state, registration.holds_place
    move_to(session, registration, MOVES[deed].target, at)
    note(session, registration, before, at, by, reason)
    if by is not None:
        audit.record(session, deed, registration, {"state": before.value}, state=registration.state.value)
    tell(session, registration, before)
    _count(session, registration, held)


def move_to(
    session: Session, registration: Registration, target: RegistrationState, at: datetime, *guards: Any, **also: Any
) -> None:
    """Set the state, and the columns ``also``, if the row still is as it was read and ``guards`` hold."""
    values = {"state": target, "holds_place": target is ACCEPTED, "held_until": None, "changed_at": at, **also}
    unchanged = (
        Registration.id == registration.id,
        Registration.state == registration.state,
        Registration.holds_place == registration.holds_place,
        Registration.category_id == registration.category_id,
    )
    try:
        moved = session.connection().execute(update(Registration).where(*unchanged, *guards).values(**values)).rowcount
    except IntegrityError as error:
        raise DomainError(_l("This person is registered once more. Cancel the other registration first.")) from error
    if moved != 1:
        raise DomainError(_l("Somebody else changed this registration just now. Look at it again."))
    for name, value in values.items():
        set_committed_value(registration, name, value)


def note(
    session: Session,
    registration: Registration,
    before: RegistrationState | None,
    at: datetime,
    by: int | None = None,
    reason: str = "",
) -> None:
    """Write the change into the registration's history."""
    row = {
        "registration_id": registration.id,
        "at": at,
        "before": before or "",
        "after": registration.state,
        "by_user_id": by,
        "reason": reason[:300],
    }
    session.connection().execute(_NOTE, row)


def withdraw(session: Session, registration: Registration, at: datetime) -> None:
    """The person withdraws, as long as the event lets participants change anything."""
    if at >= phases.edits_until(registration.event):
        raise DomainError(_l("It is too late to withdraw here. Write to the organizers."))
    act(session, registration, Act.WITHDRAW, at)


def change_category(session: Session, registration: Registration, category: Category) -> None:
    """Give the person another category of the same event; a place moves along."""
    if category.event_id != registration.event_id:
        raise DomainError(_l("Choose one of these."), "category")
    check_open(registration.event)
    session.refresh(registration, with_for_update={"of": Registration})
    if registration.erased_at:
        raise DomainError(_l("The data of this person are erased."))
    before = registration.category
    if category.id == before.id:
        return
    registration.category = category
    session.flush()
    registration_edited.send(None, session=session, registration=registration)
    if registration.holds_place:
        places.move(session, before, category)


def locked(session: Session, event_id: int, public_ids: Iterable[str]) -> list[Registration]:
    """Those registrations of the event, locked in one order, with what acting on them needs."""
    chosen = select(Registration).where(Registration.event_id == event_id, Registration.public_id.in_(public_ids))
    return list(session.scalars(chosen.order_by(Registration.id).with_for_update(of=Registration)))


def act_on_all(
    session: Session, chosen: Iterable[Registration], deed: Act, at: datetime, by: int, reason: str = ""
) -> tuple[int, list[DomainError]]:
    """Act on each of ``chosen`` (locked); answers how many were changed, and why the others were not."""
    changed, refusals = 0, []
    for registration in chosen:
        try:
            with session.begin_nested():
                act(session, registration, deed, at, by, reason)
        except DomainError as error:
            refusals.append(error)
        else:
            changed += 1
    return changed, refusals


def tell(session: Session, registration: Registration, before: RegistrationState) -> None:
    """Tell upper packages of a change of state, and write what they made of it."""
    registration_state_changed.send(None, session=session, registration=registration, before=before)
    if registration.state is ACCEPTED:
        registration_accepted.send(None, session=session, registration=registration)
    session.flush()


def _count(session: Session, registration: Registration, held: bool) -> None:
    if registration.holds_place and not held:
        places.take(session, registration.category)
    elif held and not registration.holds_place:
        places.give_back(session, registration.category)
