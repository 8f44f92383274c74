"""What is missing before an event can be published, and the steps from state to state."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.editing import lock
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.policies import Actor
from app.core.providers import ask
from app.core.text import Bilingual
from app.events import changes, states
from app.events.changes import NO_REASON
from app.events.models import Event, EventKind, EventState


@dataclass(frozen=True, slots=True)
class Problem:
    """Something to see to. ``endpoint``, with ``values``, is the page of the event where it is put right."""

    message: Any
    endpoint: str
    #: Stands in the way of publishing; else it is advice.
    blocking: bool = True
    values: tuple[tuple[str, str], ...] = ()
    #: The field of that page, where it is one.
    field: str = ""


def missing(session: Session, event: Event) -> list[Problem]:
    """All that is missing, of the event itself and of what other packages know; what blocks comes first."""
    others = [problem for answer in ask("publishing_problems", session, event) for problem in answer]
    found = [*_texts(event), *_place(event), *_window(event), *_handed_on(session, event), *others, *_approval(event)]
    return sorted(found, key=lambda problem: not problem.blocking)


def check_kept(session: Session, event: Event, before: Collection[Problem]) -> None:
    """Raise where an edit of what is public took away what it was published for; ``before``: what was missing then."""
    known = {str(problem.message) for problem in before}
    for problem in missing(session, event):
        if problem.blocking and str(problem.message) not in known:
            said = _l("The event is public and keeps this: %(what)s.", what=problem.message)
            raise DomainError(said, problem.field)


def _of(section: str, message: Any, field: str = "", *, blocking: bool = True) -> Problem:
    return Problem(message, "events_editing.edit", blocking, (("section", section),), field)


def _texts(event: Event) -> list[Problem]:
    pairs = [
        ("title", _of("basics", _l("The title in both languages"))),
        ("city", _of("place", _l("The city in both languages"))),
        ("summary", _of("texts", _l("A summary in both languages"))),
        ("description", _of("texts", _l("A description in both languages"), blocking=False)),
    ]
    found = [_in(problem, event, name) for name, problem in pairs if getattr(event, name).missing]
    return found if event.themes else [*found, _of("texts", _l("A theme"), blocking=False)]


def _in(problem: Problem, event: Event, name: str) -> Problem:
    """The problem at the field of the language that is missing."""
    return replace(problem, field=f"{name}_{getattr(event, name).missing[0]}")


def _place(event: Event) -> list[Problem]:
    found = []
    if event.host_base_id is None:
        found.append(_of("basics", _l("The host base"), "host_base"))
    if event.kind is EventKind.FORUM:
        if event.venue.missing:
            found.append(_in(_of("place", _l("The venue in both languages")), event, "venue"))
        if event.address.missing:
            found.append(_of("place", _l("The address in both languages"), blocking=False))
        if event.latitude is None or event.longitude is None:
            found.append(_of("place", _l("Coordinates, for the map"), blocking=False))
    return found


def _window(event: Event) -> list[Problem]:
    found = []
    if event.registration_opens_at is None:
        found.append(_of("registration", _l("When registration opens; without it nobody can register"), blocking=False))
    if not event.contact_email:
        found.append(_of("basics", _l("A mail address for questions"), blocking=False))
    return found


def _handed_on(session: Session, event: Event) -> list[Problem]:
    """An edition that was handed on begins with the title of the one before, which may name its city."""
    source = session.get(Event, event.cloned_from_id) if event.cloned_from_id else None
    if source is None or event.title != source.title:
        return []
    said = _l("A title of its own; it still has that of the edition it was made from")
    return [_of("basics", said, "title_zh", blocking=False)]


def _approval(event: Event) -> list[Problem]:
    if event.approval_number:
        return []
    return [Problem(_l("The number of the approval document"), "events_publishing.index")]


@dataclass(frozen=True, slots=True)
class Decision:
    """What is said with a step: the approval document's number and day, or the reason."""

    approval_number: str = ""
    approved_on: date | None = None
    reason: Bilingual = NO_REASON


def take_step(
    session: Session, actor: Actor, event: Event, target: EventState, decision: Decision, at: datetime
) -> Event:
    """Bring the event into another state; a ``DomainError`` where that is not the next one, or not theirs to do."""
    lock(session, event)
    step = next((step for step in states.next_steps(actor, event, at) if step.after is target), None)
    if step is None:
        raise DomainError(_l("The event is not in a state in which you can do this. Look at it again."))
    if step.reason and not decision.reason:
        raise DomainError(_l("Say why, since people will ask."), "reason_zh")
    if target is EventState.PUBLISHED:
        _approve(session, event, decision)
    _enter(session, event, target, decision.reason, at)
    return event


def _approve(session: Session, event: Event, decision: Decision) -> None:
    """Keep the approval, and refuse to go on while anything that blocks is missing."""
    event.approval_number = decision.approval_number or event.approval_number
    event.approved_on = decision.approved_on or event.approved_on
    if not event.approval_number:
        raise DomainError(_l("Publishing needs the number of the approval document."), "approval_number")
    if any(problem.blocking for problem in missing(session, event)):
        raise DomainError(_l("Something is still missing; see the list."))


def _enter(session: Session, event: Event, target: EventState, reason: Bilingual, at: datetime) -> None:
    before = event.state
    differs = states.calendar_status(before) != states.calendar_status(target)
    if target is not EventState.ARCHIVED and differs:
        event.sequence += 1
        event.status_changes += 1
    event.state, event.changed_at = target, at
    change = changes.write(session, event, "state", (before.value, target.value), at, reason)
    session.flush()
    if {before, target} == {EventState.PUBLISHED, EventState.CANCELLED}:
        changes.announce(session, event, [change])
