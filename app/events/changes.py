"""What a change of an event entails: a dated entry the public can read, and a higher SEQUENCE for calendars."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

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
    for name in TOLD:
        if getattr(event, name) != old[name]:
            write(session, event, name, (old[name], getattr(event, name)), at, reason)


def write(session: Session, event: Event, field: str, values: tuple[Any, Any], at: datetime, reason: Bilingual) -> None:
    """One dated entry; ``values`` are those before and after."""
    old, new = (_in_both(value) for value in values)
    session.add(EventChange(event_id=event.id, at=at, field=field, before=old, after=new, reason=reason))


def _in_both(value: Any) -> Bilingual:
    if isinstance(value, Bilingual):
        return value
    code = value.isoformat() if isinstance(value, date) else str(value)
    return Bilingual(code, code)
