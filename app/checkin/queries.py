"""Reads of checkpoints, devices and the ledger for the organizers' pages."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.accounts.models import User
from app.checkin.models import Checkpoint, Device, Pairing, Scan
from app.registration.models import Registration

#: Begins what stands for the token of a desk, which has none.
DESK = "desk:"


def checkpoints(session: Session, event_id: int, *, archived: bool = False) -> list[Checkpoint]:
    """An event's checkpoints in their order; with ``archived`` those too that are out of use."""
    mine = select(Checkpoint).where(Checkpoint.event_id == event_id).options(selectinload(Checkpoint.categories))
    if not archived:
        mine = mine.where(Checkpoint.archived_at.is_(None))
    return list(session.scalars(mine.order_by(Checkpoint.position, Checkpoint.id)))


def checkpoint_by_public_id(session: Session, event_id: int, public_id: str) -> Checkpoint | None:
    return session.scalar(select(Checkpoint).where(Checkpoint.event_id == event_id, Checkpoint.public_id == public_id))


def devices(session: Session, event_id: int, *, desks: bool = False) -> list[tuple[Device, User | None]]:
    """An event's devices and whose browser each is, the latest made first; with ``desks`` the pages that staff check
    people in from, too."""
    mine = select(Device, User).outerjoin(User, User.id == Device.user_id).where(Device.event_id == event_id)
    if not desks:
        mine = mine.where(~Device.token_hash.startswith(DESK))
    rows = session.execute(mine.options(selectinload(Device.checkpoints)).order_by(Device.id.desc()))
    return [(device, user) for device, user in rows]


def device_by_public_id(session: Session, event_id: int, public_id: str) -> Device | None:
    return session.scalar(select(Device).where(Device.event_id == event_id, Device.public_id == public_id))


def device_by_mark(session: Session, mark: str) -> Device | None:
    """What stands at a page rather than at a phone, by what it has for a token."""
    return session.scalar(select(Device).where(Device.token_hash == mark))


def pairing_by_hash(session: Session, code_hash: str) -> Pairing | None:
    return session.scalar(select(Pairing).where(Pairing.code_hash == code_hash))


def pairing_by_public_id(session: Session, event_id: int, public_id: str) -> Pairing | None:
    return session.scalar(select(Pairing).where(Pairing.event_id == event_id, Pairing.public_id == public_id))


def scan_of_device(session: Session, device_id: int, scan_id: uuid.UUID) -> Scan | None:
    return session.scalar(select(Scan).where(Scan.device_id == device_id, Scan.scan_id == scan_id))


Row = TypeVarTuple("Row")


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A scan as organizers read it. ``undone``: when a supervisor took it back. ``settler``: who accepted or
    dropped it, where it was held."""

    scan: Scan
    checkpoint: Checkpoint
    device: Device
    registration: Registration | None
    undone: datetime | None
    settler: User | None


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Empty fields do not narrow."""

    checkpoint: str = ""
    device: str = ""
    verdict: str = ""
    held: bool = False
    scan: int = 0


def ledger_size(session: Session, event_id: int, narrowed: LedgerFilter) -> int:
    """How many lines ``ledger`` has in all."""
    return session.scalar(_narrow(select(func.count()).select_from(Scan), event_id, narrowed)) or 0


def ledger(session: Session, event_id: int, narrowed: LedgerFilter, *, limit: int, offset: int = 0) -> list[LedgerLine]:
    """Lines of an event's ledger, the last received first."""
    undoing = aliased(Scan)
    lines = (
        select(Scan, Checkpoint, Device, Registration, undoing.received_at, User)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(Device, Device.id == Scan.device_id)
        .outerjoin(Registration, Registration.id == Scan.registration_id)
        .outerjoin(undoing, undoing.undoes_id == Scan.id)
        .outerjoin(User, User.id == Scan.settled_by)
        .options(joinedload(Registration.category))
    )
    rows = session.execute(_narrow(lines, event_id, narrowed).order_by(Scan.id.desc()).limit(limit).offset(offset))
    return [LedgerLine(*row) for row in rows]


def _narrow(lines: Select[*Row], event_id: int, narrowed: LedgerFilter) -> Select[*Row]:
    lines = lines.where(Scan.event_id == event_id)
    if narrowed.checkpoint:
        at = select(Checkpoint.id).where(Checkpoint.public_id == narrowed.checkpoint)
        lines = lines.where(Scan.checkpoint_id == at.scalar_subquery())
    if narrowed.device:
        by = select(Device.id).where(Device.public_id == narrowed.device)
        lines = lines.where(Scan.device_id == by.scalar_subquery())
    if narrowed.verdict:
        lines = lines.where(Scan.verdict == narrowed.verdict)
    if narrowed.scan:
        lines = lines.where(Scan.id == narrowed.scan)
    return lines.where(Scan.held) if narrowed.held else lines
