"""What a change of an event entails: a dated entry the public can read, and a higher SEQUENCE for calendars."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.signals import event_changed
from app.core.text import Bilingual
from app.events.models import Event, EventChange
from app.events.queries import PUBLIC_STATES

NO_REASON = Bilingual()
#: Arrival and departure are told in words: in a calendar, the event is the days of its meeting.
TIME = frozenset({"starts_on", "ends_on", "zone"})
PLACE = frozenset({"city", "venue", "address", "latitude", "longitude"})
#: Changes that are told, in this order.
TOLD = ("title", "arrival_on", "starts_on", "ends_on", "departure_on", "zone", "city", "venue", "address")


def before(event: Event) -> dict[str, Any]:
    """The attributes that are told, as they are now; take it before an edit."""
    return {name: getattr(event, name) for name in TOLD}


def entail(session: Session, event: Event, changed: set[str], at: datetime) -> None:
    """Raise SEQUENCE where time or place changed, once for an edit; let the row say that it was changed."""
    if changed & (TIME | PLACE):
        event.sequence += 1
    if changed & PLACE:
        event.place_changes += 1
    if changed:
        event.changed_at = at


def tell(session: Session, event: Event, old: Mapping[str, Any], at: datetime, reason: Bilingual) -> None:
    """Write dated entries of what differs from ``old``, once the public knows the event."""
    if event.state not in PUBLIC_STATES:
        return
    found = [name for name in TOLD if getattr(event, name) != old[name]]
    written = [write(session, event, name, (old[name], getattr(event, name)), at, reason) for name in found]
    announce(session, event, written)


def write(
    session: Session, event: Event, field: str, values: tuple[Any, Any], at: datetime, reason: Bilingual
) -> EventChange:
    """One dated entry; ``values`` are those before and after."""
    old, new = (_in_both(value) for value in values)
    change = EventChange(event_id=event.id, at=at, field=field, before=old, after=new, reason=reason)
    session.add(change)
    return change


def announce(session: Session, event: Event, changes: Sequence[EventChange]) -> None:
    """Let those who told people of the event tell them of ``changes``, too."""
    if changes:
        session.flush()
        event_changed.send(event, session=session, event=event, changes=changes)


def _in_both(value: Any) -> Bilingual:
    if isinstance(value, Bilingual):
        return value
    code = value.isoformat() if isinstance(value, date) else str(value)
    return Bilingual(code, code)
