"""Scans from a phone's file into the ledger, by the way that all scans take: what is known already changes nothing."""

import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.checkin import queries
from app.checkin.answers import ScanAnswer
from app.checkin.facts import Reason
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Device, DeviceRole
from app.checkin.reported import read_scan
from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.secrets import Secrets
from app.events.models import Event
from app.fleet.models import QueueFile
from app.fleet.queue_files import Part, read_file
from app.tickets.encryption import event_private_key

BATCH = 500
#: What nobody imported is kept no longer.
KEPT = timedelta(days=7)
#: What may become of a scan of a file, besides the verdicts.
KNOWN, HELD, UNREADABLE = "known", "held", "unreadable"


@dataclass(frozen=True, slots=True)
class Keys:
    """What it takes to trust and to read a file: the installation's secrets, and the event whose file it is."""

    secrets: Secrets
    event: Event

    @property
    def private(self) -> EllipticCurvePrivateKey:
        return event_private_key(self.secrets, self.event.public_id)

    def read(self, content: bytes) -> list[Part]:
        return read_file(self.secrets, self.event.public_id, content)


def keep_file(session: Session, keys: Keys, name: str, content: bytes, by: int | None, at: datetime) -> QueueFile:
    """Keep a file with what its import would come to; nothing is recorded yet."""
    parts = keys.read(content)
    trial = session.begin_nested()
    counts = _merge_parts(session, keys, parts, at)
    trial.rollback()
    row = QueueFile(
        event_id=keys.event.id,
        name=name[-120:],
        content=zlib.compress(content),
        created_at=at,
        created_by=by,
        counts=counts,
    )
    session.add(row)
    session.flush()
    return row


def drop_old(session: Session, at: datetime) -> None:
    """Forget the files that nobody has brought in for ``KEPT``."""
    session.execute(delete(QueueFile).where(QueueFile.imported_at.is_(None), QueueFile.created_at < at - KEPT))


def import_file(session: Session, keys: Keys, row: QueueFile, at: datetime) -> int:
    """Record what is new of a file; answers how many scans that are. ``DomainError`` where it was imported before."""
    session.refresh(row, with_for_update=True)
    if row.imported_at:
        raise DomainError(_l("This file was brought in already."))
    row.counts = _merge_parts(session, keys, keys.read(zlib.decompress(row.content)), at)
    row.imported_at, row.content = at, b""
    total = totals(row)
    audit.record(session, "import", row, None, **total)
    session.flush()
    return sum(number for name, number in total.items() if name not in {KNOWN, UNREADABLE})


def totals(row: QueueFile) -> dict[str, int]:
    """Scans of a file by what becomes of them, of all its devices together."""
    whole: Counter[str] = Counter()
    for part in row.counts["parts"]:
        whole.update(part["counts"])
    return dict(whole)


def files(session: Session, event_id: int) -> list[QueueFile]:
    """The files of an event, the latest first."""
    mine = select(QueueFile).where(QueueFile.event_id == event_id)
    return list(session.scalars(mine.order_by(QueueFile.id.desc())))


def file_by_public_id(session: Session, event_id: int, public_id: str) -> QueueFile | None:
    return session.scalar(select(QueueFile).where(QueueFile.event_id == event_id, QueueFile.public_id == public_id))


def _merge_parts(session: Session, keys: Keys, parts: Sequence[Part], at: datetime) -> dict[str, Any]:
    merged = []
    for part in parts:
        device = queries.device_by_public_id(session, keys.event.id, part.device)
        device = device or _stand_in(session, keys.event, part, at)
        counts = Counter(map(_outcome, _answers(session, keys, device, part, at)))
        merged.append({"device": device.public_id, "name": device.name, "counts": dict(counts)})
    return {"parts": merged}


def _answers(session: Session, keys: Keys, device: Device, part: Part, at: datetime) -> Iterator[ScanAnswer]:
    private = keys.private
    read = [read_scan(entry, lambda: private) for entry in part.scans]
    yield from (one for one in read if isinstance(one, ScanAnswer))
    items = sorted((one for one in read if isinstance(one, ScanItem)), key=lambda item: item.sequence)
    for start in range(0, len(items), BATCH):
        yield from merge(session, keys.event, device, items[start : start + BATCH], Delivery(at))


def _stand_in(session: Session, event: Event, part: Part, at: datetime) -> Device:
    """For a device that this server has forgotten, by a backup that is older than the pairing: its file is genuine."""
    device = Device(
        public_id=part.device,
        event_id=event.id,
        created_at=event.created_at,  # no earlier: nothing counts as made before its device was there
        name=part.name or str(_("Phone from a file")),
        role=DeviceRole.SCAN,
        token_hash=f"file:{part.device}",  # no SHA-256, so that no token leads to it
        expires_at=at,
        revoked_at=at,
    )
    session.add(device)
    session.flush()
    return device


def _outcome(answer: ScanAnswer) -> str:
    if answer.error or answer.verdict is None:
        return UNREADABLE
    if answer.replayed:
        return KNOWN
    return HELD if answer.reason is Reason.DEVICE_REVOKED else str(answer.verdict)
