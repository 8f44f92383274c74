"""Whatever a morning was like, and in whatever order its phones come back, the books say the same and lose nothing."""

from __future__ import annotations

import random
from datetime import timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from app.core.clock import now
from tests.integration.checkin.morning import MINUTES, Morning, mornings
from tests.integration.checkin.played import played

#: The same mornings each time: a failure here has to be one of the change that is being tried. They are short as they
#: come; making one that fails shorter would take minutes.
STEADY = settings(
    max_examples=40,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@STEADY
@given(morning=mornings, seeds=st.tuples(st.integers(0, 2**32), st.integers(0, 2**32)))
def test_attendance_is_the_same_in_any_order_of_arrival(
    session: Session, morning: Morning, seeds: tuple[int, int]
) -> None:
    begins = now() - timedelta(minutes=MINUTES + 1)
    one, other = (played(session, morning, begins, random.Random(seed)) for seed in seeds)
    assert one.attendance() == other.attendance()
    assert one.lines() == other.lines()
    assert one.size_of_ledger() == other.size_of_ledger() == sum(len(shift.seen) for shift in morning.shifts)
