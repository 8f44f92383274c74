"""Clashes on an agenda: two sessions in one room, or with one speaker, at the same time."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from app.agenda.models import AgendaSession, Room, SessionState, Speaker


class Clash(StrEnum):
    ROOM = "room"
    SPEAKER = "speaker"


@dataclass(frozen=True, slots=True)
class Conflict:
    """``first`` and ``second`` overlap in ``what``, a room or a speaker."""

    kind: Clash
    first: AgendaSession
    second: AgendaSession
    what: Room | Speaker


def conflicts(sessions: Iterable[AgendaSession]) -> list[Conflict]:
    """All clashes among sessions that take place, drafts included, by time."""
    held = [row for row in sessions if row.state is not SessionState.CANCELLED and row.removed_at is None]
    in_rooms = _clashes(held, Clash.ROOM, lambda row: [row.room] if row.room else [])
    of_speakers = _clashes(held, Clash.SPEAKER, lambda row: row.speakers)
    return sorted([*in_rooms, *of_speakers], key=lambda clash: (clash.second.starts_at, clash.kind))


def _clashes(
    held: list[AgendaSession], kind: Clash, uses: Callable[[AgendaSession], Sequence[Room | Speaker]]
) -> Iterable[Conflict]:
    users: dict[int, tuple[Room | Speaker, list[AgendaSession]]] = {}
    for row in held:
        for what in uses(row):
            users.setdefault(what.id, (what, []))[1].append(row)
    for what, rows in users.values():
        in_order = sorted(rows, key=lambda row: (row.starts_at, row.id))
        for first, second in combinations(in_order, 2):
            if second.starts_at < first.ends_at:
                yield Conflict(kind, first, second, what)
