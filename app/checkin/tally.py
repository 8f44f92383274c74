"""How many came, as sums that are kept rather than made: what changed of a person or a place is put in, and its old
share taken out.

All times are on the clock of the place. Four bytes a person and door, so that a million people weigh some megabytes.
"""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

STEP: Final = timedelta(minutes=10)
STEPS_A_DAY: Final = 144
#: Days before the first of an event from which steps are counted.
BEFORE: Final = 30
_MOST_TIMES: Final = 0x7FFF
_INSIDE: Final = 0x8000
_LAST_STEP: Final = 0xFFFF


class Kind(NamedTuple):
    """What a person is counted by; keys of category, overseas group and programme base."""

    category: int
    group: int | None = None
    base: int | None = None
    accepted: bool = True
    walk_in: bool = False


class Came(NamedTuple):
    """A row of attendance, as far as it is counted."""

    window: str
    times: int
    inside: bool
    first_at: datetime


class Door:
    """One checkpoint in one window: how many people by kind came and are inside, and how often anybody came."""

    def __init__(self) -> None:
        self.marks = array("I")
        self.people: Counter[Kind] = Counter()
        self.inside: Counter[Kind] = Counter()
        self.times = 0
        self.steps: Counter[int] = Counter()
        #: By day and kind, those who came for the first time.
        self.first: Counter[tuple[int, Kind]] = Counter()

    def mark(self, slot: int) -> int:
        return self.marks[slot] if slot < len(self.marks) else 0

    def has(self, slot: int, day: int | None = None) -> bool:
        """Whether somebody came; with ``day``, for the first time on that day."""
        mark = self.mark(slot)
        return bool(mark & _MOST_TIMES) and day in (None, (mark >> 16) // STEPS_A_DAY)

    def put(self, slot: int, kind: Kind, mark: int) -> None:
        if slot >= len(self.marks):
            self.marks.extend([0] * (slot + 1 - len(self.marks)))
        self.add(kind, self.marks[slot], -1)
        self.marks[slot] = mark
        self.add(kind, mark, 1)

    def add(self, kind: Kind, mark: int, sign: int) -> None:
        """Count what a mark says once more, or once less."""
        if not (times := mark & _MOST_TIMES):
            return
        step = mark >> 16
        self.people[kind] += sign
        self.times += sign * times
        self.steps[step] += sign
        self.first[step // STEPS_A_DAY, kind] += sign
        if mark & _INSIDE:
            self.inside[kind] += sign


class Tally:
    """The people of an event and its doors. ``first_day``: of the event, from some days before which steps count."""

    def __init__(self, zone: str, first_day: date) -> None:
        self._zone = ZoneInfo(zone)
        self._origin = datetime.combine(first_day, datetime.min.time()) - timedelta(days=BEFORE)
        self._offsets: dict[int, timedelta] = {}
        #: Keys of people in their order, and beside each the slot where marks of the person stand.
        self._ids = array("q")
        self._slots = array("I")
        self._kinds: list[Kind | None] = []
        self._same: dict[Kind, Kind] = {}
        self._seen = array("H")
        self.known: Counter[Kind] = Counter()
        #: By kind, people who came anywhere.
        self.anywhere: Counter[Kind] = Counter()
        self.doors: defaultdict[int, dict[str, Door]] = defaultdict(dict)

    def person(self, registration_id: int, kind: Kind) -> None:
        """Somebody registered, or counts otherwise from now on."""
        slot = self._slot(registration_id)
        before = self._kinds[slot]
        if before == kind:
            return
        if before is not None:
            self._count_person(slot, before, -1)
        kind = self._kinds[slot] = self._same.setdefault(kind, kind)
        self._count_person(slot, kind, 1)

    def place(self, checkpoint_id: int, registration_id: int, rows: Iterable[Came]) -> None:
        """How attendance of a person stands at a checkpoint by now, in every window."""
        slot = self._slot(registration_id)
        kind = self._kinds[slot]
        if kind is None:
            return  # told of again, together with the person
        doors = self.doors[checkpoint_id]
        marks = {row.window: self._mark(row) for row in rows}
        for window in marks.keys() - doors.keys():
            doors[window] = Door()
        for window, door in doors.items():
            self._put(door, slot, kind, marks.get(window, 0))

    def add(self, checkpoint_id: int, registration_id: int, row: Came) -> None:
        """Attendance of a person in one window, while all is counted for the first time."""
        slot = self._find(registration_id)
        kind = None if slot is None else self._kinds[slot]
        if slot is not None and kind is not None:
            door = self.doors[checkpoint_id].setdefault(row.window, Door())
            self._put(door, slot, kind, self._mark(row))

    def kinds_of(self, registration_ids: Iterable[int]) -> Iterator[tuple[int, Kind]]:
        """The people of a list with what each counts by; those not known are left out."""
        for registration_id in registration_ids:
            slot = self._find(registration_id)
            if slot is not None and (kind := self._kinds[slot]) is not None:
                yield slot, kind

    def day_number(self, day: date) -> int:
        """What a day is called in ``Door.first``; its steps begin at this times ``STEPS_A_DAY``."""
        return (day - self._origin.date()).days

    @property
    def times(self) -> int:
        """How often anybody came anywhere."""
        return sum(door.times for doors in self.doors.values() for door in doors.values())

    def _count_person(self, slot: int, kind: Kind, sign: int) -> None:
        self.known[kind] += sign
        if self._seen[slot]:
            self.anywhere[kind] += sign
        for doors in self.doors.values():
            for door in doors.values():
                door.add(kind, door.mark(slot), sign)

    def _put(self, door: Door, slot: int, kind: Kind, mark: int) -> None:
        before, after = bool(door.mark(slot) & _MOST_TIMES), bool(mark & _MOST_TIMES)
        if mark != door.mark(slot):
            door.put(slot, kind, mark)
        if before == after:
            return
        was_seen = self._seen[slot] > 0
        self._seen[slot] += 1 if after else -1
        if was_seen != (self._seen[slot] > 0):
            self.anywhere[kind] += 1 if after else -1

    def _mark(self, row: Came) -> int:
        inside = _INSIDE if row.inside and row.times else 0
        return self._step(row.first_at) << 16 | inside | min(row.times, _MOST_TIMES)

    def _step(self, at: datetime) -> int:
        hour = int(at.timestamp()) // 900
        offset = self._offsets.get(hour)
        if offset is None:
            offset = self._offsets[hour] = at.astimezone(self._zone).utcoffset() or timedelta()
        local = at.replace(tzinfo=None) - (at.utcoffset() or timedelta()) + offset
        return max(0, min((local - self._origin) // STEP, _LAST_STEP))

    def _find(self, registration_id: int) -> int | None:
        if not self._ids or registration_id > self._ids[-1]:
            return None
        place = bisect_left(self._ids, registration_id)
        known = place < len(self._ids) and self._ids[place] == registration_id
        return self._slots[place] if known else None

    def _slot(self, registration_id: int) -> int:
        found = self._find(registration_id)
        if found is not None:
            return found
        slot = len(self._kinds)
        if not self._ids or registration_id > self._ids[-1]:
            self._ids.append(registration_id)
            self._slots.append(slot)
        else:
            place = bisect_left(self._ids, registration_id)
            self._ids.insert(place, registration_id)
            self._slots.insert(place, slot)
        self._kinds.append(None)
        self._seen.append(0)
        return slot
