"""How people stood when they were scanned: what a phone reports late is judged as of its own hour.

Whoever was cancelled, or given another badge, after they had come, came all the same; so it does not matter whether a
phone reported that before the change or after it.
"""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from app.checkin.facts import Code, Person
from app.registration.queries import changes_after
from app.tickets.queries import replaced_after


@dataclass(slots=True)
class Bygone:
    """What has changed about some people since an hour that lies behind."""

    #: By registration: when the state changed, and from which one, the earliest first.
    states: dict[int, list[tuple[datetime, str]]] = field(default_factory=dict)
    #: By registration and generation: until when that code was the valid one.
    codes: dict[tuple[int, int], datetime] = field(default_factory=dict)

    def person(self, present: Person | None, registration_id: int, code: Code | None, at: datetime) -> Person | None:
        """Somebody as they stood at ``at``; ``code`` is the one that they showed, None where they showed none."""
        if present is None:
            return None
        state = next((before for changed, before in self.states.get(registration_id, ()) if at < changed), "")
        shown = code.generation if code else present.generation
        held = at < self.codes.get((registration_id, shown), at)
        return replace(present, state=state or present.state, generation=shown if held else present.generation)

    def changes_between(self, registration_id: int, one: datetime, other: datetime) -> bool:
        """Whether anything changed about somebody between two hours."""
        moments = [changed for changed, _before in self.states.get(registration_id, ())]
        moments += [until for (registration, _), until in self.codes.items() if registration == registration_id]
        return any((one < moment) != (other < moment) for moment in moments)


def bygone(session: Session, registration_ids: Collection[int], since: datetime) -> Bygone:
    """What has changed about these people after ``since``."""
    if not registration_ids:
        return Bygone()
    found = Bygone(codes=replaced_after(session, registration_ids, since))
    for change in changes_after(session, registration_ids, since):
        found.states.setdefault(change.registration_id, []).append((change.at, change.before))
    return found
