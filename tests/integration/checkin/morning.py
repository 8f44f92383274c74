"""A morning at the doors as hypothesis makes it up: phones that go off the network, people, and what the office does.

Minutes count from the morning's beginning; all of it lies behind when the phones that were off come back.
"""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

MINUTES = 240
GUESTS, RULES = 3, ("once", "daily", "in_out", "count")
KINDS = ("valid", "reissued", "other_event", "forged", "nonsense")


@dataclass(frozen=True)
class Glimpse:
    """One code before one phone. ``shown``: what the phone said by itself, '' where it waited for the server."""

    minute: int
    guest: int
    door: int
    kind: str
    direction: str
    shown: str
    online: bool
    taken_back: bool


@dataclass(frozen=True)
class Shift:
    """A phone and what it saw, in the order in which it did.

    ``clock``: its error in minutes; ``measured``: known to the phone. ``jumped``: set by that much before it sent.
    """

    clock: int
    jumped: int
    measured: bool
    revoked: int | None
    seen: tuple[Glimpse, ...]


@dataclass(frozen=True)
class Morning:
    """At which minute each guest was ``reissued`` another badge, or ``cancelled``; None for never."""

    shifts: tuple[Shift, ...]
    reissued: tuple[int | None, ...]
    cancelled: tuple[int | None, ...]


_minutes = st.integers(0, MINUTES)
_rarely = st.one_of(st.none(), st.none(), _minutes)
_glimpses = st.builds(
    Glimpse,
    minute=_minutes,
    guest=st.integers(0, GUESTS - 1),
    door=st.integers(0, len(RULES) - 1),
    kind=st.sampled_from(("valid", "valid", "valid", *KINDS)),
    direction=st.sampled_from(("in", "in", "out")),
    shown=st.sampled_from(("admitted", "admitted", "repeat", "refused", "")),
    online=st.booleans(),
    taken_back=st.integers(0, 7).map(lambda chance: chance == 0),
)


def _in_turn(glimpses: list[Glimpse]) -> tuple[Glimpse, ...]:
    return tuple(sorted(glimpses, key=lambda glimpse: glimpse.minute))


_shifts = st.builds(
    Shift,
    clock=st.sampled_from((0, 0, -90, -2, 3, 600)),
    jumped=st.sampled_from((0, 0, 0, -45, 45)),
    measured=st.booleans(),
    revoked=_rarely,
    seen=st.lists(_glimpses, min_size=1, max_size=7).map(_in_turn),
)
_each = st.tuples(*[_rarely] * GUESTS)
mornings = st.builds(
    Morning,
    shifts=st.lists(_shifts, min_size=2, max_size=3).map(tuple),
    reissued=_each,
    cancelled=_each,
)
