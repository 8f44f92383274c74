"""Rooms that are counted without names, by several phones at once, with a network and without."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin.models import Checkpoint, Device
from app.headcounts.models import Tally


def hear(
    session: Session, device: Device, checkpoint: Checkpoint, day: str, counted: tuple[int, int], at: datetime
) -> None:
    """What a device has counted in and out so far on a day; an older number that comes late changes nothing."""
    ups, downs = counted
    row = session.get(Tally, (device.id, checkpoint.id, day), with_for_update=True)
    if row is None:
        row = Tally(device_id=device.id, checkpoint_id=checkpoint.id, day=day, ups=0, downs=0)
        session.add(row)
    row.ups, row.downs, row.heard_at = max(row.ups, ups), max(row.downs, downs), at
    session.flush()


def others(session: Session, device: Device, checkpoint: Checkpoint, day: str) -> int:
    """How many the other devices make it."""
    mine = select(func.coalesce(func.sum(Tally.ups - Tally.downs), 0)).where(
        Tally.checkpoint_id == checkpoint.id, Tally.day == day, Tally.device_id != device.id
    )
    return int(session.scalar(mine) or 0)
