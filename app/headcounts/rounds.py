"""Rounds as phones tell of them, in any order and more than once; and as organizers close, reopen and join them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.checkin.expecting import among_expected
from app.checkin.models import Checkpoint, Device
from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.headcounts.models import Absence, Round, Why

#: Rounds at one checkpoint that began so close together are taken for the same departure.
SAME_DEPARTURE = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class ToldRound:
    """A round as a phone knows it. ``absences``: why, by public id of who is missing."""

    id: str
    title: str
    started_at: datetime
    closed_at: datetime | None = None
    absences: Mapping[str, Why] = field(default_factory=dict)


def hear(session: Session, checkpoint: Checkpoint, device: Device, told: ToldRound, at: datetime) -> bool:
    """Write down what a phone tells of a round; False where another checkpoint has a round of this id.

    How it began stands as first told. A round that began while another was open at the same checkpoint is joined to it:
    two phones without a network at the two doors of a bus.
    """
    found = session.scalar(select(Round).where(Round.public_id == told.id).with_for_update())
    if found and found.checkpoint_id != checkpoint.id:
        return False
    row = found or _begin(session, checkpoint, device, told, at)
    if told.closed_at and row.closed_at is None:
        row.closed_at = min(told.closed_at, at)
    _explain(session, checkpoint, row, told.absences, at)
    return True


def _begin(session: Session, checkpoint: Checkpoint, device: Device, told: ToldRound, at: datetime) -> Round:
    began = min(told.started_at, at)
    row = Round(
        event_id=checkpoint.event_id,
        checkpoint_id=checkpoint.id,
        public_id=told.id,
        title=told.title,
        started_at=began,
        device_id=device.id,
        joined_id=_same_departure(session, checkpoint, device, began),
    )
    session.add(row)
    session.flush()
    return row


def _same_departure(session: Session, checkpoint: Checkpoint, device: Device, began: datetime) -> int | None:
    """The round that another device began about then; a device that begins a second one means another departure."""
    near = Round.started_at.between(began - SAME_DEPARTURE, began + SAME_DEPARTURE)
    going_on = or_(Round.closed_at.is_(None), Round.closed_at > began)
    mine = select(Round.id).where(Round.checkpoint_id == checkpoint.id, Round.joined_id.is_(None), near, going_on)
    mine = mine.where(Round.device_id.is_distinct_from(device.id))
    return session.scalar(mine.order_by(Round.started_at, Round.id).limit(1))


def _explain(
    session: Session, checkpoint: Checkpoint, row: Round, absences: Mapping[str, Why], at: datetime
) -> Sequence[str]:
    """Note why people are missing; answers the public ids of those who are expected."""
    people = among_expected(session, checkpoint, absences) if absences else {}
    for public_id, person in people.items():
        absence = session.get(Absence, (row.id, person.id)) or Absence(round_id=row.id, registration_id=person.id)
        absence.why, absence.told_at = absences[public_id], at
        session.add(absence)
    session.flush()
    return list(people)


def close(session: Session, row: Round, missing: Sequence[str], absences: Mapping[str, Why], at: datetime) -> None:
    """An organizer closes a round: each of ``missing``, public ids, needs a reason."""
    if any(key not in absences for key in missing):
        raise DomainError(_l("Say of everybody who is missing why."))
    explained = _explain(session, row.checkpoint, row, {key: absences[key] for key in missing}, at)
    row.closed_at = row.closed_at or at
    audit.record(session, "update", row, missing=len(explained))


def reopen(row: Round) -> None:
    row.closed_at = None


def join(session: Session, row: Round, into: Round) -> None:
    """``row`` counts the same departure as ``into``: both are read together from now on."""
    if row.checkpoint_id != into.checkpoint_id or row.id == into.id:
        raise DomainError(_l("Only rounds of one checkpoint can be joined."))
    if into.joined_id:
        raise DomainError(_l("This round is part of another one itself."))
    for part in session.scalars(select(Round).where(Round.joined_id == row.id)):
        part.joined_id = into.id
    row.joined_id = into.id


def part(row: Round) -> None:
    """Let a round that was joined to another stand by itself again."""
    row.joined_id = None
