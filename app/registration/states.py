"""The states of a registration, and which act leads from which to which."""

from dataclasses import dataclass
from enum import StrEnum

from app.registration.models import RegistrationState

SUBMITTED, ACCEPTED, WAITLISTED, REJECTED, WITHDRAWN, CANCELLED = RegistrationState

#: The person comes, or may still come.
LIVE = frozenset({SUBMITTED, ACCEPTED, WAITLISTED})
#: Reason of a cancellation by time alone: the mail address was not confirmed.
UNCONFIRMED = "unconfirmed"


class Act(StrEnum):
    CONFIRM = "confirm"
    ACCEPT = "accept"
    WAITLIST = "waitlist"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    EXPIRE = "expire"


@dataclass(frozen=True, slots=True)
class Move:
    sources: frozenset[RegistrationState]
    target: RegistrationState


MOVES = {
    Act.CONFIRM: Move(frozenset({SUBMITTED, CANCELLED}), ACCEPTED),
    Act.ACCEPT: Move(frozenset({SUBMITTED, WAITLISTED, REJECTED, WITHDRAWN, CANCELLED}), ACCEPTED),
    Act.WAITLIST: Move(frozenset({SUBMITTED, ACCEPTED, REJECTED}), WAITLISTED),
    Act.REJECT: Move(frozenset({SUBMITTED, WAITLISTED}), REJECTED),
    Act.WITHDRAW: Move(LIVE, WITHDRAWN),
    Act.CANCEL: Move(LIVE, CANCELLED),
    Act.EXPIRE: Move(frozenset({SUBMITTED}), CANCELLED),
}
#: What organizers may do, in the order of the buttons.
ORGANIZERS = (Act.ACCEPT, Act.WAITLIST, Act.REJECT, Act.CANCEL)


def may(act: Act, state: RegistrationState) -> bool:
    return state in MOVES[act].sources


def organizers_acts(state: RegistrationState) -> list[Act]:
    """What an organizer may do with a registration in ``state``."""
    return [act for act in ORGANIZERS if may(act, state)]
