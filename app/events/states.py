"""The states of an event: which follows which, and who may make it so."""

from collections.abc import Callable
from dataclasses import dataclass

from app.core.policies import Actor
from app.events.models import Event, EventState
from app.events.policies import answers_for_event, organizes_event


def _headquarters(actor: Actor, event: Event) -> bool:
    return actor.level == "staff" and actor.headquarters


@dataclass(frozen=True, slots=True)
class Step:
    """One state may follow another, for those whom ``may`` allows it; ``reason``: only with one."""

    before: EventState
    after: EventState
    may: Callable[[Actor, Event], bool]
    reason: bool = False


STEPS = (
    Step(EventState.DRAFT, EventState.AWAITING_APPROVAL, organizes_event),
    Step(EventState.AWAITING_APPROVAL, EventState.DRAFT, organizes_event),
    Step(EventState.AWAITING_APPROVAL, EventState.PUBLISHED, answers_for_event),
    Step(EventState.PUBLISHED, EventState.CANCELLED, answers_for_event, reason=True),
    Step(EventState.CANCELLED, EventState.PUBLISHED, answers_for_event, reason=True),
    Step(EventState.DRAFT, EventState.ARCHIVED, answers_for_event),
    Step(EventState.CANCELLED, EventState.ARCHIVED, _headquarters),
    Step(EventState.ARCHIVED, EventState.DRAFT, _headquarters),
)


def next_steps(actor: Actor, event: Event) -> list[Step]:
    """What ``actor`` may make of the event now."""
    return [step for step in STEPS if step.before is event.state and step.may(actor, event)]


def calendar_status(state: EventState) -> str:
    """What calendars say of an event in ``state``: tentative, confirmed or cancelled."""
    if state is EventState.PUBLISHED:
        return "confirmed"
    return "cancelled" if state in (EventState.CANCELLED, EventState.ARCHIVED) else "tentative"
