"""What a scanned code is exchanged for: a few minutes to say who one is, in this browser alone, for one person.

It lives in the browser's signed session and nowhere else. Its id is that of the one scan that it may make, which the
ledger takes once.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from app.checkin.ids import new_scan_id

GOOD_FOR = timedelta(minutes=5)
#: How long the page still says what became of it.
TOLD_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Grant:
    """For a checkpoint, by its public id."""

    checkpoint: str
    scan_id: uuid.UUID
    until: datetime

    @classmethod
    def make(cls, checkpoint: str, at: datetime) -> Self:
        return cls(checkpoint, new_scan_id(), at + GOOD_FOR)

    def good_at(self, moment: datetime) -> bool:
        return moment < self.until

    def told_at(self, moment: datetime) -> bool:
        return moment < self.until + TOLD_FOR

    def kept(self) -> list[Any]:
        """As the session keeps it."""
        return [self.checkpoint, self.scan_id.hex, int(self.until.timestamp())]

    @classmethod
    def read(cls, kept: Any) -> Self | None:
        """What ``kept`` holds; None where it is no grant of this build."""
        try:
            checkpoint, scan_id, until = kept
            return cls(checkpoint, uuid.UUID(scan_id), datetime.fromtimestamp(until, UTC))
        except (TypeError, ValueError):
            return None
