"""The one place that reads the clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)


def today_in(zone: str, at: datetime | None = None) -> date:
    """The date on the wall of ``zone`` (an IANA name)."""
    return (at or now()).astimezone(ZoneInfo(zone)).date()
