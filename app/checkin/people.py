"""Finding a person at the door whose badge is lost: by name in either script, or the tail of a phone number."""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from app.checkin.answers import Guest, guest_of
from app.core.search_keys import prefix_range, query_keys
from app.core.text import Bilingual
from app.registration.models import Registration, SearchKey

MOST = 20


@dataclass(frozen=True, slots=True)
class Found:
    """A person who may be the one: ``state`` as registered, so that the door sees who was never accepted."""

    person: Guest
    organisation: Bilingual
    state: str


def find_people(session: Session, event_id: int, text: str) -> list[Found]:
    """Up to ``MOST`` people of an event who match every word typed; none where nothing searchable was typed."""
    groups = query_keys(text)
    if not groups:
        return []
    wanted = select(Registration).where(Registration.event_id == event_id)
    for group in groups:
        ranges = [prefix_range(prefix) for prefix in group]
        within = or_(*((SearchKey.key >= low) & (SearchKey.key < high) for low, high in ranges))
        named = select(SearchKey.registration_id).where(SearchKey.event_id == event_id, within)
        wanted = wanted.where(Registration.id.in_(named))
    wanted = wanted.options(joinedload(Registration.category)).order_by(Registration.sort_en, Registration.id)
    return [Found(guest_of(found), found.organisation, found.state) for found in session.scalars(wanted.limit(MOST))]
