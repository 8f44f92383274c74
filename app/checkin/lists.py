"""The list of a checkpoint: the people whom it lets in, where it lets in those on its own list."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, joinedload

from app.checkin.models import Checkpoint, RosterEntry
from app.core import audit
from app.core.clock import now
from app.registration.models import Category, Registration, RegistrationState


def size(session: Session, checkpoint: Checkpoint) -> int:
    return sizes(session, [checkpoint.id]).get(checkpoint.id, 0)


def sizes(session: Session, checkpoint_ids: Collection[int]) -> dict[int, int]:
    """How many people are on each list that has any."""
    counted = select(RosterEntry.checkpoint_id, func.count()).where(RosterEntry.checkpoint_id.in_(checkpoint_ids))
    rows = session.execute(counted.group_by(RosterEntry.checkpoint_id))
    return {key: number for key, number in rows}  # noqa: C416 - rows are typed


def people(session: Session, checkpoint: Checkpoint, locale: str, *, limit: int, offset: int) -> list[Registration]:
    """A page of who is on the list, by name."""
    name = Registration.sort_zh if locale == "zh" else Registration.sort_en
    wanted = select(Registration).join(RosterEntry, RosterEntry.registration_id == Registration.id)
    wanted = wanted.where(RosterEntry.checkpoint_id == checkpoint.id).options(joinedload(Registration.category))
    return list(session.scalars(wanted.order_by(name, Registration.id).limit(limit).offset(offset)))


def listed(session: Session, checkpoint: Checkpoint, registrations: Iterable[Registration]) -> set[int]:
    """The keys of those of ``registrations`` who are on the list."""
    asked = RosterEntry.registration_id.in_([registration.id for registration in registrations])
    mine = select(RosterEntry.registration_id).where(RosterEntry.checkpoint_id == checkpoint.id, asked)
    return set(session.scalars(mine))


def add(session: Session, checkpoint: Checkpoint, public_ids: Sequence[str]) -> int:
    """Put people of the event on the list; answers how many were not on it yet."""
    chosen = _chosen(session, checkpoint, public_ids)
    known = listed(session, checkpoint, chosen)
    new = [registration for registration in chosen if registration.id not in known]
    _put(session, checkpoint, [registration.id for registration in new])
    for registration in new:
        audit.record(session, "enlist", registration, checkpoint=audit.called([checkpoint]))
    return len(new)


def add_category(session: Session, checkpoint: Checkpoint, category: Category) -> int:
    """Put everybody on the list who is accepted in a category by now; answers how many were not on it yet."""
    accepted = Registration.category_id == category.id, Registration.state == RegistrationState.ACCEPTED
    known = select(RosterEntry.registration_id).where(RosterEntry.checkpoint_id == checkpoint.id)
    new = session.scalars(select(Registration.id).where(*accepted, Registration.id.not_in(known))).all()
    _put(session, checkpoint, new)
    if new:
        audit.record(session, "enlist", checkpoint, categories=audit.called([category]), people=len(new))
    return len(new)


def remove(session: Session, checkpoint: Checkpoint, public_ids: Sequence[str]) -> int:
    """Take people off the list; answers how many were on it."""
    chosen = _chosen(session, checkpoint, public_ids)
    known = listed(session, checkpoint, chosen)
    gone = RosterEntry.checkpoint_id == checkpoint.id, RosterEntry.registration_id.in_(known)
    session.execute(delete(RosterEntry).where(*gone))
    _let_devices_know(checkpoint, known)
    for registration in chosen:
        if registration.id in known:
            audit.record(session, "unlist", registration, {"checkpoint": audit.called([checkpoint])})
    return len(known)


def _chosen(session: Session, checkpoint: Checkpoint, public_ids: Sequence[str]) -> list[Registration]:
    mine = Registration.event_id == checkpoint.event_id, Registration.public_id.in_(public_ids)
    return list(session.scalars(select(Registration).where(*mine).order_by(Registration.id)))


def _put(session: Session, checkpoint: Checkpoint, registration_ids: Sequence[int]) -> None:
    """Somebody whom a colleague has put there meanwhile is there once."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    rows: list[dict[str, Any]] = [{"checkpoint_id": checkpoint.id, "registration_id": key} for key in registration_ids]
    if rows:
        session.execute(insert(RosterEntry).on_conflict_do_nothing(), rows)
    _let_devices_know(checkpoint, rows)


def _let_devices_know(checkpoint: Checkpoint, changed: Collection[Any]) -> None:
    """The rosters that phones keep follow a checkpoint by when it changed."""
    if changed:
        checkpoint.changed_at = now()
