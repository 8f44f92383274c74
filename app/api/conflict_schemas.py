"""What the API reads and answers of conflicts."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field

from app.checkin.answers import FirstScan, Guest
from app.checkin.conflicts import LONGEST_NOTE, Cause
from app.checkin.reported import PublicIdText, Strict, Text


@dataclass(frozen=True, slots=True)
class ConflictOut:
    """A scan that lost against the admission ``first``; ``device`` an id, ``device_name`` what it is called."""

    scan_id: uuid.UUID
    device: str
    device_name: str
    at: datetime
    person: Guest
    first: FirstScan


@dataclass(frozen=True, slots=True)
class ConflictsOut:
    conflicts: list[ConflictOut]


class SettleIn(Strict):
    """What a conflict was; a mistake takes the later scan back."""

    scan_id: uuid.UUID
    device: PublicIdText = Field(description="Whose scan it is.")
    cause: Cause
    note: Text = Field("", max_length=LONGEST_NOTE)
