"""In which order badges lie, and how they are dealt to the lanes of a desk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby
from typing import Any

from app.badges.models import PrintOrder
from app.core.strokes import UNCOUNTED, stroke_key
from app.registration.models import Registration
from app.tickets.models import Ticket

MOST_LANES = 12
#: The run of names without strokes to count.
LATIN = "A–Z"


@dataclass(frozen=True, slots=True)
class Lane:
    """What people in it begin with, ``A–G`` or ``2–5``, and their badges in order."""

    label: str
    tickets: Sequence[Ticket]


def in_order(tickets: Sequence[Ticket], order: PrintOrder, locale: str) -> list[Ticket]:
    """Sorted; people of one key by the order in which they registered."""
    key = _keys(locale)[order]
    return sorted(tickets, key=lambda ticket: (key(ticket.registration), ticket.registration_id))


def dealt(tickets: Sequence[Ticket], order: PrintOrder, lanes: int, locale: str) -> list[Lane]:
    """Ordered tickets cut into at most so many lanes, never inside one letter, the longest as short as can be."""
    if not tickets:
        return []
    initial = _initials(locale)[order]
    runs = [(label, list(run)) for label, run in groupby(tickets, key=lambda ticket: initial(ticket.registration))]
    ends = cuts([len(run) for _label, run in runs], lanes)
    return [_lane(runs[start:end]) for start, end in zip((0, *ends), ends, strict=False)]


def cuts(sizes: Sequence[int], lanes: int) -> list[int]:
    """Where each lane ends among runs of these sizes, so that the longest lane is as short as can be."""
    sums = [0, *accumulate(sizes)]

    @cache
    def best(start: int, left: int) -> tuple[int, tuple[int, ...]]:
        if left == 1 or start == len(sizes) - 1:
            return sums[-1] - sums[start], (len(sizes),)
        ways = []
        for end in range(start + 1, len(sizes)):
            longest, rest = best(end, left - 1)
            ways.append((max(sums[end] - sums[start], longest), (end, *rest)))
        whole = (sums[-1] - sums[start], (len(sizes),))
        return min((*ways, whole), key=lambda way: (way[0], len(way[1])))

    return list(best(0, max(lanes, 1))[1])


def _lane(runs: Sequence[tuple[str, list[Ticket]]]) -> Lane:
    labels = [label for label, _run in runs]
    counted = [label for label in labels if label != LATIN]
    parts = [counted[0] if len(counted) == 1 else f"{counted[0]}–{counted[-1]}"] if counted else []
    label = ", ".join([*parts, *(label for label in labels[-1:] if label == LATIN)])
    return Lane(label, [ticket for _label, run in runs for ticket in run])


def _group(registration: Registration, locale: str) -> str:
    return registration.group.name.pick(locale) if registration.group else "–"


def _keys(locale: str) -> dict[PrintOrder, Callable[[Registration], Any]]:
    return {
        PrintOrder.PINYIN: lambda one: one.sort_zh,
        PrintOrder.STROKES: lambda one: stroke_key(one.sort_zh),
        PrintOrder.LATIN: lambda one: one.sort_en,
        PrintOrder.GROUP: lambda one: (one.group is None, _group(one, locale), one.sort_zh),
    }


def _initials(locale: str) -> dict[PrintOrder, Callable[[Registration], str]]:
    return {
        PrintOrder.PINYIN: lambda one: one.sort_zh[:1].upper() or "–",
        PrintOrder.STROKES: _stroke_count,
        PrintOrder.LATIN: lambda one: one.sort_en[:1].upper() or "–",
        PrintOrder.GROUP: lambda one: _group(one, locale)[:40],
    }


def _stroke_count(registration: Registration) -> str:
    """Of the surname's first character; Latin names, which come last, are one run."""
    key = stroke_key(registration.sort_zh)
    count = key[0][0] if key else UNCOUNTED
    return str(count) if count < UNCOUNTED else LATIN
