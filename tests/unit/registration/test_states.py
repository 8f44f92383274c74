"""Which act leads from which state to which, said once more by hand."""

from __future__ import annotations

import pytest

from app.registration.models import RegistrationState
from app.registration.states import MOVES, Act, may

ALLOWED = {
    "confirm": ("submitted cancelled", "accepted"),
    "accept": ("submitted waitlisted rejected withdrawn cancelled", "accepted"),
    "waitlist": ("submitted accepted rejected", "waitlisted"),
    "reject": ("submitted waitlisted", "rejected"),
    "withdraw": ("submitted accepted waitlisted", "withdrawn"),
    "cancel": ("submitted accepted waitlisted", "cancelled"),
    "expire": ("submitted", "cancelled"),
}


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("state", list(RegistrationState))
def test_an_act_is_possible_from_these_states_alone(act: Act, state: RegistrationState) -> None:
    sources, target = ALLOWED[act]
    assert may(act, state) == (state in sources.split())
    assert MOVES[act].target == target
