"""What an event's badges are made of, for the views and tasks that print."""

from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from app.badges import composing
from app.badges.faces import BadgeFace
from app.badges.kits import Kit
from app.badges.layouts import stored
from app.badges.views.pdf import code_head
from app.events.models import Event
from app.tickets.models import Ticket

#: Faces are composed so many at a time: their people need not all be held at once.
AT_ONCE = 1000


def kit_of(session: Session, event: Event) -> Kit:
    return stored.kit_of(session, event.id)


def faces_of(session: Session, event: Event, tickets: Sequence[Ticket], kit: Kit) -> list[BadgeFace]:
    stage = composing.stage(session, event, code_head(), kit.field_keys)
    return [face for some in _pieces(tickets) for face in composing.badge_faces(some, stage)]


def _pieces(tickets: Sequence[Ticket]) -> Iterable[Sequence[Ticket]]:
    return (tickets[start : start + AT_ONCE] for start in range(0, len(tickets), AT_ONCE))
