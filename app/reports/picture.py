"""What the live picture says of one checkpoint on one day, from the tally: people once each, and times, told apart.

All who came are either expected, or walk-ins, or neither; so they add up, and each number has its list in ``people``.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from app.checkin.counting import NOBODY, admission_of
from app.checkin.models import Admits, Checkpoint, Rule
from app.checkin.rules import window_of
from app.checkin.tally import STEPS_A_DAY, Door, Kind, Tally

#: Steps of the chart before the first arrival and after the last, so that one arrival is no lone bar.
ROUND = 1
FEWEST = 6


@dataclass(frozen=True, slots=True)
class Choice:
    """A checkpoint, and the day that was asked for; None: as things stand.

    ``whole``: all that counts at the checkpoint is shown; else only who first came on the day, since a checkpoint that
    does not count each day by itself has nobody missing on one of them.
    """

    checkpoint: Checkpoint
    day: date | None = None

    @property
    def whole(self) -> bool:
        return self.day is None or self.checkpoint.rule is Rule.DAILY

    def window(self, at: datetime, zone: str) -> str:
        if self.day and self.checkpoint.rule is Rule.DAILY:
            return self.day.isoformat()
        return window_of(self.checkpoint.rule, at, zone)


@dataclass(frozen=True, slots=True)
class Figures:
    """``came``: all people, of whom ``expected_came``, ``walk_ins`` and ``others`` are parts. ``inside`` None: nobody
    is scanned on leaving. ``times``, ``expected`` and ``missing`` None: not known of this day alone."""

    came: int
    expected_came: int
    walk_ins: int
    others: int
    inside: int | None
    times: int | None
    expected: int | None

    @property
    def missing(self) -> int | None:
        return None if self.expected is None else self.expected - self.expected_came


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a category, group or base by its key; None: of those who have none."""

    key: int | None
    came: int
    inside: int | None
    expected: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """Arrivals of the ten minutes that begin ``minute`` minutes after midnight."""

    minute: int
    people: int

    @property
    def clock(self) -> str:
        return f"{self.minute // 60:02}:{self.minute % 60:02}"


@dataclass(frozen=True, slots=True)
class Picture:
    """Figures of a choice, their parts by category, group and base, and the arrivals of its day."""

    choice: Choice
    figures: Figures
    shares: Mapping[str, list[Share]] = field(default_factory=dict)
    bars: list[Bar] = field(default_factory=list)


@dataclass(slots=True)
class _Counts:
    """By kind: who came, is inside, was expected, and was both expected and came."""

    came: Counter[Kind]
    inside: Counter[Kind] | None
    expected: Counter[Kind] | None
    expected_came: Counter[Kind]
    times: int | None


def figures_of(tally: Tally, choice: Choice, listed: Iterable[int], at: datetime, zone: str) -> Figures:
    """``listed``: keys of the people on the checkpoint's list, where it lets in those."""
    return _figures(_counts(tally, choice, listed, at, zone))


def picture_of(tally: Tally, choice: Choice, listed: Iterable[int], at: datetime, zone: str) -> Picture:
    counts = _counts(tally, choice, listed, at, zone)
    parts: dict[str, Callable[[Kind], int | None]] = {
        "category": lambda kind: kind.category,
        "group": lambda kind: kind.group,
        "base": lambda kind: kind.base,
    }
    shares = {name: _shares(counts, key) for name, key in parts.items()}
    return Picture(choice, _figures(counts), shares, bars_of(tally, choice, at, zone))


def bars_of(tally: Tally, choice: Choice, at: datetime, zone: str) -> list[Bar]:
    """The arrivals of the chosen day, or of today, from shortly before the first to shortly after the last."""
    door = _door(tally, choice, at, zone)
    day = choice.day or _today(at, zone)
    begin = tally.day_number(day) * STEPS_A_DAY
    came = {step - begin: n for step, n in door.steps.items() if n and 0 <= step - begin < STEPS_A_DAY}
    if not came:
        return []
    first, last = max(0, min(came) - ROUND), min(STEPS_A_DAY - 1, max(max(came) + ROUND, min(came) + FEWEST))
    return [Bar(step * 10, came.get(step, 0)) for step in range(first, last + 1)]


def _today(at: datetime, zone: str) -> date:
    return date.fromisoformat(window_of(Rule.DAILY, at, zone))


def _door(tally: Tally, choice: Choice, at: datetime, zone: str) -> Door:
    return tally.doors[choice.checkpoint.id].get(choice.window(at, zone), NOBODY)


def _counts(tally: Tally, choice: Choice, listed: Iterable[int], at: datetime, zone: str) -> _Counts:
    door, in_out = _door(tally, choice, at, zone), choice.checkpoint.rule is Rule.IN_OUT
    number = None if choice.whole or choice.day is None else tally.day_number(choice.day)
    came = Counter(door.people) if number is None else Counter(dict(_first_on(door, number)))
    if choice.checkpoint.admits is Admits.ROSTER:
        people = [(slot, kind) for slot, kind in tally.kinds_of(listed) if kind.accepted]
        expected = Counter(kind for _slot, kind in people)
        expected_came = Counter(kind for slot, kind in people if door.has(slot, number))
    else:
        is_expected = _expectation(choice.checkpoint)
        expected = Counter({kind: n for kind, n in tally.known.items() if is_expected(kind)})
        expected_came = Counter({kind: n for kind, n in came.items() if is_expected(kind)})
    if number is not None:
        return _Counts(came, None, None, expected_came, None)
    return _Counts(came, Counter(door.inside) if in_out else None, expected, expected_came, door.times)


def _first_on(door: Door, number: int) -> Iterable[tuple[Kind, int]]:
    return ((kind, people) for (day, kind), people in door.first.items() if day == number)


def _expectation(checkpoint: Checkpoint) -> Callable[[Kind], bool]:
    """Who was expected where there is no list: accepted, let in there, and not come unannounced."""
    admitted = admission_of(checkpoint)
    return lambda kind: kind.accepted and not kind.walk_in and admitted(kind)


def _figures(counts: _Counts) -> Figures:
    unexpected = counts.came - counts.expected_came
    walk_ins = sum(number for kind, number in unexpected.items() if kind.walk_in)
    return Figures(
        came=counts.came.total(),
        expected_came=counts.expected_came.total(),
        walk_ins=walk_ins,
        others=unexpected.total() - walk_ins,
        inside=None if counts.inside is None else counts.inside.total(),
        times=counts.times,
        expected=None if counts.expected is None else counts.expected.total(),
    )


def _shares(counts: _Counts, key: Callable[[Kind], int | None]) -> list[Share]:
    sums = {name: _by(counted, key) for name, counted in (
        ("came", counts.came), ("inside", counts.inside), ("expected", counts.expected)
    )}  # fmt: skip
    came, inside, expected = sums["came"] or {}, sums["inside"], sums["expected"]
    keys = {one for one, number in [*came.items(), *(expected or {}).items()] if number}
    return [
        Share(
            one,
            came.get(one, 0),
            None if inside is None else inside.get(one, 0),
            None if expected is None else expected.get(one, 0),
        )
        for one in keys
    ]


def _by(counted: Counter[Kind] | None, key: Callable[[Kind], int | None]) -> dict[int | None, int] | None:
    if counted is None:
        return None
    sums: Counter[int | None] = Counter()
    for kind, number in counted.items():
        sums[key(kind)] += number
    return dict(sums)
