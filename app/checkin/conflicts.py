"""Conflicts: two devices that let one person in, not knowing of each other. A supervisor says what it was.

The later line says ``conflict``; settled, it stays in the ledger with what it was and a note.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.checkin.facts import Verdict
from app.checkin.held import ACCEPTED
from app.checkin.ids import new_scan_id
from app.checkin.models import Attendance, Checkpoint, Device, Scan
from app.checkin.undoing import Undo, next_sequence, undo
from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event
from app.registration.models import Registration

LONGEST_NOTE = 200


class Cause(StrEnum):
    """What a conflict was."""

    #: One person was seen at two devices.
    TWICE = "twice"
    #: Somebody else came on the same badge, or on a copy of it.
    SHARED = "shared"
    #: The later scan should not have been made: it is taken back.
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True)
class Conflict:
    """``scan`` lost against the admission ``first_at`` on ``first_device``."""

    scan: Scan
    checkpoint: Checkpoint
    device: Device
    registration: Registration
    first_at: datetime
    first_device: Device


_undoing = aliased(Scan)
#: As the partial indexes have it, which is why neither is a parameter.
IS_HELD: ColumnElement[bool] = literal_column("scan.held")
_IS_CONFLICT = literal_column("scan.verdict") == literal_column("'conflict'")
_OPEN = (
    _IS_CONFLICT,
    or_(Scan.settled.is_(None), Scan.settled == ACCEPTED),
    ~select(_undoing.id).where(_undoing.undoes_id == Scan.id).exists(),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits for a supervisor."""

    conflicts: int
    held: int


def waiting(session: Session, event_id: int) -> Waiting:
    conflicts = select(func.count()).select_from(Scan).where(Scan.event_id == event_id, *_OPEN)
    held = select(func.count()).select_from(Scan).where(Scan.event_id == event_id, IS_HELD)
    return Waiting(*session.execute(select(conflicts.scalar_subquery(), held.scalar_subquery())).one())


def open_conflicts(session: Session, event_id: int, scan_id: int | None = None) -> list[Conflict]:
    """What nobody has settled yet, the latest first; with ``scan_id`` that one, settled or not."""
    first = aliased(Device)
    wanted = (
        select(Scan, Checkpoint, Device, Registration, Attendance.first_at, first)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(Device, Device.id == Scan.device_id)
        .join(Registration, Registration.id == Scan.registration_id)
        .join(
            Attendance,
            and_(
                Attendance.checkpoint_id == Scan.checkpoint_id,
                Attendance.registration_id == Scan.registration_id,
                Attendance.window == Scan.window,
            ),
        )
        .join(first, first.id == Attendance.device_id)
        .options(joinedload(Registration.category))
        .where(Scan.event_id == event_id)
    )
    wanted = wanted.where(*_OPEN) if scan_id is None else wanted.where(_IS_CONFLICT, Scan.id == scan_id)
    return [Conflict(*row) for row in session.execute(wanted.order_by(Scan.id.desc()))]


def is_open(scan: Scan) -> bool:
    return scan.verdict == Verdict.CONFLICT and scan.settled in (None, ACCEPTED)


@dataclass(frozen=True, slots=True)
class Word:
    """A supervisor's word on a conflict. ``by``: the key of the member of staff, None a device's that nobody owns.
    ``device`` undoes the scan where it was a mistake."""

    cause: Cause
    note: str
    by: int | None
    device: Device


def settle(session: Session, event: Event, scan: Scan, word: Word, at: datetime) -> None:
    """Say what a conflict was; of two supervisors at once, one is told that the other was quicker."""
    if word.cause is Cause.MISTAKE:
        sequence = next_sequence(session, word.device)
        reason = word.note.strip() or str(_l("Scanned by mistake"))
        undo(
            session, event, word.device, Undo(scan_id=new_scan_id(), target=scan, sequence=sequence, reason=reason), at
        )
    session.refresh(scan, with_for_update=True)
    if not is_open(scan):
        raise DomainError(_l("This conflict was settled already."))
    scan.settled, scan.settled_at, scan.settled_by = word.cause, at, word.by
    scan.note = word.note.strip()[:LONGEST_NOTE]
    session.flush()
    named: dict[str, Any] = {} if word.by else {"device": audit.called([word.device])}
    named |= {"registration_id": scan.registration_id, "settled": word.cause.value}
    audit.record(session, "settle_conflict", scan, **named)
