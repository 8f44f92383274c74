"""When scans were made: by their device's clock, which is believed within bounds.

A scan was not made before its device was enrolled, nor before the one that its device made before it; and neither after
it was received, nor after a later one of its device was. Who waits for the answer scans now, whatever came before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise

from sqlalchemy import CTE, BigInteger, Select, column, func, select, values
from sqlalchemy.orm import Session

from app.checkin.fold import corrected_time
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.models import Device, Scan

#: Past every sequence number.
_END = 2**63 - 1


def times_of(session: Session, device: Device, items: Sequence[ScanItem], delivery: Delivery) -> list[datetime]:
    """Corrected times of ``items``, which are in the order of the device's sequence; those of the ones that waited for
    no answer rise with it."""
    around = neighbours(session, device, [item.sequence for item in items if not delivery.is_live(item)])
    times: list[datetime] = []
    before = device.created_at
    for item in items:
        live = delivery.is_live(item)
        before = delivery.received_at if live else _time(item, around[item.sequence], before, delivery)
        times.append(before)
    return times


def _time(item: ScanItem, around: "Neighbours", before: datetime, delivery: Delivery) -> datetime:
    floor = max(before, around.floor) if around.floor else before
    received = min(delivery.received_at, around.ceiling) if around.ceiling else delivery.received_at
    return corrected_time(item.scanned_at, delivery.offset_of(item), received, floor)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A device's scans around one of its own: made after ``floor`` and before ``ceiling``, None where none is known."""

    floor: datetime | None = None
    ceiling: datetime | None = None


def neighbours(session: Session, device: Device, sequences: Iterable[int]) -> Mapping[int, Neighbours]:
    """For each sequence number: when the scan before it was made, and when the first one after it had been received.

    The database looks up the one, and goes once over what lies behind the lowest number for the other.
    """
    wanted = sorted(set(sequences))
    if not wanted:
        return {}
    gaps = list(pairwise([*wanted, _END]))
    table = values(column("low", BigInteger), column("high", BigInteger), name="gap").data(gaps).cte()
    rows = session.execute(_around(device, table).order_by(table.c.low)).all()
    received = [ceiling for _floor, ceiling in rows]
    ceilings = list(accumulate(reversed(received), _earlier))[::-1]
    floors = [floor for floor, _ceiling in rows]
    return {number: Neighbours(*found) for number, *found in zip(wanted, floors, ceilings, strict=True)}


def _around(device: Device, gap: CTE) -> Select[datetime | None, datetime | None]:
    mine = Scan.device_id == device.id
    before = select(Scan.corrected_at).where(mine, Scan.sequence <= gap.c.low).correlate(gap)
    last = before.order_by(Scan.sequence.desc(), Scan.corrected_at.desc()).limit(1).scalar_subquery()
    within = select(func.min(Scan.received_at)).where(mine, Scan.sequence > gap.c.low, Scan.sequence <= gap.c.high)
    return select(last, within.correlate(gap).scalar_subquery()).select_from(gap)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((moment for moment in (one, other) if moment), default=None)
