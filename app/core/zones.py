"""Time zones by their IANA names, and the clock of a place: what a form shows and takes."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import get_timezone_location

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

#: Offered first: where forums and trips of the programme take place.
USUAL = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Asia/Hong_Kong",
    "Asia/Macau",
    "Asia/Taipei",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
)
_AREAS = ("Africa/", "America/", "Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/")


@cache
def names() -> tuple[str, ...]:
    """Every zone that is named after a place, the usual ones first."""
    rest = sorted(name for name in available_timezones() if name.startswith((*_AREAS, "Pacific/")))
    return (*USUAL, *(name for name in rest if name not in USUAL))


@cache
def title(zone: str, locale: str) -> str:
    """A zone as one chooses it: ``America/New York``, in Chinese ``纽约（America/New York）``."""
    name = zone.replace("_", " ")
    if locale == "en":
        return name
    city = get_timezone_location(zone, locale=locale, return_city=True)
    return name if city.isascii() else f"{city}（{name}）"


def wall_clock(moment: datetime, zone: str) -> datetime:
    """What the clocks of ``zone`` show at ``moment``, without a zone, to the minute: for a form's field."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)


def at_place(shown: datetime, zone: str, field: str = "") -> datetime:
    """The instant at which the clocks of ``zone`` show ``shown``, the first of two where they are set back.

    Raises a ``DomainError`` for ``field`` where the clocks are set forward past that time.
    """
    moment = shown.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != shown.replace(tzinfo=None):
        raise DomainError(_l("This time does not exist there: the clocks are set forward that night."), field)
    return moment
