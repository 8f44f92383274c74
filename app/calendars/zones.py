"""VTIMEZONE from the machine's zone data, as rules rather than lists of dates.

Outlook reads "the last Sunday of March" but not a list of RDATEs, which is what icalendar's own
`add_missing_timezones` writes. The rule is found by looking at the changes of the next 28 years
(after which the calendar repeats); a zone that follows no rule, such as Morocco's at Ramadan, gets
its changes one by one for the years of the feed.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from app.calendars.lines import to_bytes

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)
CYCLE_YEARS = 28
EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - onsets are local times by definition

Rule = dict[str, object]


@dataclass(frozen=True, slots=True)
class Onset:
    """A change of offset; `at` is naive, by the clock that was valid before it."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def kind(self) -> tuple[timedelta, timedelta, str]:
        return self.before, self.after, self.name


@lru_cache(maxsize=256)
def vtimezone(tzid: str, first_year: int, last_year: int) -> bytes:
    """VTIMEZONE of an IANA zone, right for every instant from `first_year` to `last_year`."""
    zone = ZoneInfo(tzid)
    component = Timezone()
    component.add("TZID", tzid)
    for observance in _observances(zone, first_year - 1, last_year + 1):
        component.add_component(observance)
    return to_bytes(component)


def _observances(zone: ZoneInfo, first: int, last: int) -> list[TimezoneStandard | TimezoneDaylight]:
    horizon = max(last, first + CYCLE_YEARS)
    onsets = list(_onsets(zone, first, horizon))
    ruled = _ruled(onsets, years=horizon - first + 1)
    if ruled:
        return ruled
    single = [_observance(onset) for onset in onsets if onset.at.year <= last]
    return [_initial(zone, first, fixed=not single), *single]


def _ruled(onsets: list[Onset], *, years: int) -> list[TimezoneStandard | TimezoneDaylight]:
    """One observance a kind of change; none at all where one kind is not yearly by a rule."""
    kinds: dict[tuple[timedelta, timedelta, str], list[Onset]] = {}
    for onset in onsets:
        kinds.setdefault(onset.kind, []).append(onset)
    fitted = [_fit(group) if len(group) == years else None for group in kinds.values()]
    return [_observance(*fit) for fit in fitted if fit] if all(fitted) else []


def _fit(group: list[Onset]) -> tuple[Onset, Rule] | None:
    """The first onset and the yearly rule that all follow.

    A change at midnight may belong to the day before ("after the last Thursday"), which only
    23:59:59 of that day puts into one rule; Windows writes its own zones in the same way.
    """
    for back in (timedelta(0), SECOND):
        times = [onset.at - back for onset in group]
        if _yearly(times) and (rule := _by_ordinal(times)):
            first = group[0]
            return Onset(times[0], first.before, first.after, first.name), rule
    times = [onset.at for onset in group]
    rule = _by_monthday(times) if _yearly(times) else None
    return (group[0], rule) if rule else None


def _yearly(times: list[datetime]) -> bool:
    years = [time.year for time in times]
    alike = {(time.month, time.weekday(), time.time()) for time in times}
    return len(alike) == 1 and years == list(range(years[0], years[0] + len(years)))


def _by_ordinal(times: list[datetime]) -> Rule | None:
    weekday = WEEKDAYS[times[0].weekday()]
    if all(time.day + 7 > monthrange(time.year, time.month)[1] for time in times):
        return _rule(times[0], f"-1{weekday}")
    ordinals = {(time.day - 1) // 7 + 1 for time in times}
    return _rule(times[0], f"{ordinals.pop()}{weekday}") if len(ordinals) == 1 else None


def _by_monthday(times: list[datetime]) -> Rule | None:
    earliest = min(time.day for time in times)
    if max(time.day for time in times) - earliest > 6:
        return None
    rule = _rule(times[0], WEEKDAYS[times[0].weekday()])
    return rule | {"BYMONTHDAY": list(range(earliest, earliest + 7))}


def _rule(first: datetime, byday: str) -> Rule:
    return {"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": byday}


def _observance(onset: Onset, rule: Rule | None = None) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if onset.after > onset.before else TimezoneStandard()
    part.add("DTSTART", onset.at)
    part.add("TZOFFSETFROM", onset.before)
    part.add("TZOFFSETTO", onset.after)
    part.add("TZNAME", onset.name)
    if rule:
        part.add("RRULE", vRecur(rule))
    return part


def _initial(zone: ZoneInfo, year: int, *, fixed: bool) -> TimezoneStandard | TimezoneDaylight:
    """What holds before the first change; a zone without any has held it since 1970 for us."""
    moment = datetime(year, 1, 1, tzinfo=UTC).astimezone(zone)
    offset = _offset(moment)
    at = EPOCH if fixed else datetime(year, 1, 1)  # noqa: DTZ001
    return _observance(Onset(at, offset, offset, moment.tzname() or zone.key))


def _onsets(zone: ZoneInfo, first: int, last: int) -> Iterator[Onset]:
    """Changes from the start of `first` to the end of `last`; weekly steps miss none."""
    low = datetime(first, 1, 1, tzinfo=UTC)
    end = datetime(last + 1, 1, 1, tzinfo=UTC)
    while low < end:
        high = min(low + WEEK, end)
        if _offset(low.astimezone(zone)) != _offset(high.astimezone(zone)):
            yield _onset(zone, low, high)
        low = high


def _onset(zone: ZoneInfo, low: datetime, high: datetime) -> Onset:
    before = _offset(low.astimezone(zone))
    while high - low > SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(middle.astimezone(zone)) == before else (low, middle)
    changed = high.astimezone(zone)
    local = (high + before).replace(tzinfo=None)
    return Onset(local, before, _offset(changed), changed.tzname() or zone.key)


def _offset(moment: datetime) -> timedelta:
    return moment.utcoffset() or timedelta(0)
