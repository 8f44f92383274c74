"""Moving a calendar by whole days, or to another zone, so that clocks on the wall show the same times as before."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.events.models import Event


@dataclass(frozen=True, slots=True)
class Shift:
    """By ``days``, from the wall clock of ``zone`` to that of ``to_zone``."""

    days: int
    zone: str
    to_zone: str

    def day(self, day: date) -> date:
        return day + timedelta(days=self.days)

    def instant(self, moment: datetime) -> datetime:
        """The instant at which the clocks there show the same time, ``days`` later.

        A time that is skipped there, when clocks are set forward, becomes the one as long after the jump.
        """
        return self._between(moment, self.zone, self.to_zone)

    def span(self, starts_at: datetime, ends_at: datetime, end_zone: str = "") -> tuple[datetime, datetime]:
        """Both as ``instant``, the end by the clocks of ``end_zone`` where given; as long as before where clocks jump
        so that it would end before it begins.
        """
        starts = self.instant(starts_at)
        ends = self._between(ends_at, end_zone or self.zone, end_zone or self.to_zone)
        return starts, ends if ends > starts else starts + (ends_at - starts_at)

    def _between(self, moment: datetime, zone: str, to_zone: str) -> datetime:
        shown = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(days=self.days)
        return shown.replace(tzinfo=ZoneInfo(to_zone)).astimezone(UTC)


def between(source: Event, event: Event) -> Shift:
    """From the calendar of ``source`` to that of its clone."""
    return Shift((event.starts_on - source.starts_on).days, source.zone, event.zone)


def window(event: Event, shift: Shift) -> dict[str, datetime | None]:
    """The times of an event's registration, moved."""
    opens, closes = event.registration_opens_at, event.registration_closes_at
    moved: tuple[datetime | None, datetime | None]
    moved = shift.span(opens, closes) if opens and closes else (_moved(opens, shift), _moved(closes, shift))
    edits_until = _moved(event.edits_until, shift)
    return {"registration_opens_at": moved[0], "registration_closes_at": moved[1], "edits_until": edits_until}


def _moved(moment: datetime | None, shift: Shift) -> datetime | None:
    return None if moment is None else shift.instant(moment)
