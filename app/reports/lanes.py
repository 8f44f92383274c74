"""Lanes: the devices that scan, and how many people came by each of late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.checkin.facts import Verdict
from app.checkin.models import Checkpoint, Device, Rule, Scan

SHORT, LONG = timedelta(minutes=10), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Lane:
    """``ten`` and ``hour``: times that people came in by it in the last ten minutes and the last hour; ``last``: its
    last scan in that hour."""

    device: str
    name: str
    seen_at: datetime | None
    revoked: bool
    ten: int
    hour: int


def lanes(session: Session, event_id: int, at: datetime) -> list[Lane]:
    """Those in service, and those that scanned within the hour; the busiest first.

    Reads the scans of an hour, by the index of each checkpoint.
    """
    checkpoints = list(session.scalars(select(Checkpoint.id).where(Checkpoint.event_id == event_id)))
    undone = aliased(Scan)
    recent = Scan.corrected_at >= at - SHORT
    counted = (
        select(Scan.device_id, func.count().filter(recent), func.count())
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .where(
            Scan.checkpoint_id.in_(checkpoints),
            Scan.received_at >= at - LONG,
            Scan.corrected_at >= at - LONG,
            Scan.registration_id.is_not(None),
            Scan.verdict == Verdict.ADMITTED,
            ~((Checkpoint.rule == Rule.IN_OUT) & (Scan.direction == "out")),
            Scan.round == "",
            ~select(undone.id).where(undone.undoes_id == Scan.id).exists(),
        )
        .group_by(Scan.device_id)
    )
    rates = {key: (ten, hour) for key, ten, hour in session.execute(counted)}
    devices = session.scalars(select(Device).where(Device.event_id == event_id).order_by(Device.name, Device.id))
    found = [_lane(device, *rates.get(device.id, (0, 0)), at) for device in devices if _is_shown(device, rates, at)]
    return sorted(found, key=lambda lane: (-lane.hour, lane.name))


def _is_shown(device: Device, rates: dict[int, tuple[int, int]], at: datetime) -> bool:
    return device.id in rates or (_in_service(device, at) and device.last_seen_at is not None)


def _in_service(device: Device, at: datetime) -> bool:
    return device.revoked_at is None and device.expires_at > at


def _lane(device: Device, ten: int, hour: int, at: datetime) -> Lane:
    return Lane(device.public_id, device.name, device.last_seen_at, not _in_service(device, at), ten, hour)
