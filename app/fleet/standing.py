"""How the devices of an event stand, and which of them need a hand."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import User
from app.checkin import queries
from app.checkin.devices import in_service
from app.checkin.models import Device
from app.fleet.models import DeviceReport

#: A phone tells of itself at least three times a minute while its page is open.
HEARD = timedelta(seconds=90)
MISSED, FORGOTTEN = timedelta(minutes=3), timedelta(hours=12)
OLD_ROSTER = timedelta(minutes=2)
LONG_QUEUE = 10
WRONG_CLOCK_MS = 60_000
LOW_BATTERY = 20


class Concern(StrEnum):
    """Why somebody should look after a device."""

    NOT_SEEN = "not_seen"
    QUEUE = "queue"
    ROSTER = "roster"
    CLOCK = "clock"
    BATTERY = "battery"


@dataclass(frozen=True, slots=True)
class Standing:
    """A device with its latest report. ``seen_at``: by that, or by a scan. ``user``: whose browser it is."""

    device: Device
    user: User | None
    report: DeviceReport | None
    in_service: bool
    seen_at: datetime | None
    warnings: frozenset[Concern]

    @property
    def clock_offset_ms(self) -> int:
        return self.report.clock_offset_ms if self.report else self.device.clock_offset_ms

    @property
    def roster_age(self) -> timedelta | None:
        """How old its roster was when it told."""
        known = self.report and self.report.roster_at
        return max(self.report.reported_at - known, timedelta()) if self.report and known else None


def standings(session: Session, event_id: int, at: datetime) -> list[Standing]:
    """All devices of an event: those in service first, of these whoever needs a hand, then the latest paired."""
    rows = queries.devices(session, event_id)
    reports = _reports(session, [device.id for device, _ in rows])
    found = [_standing(device, user, reports.get(device.id), at) for device, user in rows]
    return sorted(found, key=lambda one: (not one.in_service, not one.warnings))


def _reports(session: Session, device_ids: Collection[int]) -> dict[int, DeviceReport]:
    mine = select(DeviceReport).where(DeviceReport.device_id.in_(device_ids))
    found = session.scalars(mine.options(joinedload(DeviceReport.checkpoint))) if device_ids else ()
    return {report.device_id: report for report in found}


def _standing(device: Device, user: User | None, report: DeviceReport | None, at: datetime) -> Standing:
    heard = [moment for moment in (device.last_seen_at, report and report.reported_at) if moment]
    seen_at = max(heard, default=None)
    serves = in_service(device, at)
    found = warnings_of(device, report, seen_at, at) if serves else frozenset[Concern]()
    return Standing(device, user, report, serves, seen_at, found)


def warnings_of(
    device: Device, report: DeviceReport | None, seen_at: datetime | None, at: datetime
) -> frozenset[Concern]:
    """Of a device in service. What a phone that is not heard told of itself long ago is no warning of its own."""
    quiet = at - seen_at if seen_at else None
    if quiet is not None and quiet > MISSED:
        return frozenset({Concern.NOT_SEEN} if quiet < FORGOTTEN else ())
    if report is None or at - report.reported_at > HEARD:
        return frozenset({Concern.CLOCK} if abs(device.clock_offset_ms) > WRONG_CLOCK_MS else ())
    stale = report.roster_at is None or report.reported_at - report.roster_at > OLD_ROSTER
    low = report.battery is not None and report.battery < LOW_BATTERY and not report.charging
    told = {
        Concern.QUEUE: report.waiting >= LONG_QUEUE,
        Concern.ROSTER: stale,
        Concern.CLOCK: abs(report.clock_offset_ms) > WRONG_CLOCK_MS,
        Concern.BATTERY: low,
    }
    return frozenset(name for name, holds in told.items() if holds)
