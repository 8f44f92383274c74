"""Scans that a device made after it was revoked: kept apart until a supervisor accepts or drops them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.checkin import told
from app.checkin.attendance import lock_people, refold
from app.checkin.facts import Reason
from app.checkin.judging import scanner_of, trusted
from app.checkin.models import Checkpoint, Device, Scan
from app.checkin.rejudging import change, judge_again
from app.checkin.touching import touch
from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event

ACCEPTED, DROPPED = "accepted", "dropped"


def drop(session: Session, scan: Scan, by: int | None, at: datetime) -> None:
    """Leave the refusal as it stands."""
    _settle(session, scan, DROPPED, by, at)
    audit.record(session, "drop", scan, registration_id=scan.registration_id)


def accept(session: Session, event: Event, scan: Scan, by: int | None, at: datetime) -> None:
    """Judge the scan as if its device were trusted."""
    lock_people(session, [scan.registration_id] if scan.registration_id else [])
    _settle(session, scan, ACCEPTED, by, at)
    told.keep(session, [scan])
    if scan.registration_id:
        _judge(session, event, scan, scan.registration_id)
        touch(session, [(scan.checkpoint_id, scan.registration_id)], at)
    if scan.reason == Reason.DEVICE_REVOKED:
        scan.reason = Reason.UNKNOWN  # whether the code was forged was not kept: it names nobody
    session.flush()
    audit.record(session, "accept", scan, registration_id=scan.registration_id)


def held_scans(session: Session, event_id: int) -> list[Scan]:
    """What waits for a supervisor, the oldest first."""
    waiting = select(Scan).where(Scan.event_id == event_id, Scan.held)
    return list(session.scalars(waiting.order_by(Scan.corrected_at)))


def _settle(session: Session, scan: Scan, settled: str, by: int | None, at: datetime) -> None:
    """Of two supervisors at once, one is told that the other was quicker."""
    session.refresh(scan, with_for_update=True)
    if not scan.held:
        raise DomainError(_l("This scan was settled already."))
    scan.held, scan.settled, scan.settled_by, scan.settled_at = False, settled, by, at


def _judge(session: Session, event: Event, scan: Scan, registration_id: int) -> None:
    device = session.get_one(Device, scan.device_id, options=[selectinload(Device.checkpoints)])
    if decision := judge_again(session, event, scan, trusted(scanner_of(device, event))):
        change(scan, decision)
    session.flush()
    checkpoint = session.get_one(Checkpoint, scan.checkpoint_id)
    refold(session, event, [checkpoint], [(scan.checkpoint_id, registration_id)])
