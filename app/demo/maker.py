"""What every part of the demo needs: the session, the anchor date, and chance that falls alike each time."""

import base64
import random
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.core.model import Base

SEED = 20150901
ZONE = "Asia/Shanghai"
Row = TypeVar("Row", bound=Base)


@dataclass
class Maker:
    """Adds rows with public ids of its own chance, so that addresses in the demo stay the same."""

    session: Session
    anchor: date
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))

    def add(self, row: Row) -> Row:
        if hasattr(row, "public_id") and not row.public_id:
            row.public_id = self.public_id()
        if hasattr(row, "uid") and not row.uid:
            row.uid = f"{uuid.UUID(bytes=self.chance.randbytes(16), version=4)}@luntan"
        self.session.add(row)
        return row

    def public_id(self) -> str:
        return base64.b32encode(self.chance.randbytes(10)).decode()

    def day(self, offset: int) -> date:
        """``offset`` days from the anchor."""
        return self.anchor + timedelta(days=offset)

    def at(self, day: date, clock: str, zone: str = ZONE) -> datetime:
        """``HH:MM`` on ``day`` in ``zone``."""
        return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(zone))

    def ago(self, *, days: int = 0, minutes: int = 0) -> datetime:
        """A moment before nine in the morning of the anchor."""
        return self.at(self.anchor, "09:00") - timedelta(days=days, minutes=minutes)
