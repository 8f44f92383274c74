"""What a device tells of itself, so that organizers see from afar which one needs a hand."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.checkin.models import Checkpoint, Device
from app.fleet.models import DeviceReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """``roster_at``: when it last heard how its roster stands. ``checkpoint``: the public id of where it stands, '' for
    nowhere. ``clock_offset_ms``: how far its clock is behind the server's. ``battery`` in per cent."""

    roster_at: datetime | None
    waiting: int
    checkpoint: str = ""
    clock_offset_ms: int = 0
    battery: int | None = None
    charging: bool | None = None
    rehearsing: bool = False
    build: str = ""


def note_report(session: Session, device: Device, report: Report, at: datetime) -> None:
    """Keep the latest report; of two tabs the later one counts."""
    stands = select(Checkpoint.id).where(
        Checkpoint.event_id == device.event_id, Checkpoint.public_id == report.checkpoint
    )
    told = {
        "reported_at": at,
        "roster_at": report.roster_at,
        "waiting": report.waiting,
        "checkpoint_id": session.scalar(stands) if report.checkpoint else None,
        "clock_offset_ms": report.clock_offset_ms,
        "battery": report.battery,
        "charging": report.charging,
        "rehearsing": report.rehearsing,
        "build": report.build,
    }
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(DeviceReport).values(device_id=device.id, **told)
    session.execute(row.on_conflict_do_update(index_elements=["device_id"], set_=told))
