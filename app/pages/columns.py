"""Which column of the grid each session of a day stands in, so that none covers another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

#: The height of a row of the grid.
STEP = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Slot:
    """A session of one day; ``room`` counts from 0, None is a session without one."""

    starts: datetime
    ends: datetime
    room: int | None
    cancelled: bool = False

    def meets(self, other: "Slot") -> bool:
        """Whether both are drawn in one row of the grid."""
        (starts, ends), (other_starts, other_ends) = self._drawn(), other._drawn()
        return starts < other_ends and other_starts < ends

    def _drawn(self) -> tuple[datetime, datetime]:
        """From the step before the start to the step before the end, at least one step: as components/agenda.html."""
        starts, ends = _step_before(self.starts), _step_before(self.ends)
        return starts, max(ends, starts + STEP)


def _step_before(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 5 * 5, second=0, microsecond=0)


def columns(slots: Sequence[Slot], rooms: int) -> list[int | None]:
    """The column of each slot, from 0; None where it fills all of them.

    A session has its room's column, one without a room all of them. What would cover another goes to a further column
    from ``rooms`` on: visits at the same time, or a cancelled session whose time and room were given to another.
    """
    placed: dict[int, list[Slot]] = {}
    answer: dict[int, int | None] = {}
    order = sorted(range(len(slots)), key=lambda n: (slots[n].room is None, slots[n].cancelled, slots[n].starts))
    for number in order:
        slot = slots[number]
        if slot.room is None and not any(slot.meets(other) for other in slots if other is not slot):
            answer[number] = None
            continue
        answer[number] = column = _free(slot, placed, rooms)
        placed.setdefault(column, []).append(slot)
    return [answer[number] for number in range(len(slots))]


def _free(slot: Slot, placed: dict[int, list[Slot]], rooms: int) -> int:
    """The slot's own column, else the first further one in which it meets nothing."""
    column = rooms if slot.room is None else slot.room
    while any(slot.meets(other) for other in placed.get(column, [])):
        column = max(column + 1, rooms)
    return column


def further(placed: Sequence[int | None], rooms: int) -> int:
    """How many columns are needed beside those of the rooms."""
    return max((column + 1 - rooms for column in placed if column is not None and column >= rooms), default=0)
