"""What a device reports, and how it stands in the ledger: one line a scan, known by the device and its own id."""

import hashlib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.models import Scan

UNDO: Final = "undo"
#: The method of somebody named by id, as a search has it.
PICKED: Final = "search"
#: The method of a guest who checked in by themselves.
SELF: Final = "self"
#: The method of what was ticked on a printed list and entered afterwards.
PAPER: Final = "paper"
#: Milliseconds since 1970 are far below; numbers above would be inexact in JavaScript before long.
LAST_SEQUENCE = 10**15
#: Clocks are known no better than this. Of two lanes that ask at the same moment, the server's order decides.
AT_THE_SAME_MOMENT = timedelta(seconds=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanItem:
    """A scan as its device reports it; exactly one of ``code``, ``short_code`` and ``registration`` is filled.

    ``scan_id`` is a UUIDv7 made by the device; ``sequence`` rises with each of its scans. ``clock_offset_ms`` is to be
    added to ``scanned_at``, None where it was not measured. ``device_verdict``: what it showed by itself, '' when it
    waited for this answer. ``round``: the headcount that it belongs to. ``item``: the label of what is handed out or
    taken back. ``by_hand``: entered afterwards from a list on paper.
    """

    scan_id: uuid.UUID
    checkpoint: str
    sequence: int
    scanned_at: datetime
    code: str = ""
    short_code: str = ""
    registration: str = ""
    direction: str = "in"
    device_verdict: str = ""
    clock_offset_ms: int | None = None
    forced: bool = False
    #: A guest who said by themselves who they are.
    by_themselves: bool = False
    round: str = ""
    item: str = ""
    by_hand: bool = False

    @property
    def method(self) -> str:
        if self.by_hand:
            return PAPER
        if self.by_themselves:
            return SELF
        return "code" if self.code else "short_code" if self.short_code else PICKED

    @property
    def is_plain(self) -> bool:
        """A code before a phone of staff, and nothing more."""
        return self.method == "code" and not (self.forced or self.round or self.item)

    @property
    def digest(self) -> str:
        """SHA-256 in hex of all that was reported: the same id with another digest is another scan."""
        told = [str(self.scan_id), self.checkpoint, self.sequence, self.scanned_at.astimezone(UTC).isoformat()]
        told += [self.code, self.short_code, self.registration, self.direction, self.device_verdict]
        told += [self.clock_offset_ms, self.forced]
        told += [self.round, self.item, self.by_hand] if self.round or self.item or self.by_hand else []
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Delivery:
    """When items came in, and how far the device's clock was behind then, in milliseconds."""

    received_at: datetime
    offset_ms: int = 0

    def offset_of(self, item: ScanItem) -> int:
        return self.offset_ms if item.clock_offset_ms is None else item.clock_offset_ms

    def is_live(self, item: ScanItem) -> bool:
        """The device showed nothing by itself and waits: nobody was let in before the server had the scan."""
        return not item.device_verdict and self._is_recent(item)

    def let_in_at(self, item: ScanItem) -> datetime | None:
        """When the device let somebody in by itself a moment ago; None where it did not, or longer ago."""
        if item.device_verdict != "admitted" or not self._is_recent(item):
            return None
        return min(self._claimed(item), self.received_at)

    def _is_recent(self, item: ScanItem) -> bool:
        return self.received_at - self._claimed(item) <= AT_THE_SAME_MOMENT

    def _claimed(self, item: ScanItem) -> datetime:
        return item.scanned_at + timedelta(milliseconds=self.offset_of(item))


def stored_scans(session: Session, device_id: int, scan_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Scan]:
    """The lines that a device has in the ledger already, of those asked for."""
    mine = select(Scan).where(Scan.device_id == device_id, Scan.scan_id.in_(list(scan_ids)))
    return {scan.scan_id: scan for scan in session.scalars(mine)}
