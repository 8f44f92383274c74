"""What a calendar shows, before it is written in iCalendar's grammar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    """STATUS of RFC 5545 §3.8.1.11."""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"
    TENTATIVE = "TENTATIVE"


class Method(StrEnum):
    """METHOD of a message sent by mail (RFC 5546)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True, slots=True)
class Place:
    """Where: a name as a person would say it, and WGS-84 degrees where they are known."""

    name: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Party:
    """Organizer or attendee of an invitation."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One VEVENT.

    `starts` and `ends` are both aware datetimes (any zone; shown in `zone_start` and
    `zone_end`, IANA names) or both dates, where the end is exclusive. A flight has two zones.
    `changed_at` is the moment of the revision, never that of the request: it becomes DTSTAMP.
    Raises ValueError where the end is not after the start, or a time is naive.
    """

    uid: str
    sequence: int
    created_at: datetime
    changed_at: datetime
    starts: datetime | date
    ends: datetime | date
    zone_start: str = "UTC"
    zone_end: str = ""
    summary: str
    description: str = ""
    place: Place = Place()
    url: str = ""
    categories: tuple[str, ...] = ()
    status: Status = Status.CONFIRMED
    transparent: bool = False
    conference: str = ""
    alarm_minutes: int | None = None

    def __post_init__(self) -> None:
        if self.all_day != (not isinstance(self.ends, datetime)):
            raise ValueError("start and end must both be dates or both be times")
        moments = (self.starts, self.ends, self.created_at, self.changed_at)
        if any(isinstance(m, datetime) and m.utcoffset() is None for m in moments):
            raise ValueError("times must carry their zone")
        if self.ends <= self.starts:
            raise ValueError("an item must end after it starts")

    @property
    def all_day(self) -> bool:
        return not isinstance(self.starts, datetime)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeed:
    """A calendar that clients fetch again every `refresh`.

    `source` is the feed's own URL, `url` the page beside it, `color` a CSS colour name.
    """

    name: str
    language: str
    source: str
    url: str = ""
    description: str = ""
    color: str = ""
    refresh: timedelta = timedelta(hours=1)
    items: tuple[CalendarItem, ...] = ()
