"""Taking a scan back: another line of the ledger, by a supervisor, in time and with a reason."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin.attendance import lock_people, refold
from app.checkin.facts import Verdict
from app.checkin.ledger import LAST_SEQUENCE, UNDO, stored_scans
from app.checkin.models import Checkpoint, Device, Scan
from app.core.errors import DomainError, NotFound
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event

UNDO_WITHIN = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What a supervisor takes back, and why. ``scan_id`` is that of the undo itself, a UUIDv7."""

    scan_id: uuid.UUID
    target: Scan
    sequence: int
    reason: str

    @property
    def digest(self) -> str:
        """SHA-256 in hex of what is asked for: the same id with another digest is another undo."""
        told = [str(self.scan_id), self.target.id, self.sequence, self.reason]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def undo(session: Session, event: Event, device: Device, wanted: Undo, at: datetime) -> Scan:
    """Take a scan back; the same undo sent again answers what was recorded."""
    target = wanted.target
    lock_people(session, [target.registration_id] if target.registration_id else [])
    session.refresh(target)
    if stored := stored_scans(session, device.id, [wanted.scan_id]).get(wanted.scan_id):
        if stored.digest != wanted.digest:
            raise DomainError(_l("This undo was used for something else."))
        return stored
    _check(target, wanted.reason, at)
    assert target.registration_id is not None
    if session.scalar(select(Scan.id).where(Scan.undoes_id == target.id)):
        raise DomainError(_l("This scan was taken back already."))
    line = _line(event, device, wanted, at)
    session.add(line)
    session.flush()
    checkpoint = session.get_one(Checkpoint, target.checkpoint_id)
    refold(session, event, [checkpoint], [(target.checkpoint_id, target.registration_id)])
    return line


def next_sequence(session: Session, device: Device) -> int:
    """For devices that have lost their count, or are pages of this server and keep none; the last one is given again
    and again."""
    highest = session.scalar(select(func.max(Scan.sequence)).where(Scan.device_id == device.id)) or 0
    return min(highest + 1, LAST_SEQUENCE)


def scan_of_event(session: Session, event_id: int, scan_id: uuid.UUID, device: str = "") -> Scan:
    """A scan by its id, and its device's where two devices could have made the same; ``NotFound`` if there is none."""
    mine = select(Scan).where(Scan.event_id == event_id, Scan.scan_id == scan_id)
    if device:
        mine = mine.join(Device, Device.id == Scan.device_id).where(Device.public_id == device)
    found = session.scalars(mine.limit(2)).all()
    if len(found) != 1:
        raise NotFound(_l("There is no such scan."))
    return found[0]


def can_undo(scan: Scan, at: datetime) -> bool:
    return scan.verdict in (Verdict.ADMITTED, Verdict.CONFLICT) and at - scan.received_at <= UNDO_WITHIN


def _check(target: Scan, reason: str, at: datetime) -> None:
    if target.verdict not in (Verdict.ADMITTED, Verdict.CONFLICT):
        raise DomainError(_l("Only an admission can be taken back."))
    if at - target.received_at > UNDO_WITHIN:
        raise DomainError(_l("This scan is too old to be taken back."))
    if not reason.strip():
        raise DomainError(_l("Say why it is taken back."), "reason")


def _line(event: Event, device: Device, wanted: Undo, at: datetime) -> Scan:
    target = wanted.target
    return Scan(
        event_id=event.id,
        device_id=device.id,
        scan_id=wanted.scan_id,
        digest=wanted.digest,
        checkpoint_id=target.checkpoint_id,
        registration_id=target.registration_id,
        method=UNDO,
        sequence=wanted.sequence,
        scanned_at=at,
        corrected_at=at,
        received_at=at,
        verdict=UNDO,
        window=target.window,
        undoes_id=target.id,
        forced_by=device.user_id,
        note=wanted.reason.strip()[:200],
    )
