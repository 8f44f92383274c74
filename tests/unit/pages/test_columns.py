"""No session of the grid covers another."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.pages.columns import Slot, columns, further

DAY = datetime(2027, 6, 20, tzinfo=UTC)


def slot(start: int, length: int, room: int | None, cancelled: bool = False) -> Slot:
    """From ``start`` hours on for ``length`` hours."""
    return Slot(DAY + timedelta(hours=start), DAY + timedelta(hours=start + length), room, cancelled)


def test_a_session_stands_in_its_room_and_a_break_across_all() -> None:
    assert columns([slot(9, 1, 0), slot(9, 1, 1), slot(10, 1, None)], 2) == [0, 1, None]


def test_visits_at_the_same_time_stand_beside_the_rooms() -> None:
    placed = columns([slot(14, 2, None), slot(14, 2, None), slot(15, 1, 0)], 1)
    assert placed == [1, 2, 0]
    assert further(placed, 1) == 2


def test_a_cancelled_session_makes_way_for_the_one_that_took_its_room() -> None:
    assert columns([slot(9, 1, 0, cancelled=True), slot(9, 1, 0)], 2) == [2, 0]


def test_one_after_the_other_needs_no_further_column() -> None:
    placed = columns([slot(9, 1, 0), slot(10, 1, 0), slot(11, 1, None)], 1)
    assert (placed, further(placed, 1)) == ([0, 0, None], 0)


def minutes(start: int, length: int, room: int | None, cancelled: bool = False) -> Slot:
    """From ``start`` minutes on for ``length`` minutes."""
    begins = DAY + timedelta(minutes=start)
    return Slot(begins, begins + timedelta(minutes=length), room, cancelled)


def rows(slot: Slot) -> set[int]:
    """The five-minute rows in which the grid draws a slot."""
    first, after = (moment.hour * 12 + moment.minute // 5 for moment in (slot.starts, slot.ends))
    return set(range(first, max(after, first + 1)))


def test_sessions_that_meet_between_two_rows_stand_in_one_column() -> None:
    assert columns([minutes(540, 32, 0), minutes(572, 28, 0)], 1) == [0, 0]


def test_two_that_are_drawn_in_one_row_stand_side_by_side() -> None:
    assert columns([minutes(541, 1, 0), minutes(542, 8, 0)], 1) == [0, 1]


@given(
    st.lists(
        st.builds(minutes, st.integers(540, 570), st.integers(1, 40), st.none() | st.integers(0, 1), st.booleans()),
        max_size=9,
    )
)
def test_to_the_minute_no_two_are_drawn_over_one_another(slots: list[Slot]) -> None:
    placed = columns(slots, 2)
    for n, one in enumerate(slots):
        for m, other in enumerate(slots[:n]):
            same = placed[n] is None or placed[m] is None or placed[n] == placed[m]
            assert not (same and rows(one) & rows(other))


@given(
    st.lists(
        st.builds(slot, st.integers(0, 20), st.integers(1, 4), st.none() | st.integers(0, 2), st.booleans()),
        max_size=12,
    )
)
def test_whatever_the_day_no_two_share_a_column_at_one_time(slots: list[Slot]) -> None:
    placed = columns(slots, 3)
    for n, one in enumerate(slots):
        for m, other in enumerate(slots[:n]):
            same = placed[n] is None or placed[m] is None or placed[n] == placed[m]
            assert not (same and one.meets(other))
