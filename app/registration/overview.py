"""What an event's overview says of its registrations: what is missing before publishing, and figures."""

from sqlalchemy.orm import Session

from app.core.i18n import lazy_gettext as _l
from app.core.providers import provides
from app.events.figures import Figure
from app.events.models import Event
from app.events.publishing import Problem
from app.registration import queries
from app.registration.states import ACCEPTED, SUBMITTED, WAITLISTED

LIST = "registration_manage.index"


@provides("publishing_problems")
def problems(session: Session, event: Event) -> list[Problem]:
    """Advice alone: an event may be published before it takes registrations."""
    found = []
    if not any(category.open for category in queries.categories(session, event.id)):
        message = _l("A category that anyone may choose; without it nobody can register")
        found.append(Problem(message, "registration_manage.categories", blocking=False))
    if queries.current_notice(session, event.id) is None:
        message = _l("A privacy notice of its own; the form shows a standard one")
        found.append(Problem(message, "registration_manage.privacy", blocking=False))
    return found


@provides("event_figures")
def figures(session: Session, event: Event) -> list[Figure]:
    """Who comes, who waits, and the places."""
    counts, room = queries.counts(session, event.id), queries.rooms(session, event.id).get(None, queries.UNLIMITED)
    taken = f"{room.taken} / {room.capacity}" if room.capacity else room.taken
    return [
        Figure(_l("Accepted"), counts.get(ACCEPTED, 0), LIST),
        Figure(_l("To be confirmed"), counts.get(SUBMITTED, 0), LIST),
        Figure(_l("On the waiting list"), counts.get(WAITLISTED, 0), LIST),
        Figure(_l("Places taken"), taken, LIST),
    ]
