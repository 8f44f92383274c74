"""The states of an event: which follows which, and who may make it so."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.core.policies import Actor
from app.events.models import Event, EventState
from app.events.phases import Phase, phase
from app.events.policies import answers_for_event, organizes_event


def _headquarters(actor: Actor, event: Event) -> bool:
    return actor.level == "staff" and actor.headquarters


@dataclass(frozen=True, slots=True)
class Step:
    """One state may follow another, for those whom ``may`` allows it.

    ``reason``: only with one; ``over``: only when the event is.
    """

    before: EventState
    after: EventState
    may: Callable[[Actor, Event], bool]
    reason: bool = False
    over: bool = False


STEPS = (
    Step(EventState.DRAFT, EventState.AWAITING_APPROVAL, organizes_event),
    Step(EventState.AWAITING_APPROVAL, EventState.DRAFT, organizes_event),
    Step(EventState.AWAITING_APPROVAL, EventState.PUBLISHED, answers_for_event),
    Step(EventState.PUBLISHED, EventState.CANCELLED, answers_for_event, reason=True),
    Step(EventState.CANCELLED, EventState.PUBLISHED, answers_for_event, reason=True),
    Step(EventState.DRAFT, EventState.ARCHIVED, answers_for_event),
    Step(EventState.PUBLISHED, EventState.ARCHIVED, _headquarters, over=True),
    Step(EventState.CANCELLED, EventState.ARCHIVED, _headquarters),
    Step(EventState.ARCHIVED, EventState.DRAFT, _headquarters),
)


def next_steps(actor: Actor, event: Event, at: datetime) -> list[Step]:
    """What ``actor`` may make of the event at that time."""
    possible = [step for step in STEPS if step.before is event.state and step.may(actor, event)]
    return [step for step in possible if not step.over or phase(event, at) is Phase.OVER]


def calendar_status(state: EventState) -> str:
    """What calendars say of an event in ``state``: tentative, confirmed or cancelled.

    To archive it is no news for them: what was held stays as it was.
    """
    if state is EventState.PUBLISHED:
        return "confirmed"
    return "cancelled" if state in (EventState.CANCELLED, EventState.ARCHIVED) else "tentative"
