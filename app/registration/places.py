"""Places: taken and given back by guarded updates of one counter a category and one an event.

A counter is locked until the transaction ends, so take places last, and always the category's before the event's.
"""

from typing import Any

from sqlalchemy import Connection, Update, and_, bindparam, insert, inspect, or_, true, update
from sqlalchemy.orm import InstanceState, Session

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event
from app.registration.models import Category, Places

#: What a counter must satisfy before one more is counted.
ROOM_LEFT = or_(Places.capacity.is_(None), Places.taken < Places.capacity)
OF_CATEGORY = Places.category_id == bindparam("owner")
OF_EVENT = and_(Places.event_id == bindparam("owner"), Places.category_id.is_(None))
# Written once: putting a statement together costs as much as sending it.
TAKE_IN_CATEGORY = update(Places).where(OF_CATEGORY, ROOM_LEFT).values(taken=Places.taken + 1)
TAKE_IN_EVENT = update(Places).where(OF_EVENT, ROOM_LEFT).values(taken=Places.taken + 1)
GIVE_BACK_IN_CATEGORY = update(Places).where(OF_CATEGORY, Places.taken > 0).values(taken=Places.taken - 1)
GIVE_BACK_IN_EVENT = update(Places).where(OF_EVENT, Places.taken > 0).values(taken=Places.taken - 1)


def take(session: Session, category: Category) -> None:
    """Take one place in ``category`` and in its event; a ``DomainError`` where one of them is full."""
    if not _count(session, TAKE_IN_CATEGORY, category.id):
        raise DomainError(_l("No places are left in this category."), "category")
    if not _count(session, TAKE_IN_EVENT, category.event_id):
        raise DomainError(_l("No places are left."), "category")


def give_back(session: Session, category: Category) -> None:
    """Give back a place that was taken in ``category``."""
    _count(session, GIVE_BACK_IN_CATEGORY, category.id)
    _count(session, GIVE_BACK_IN_EVENT, category.event_id)


def move(session: Session, before: Category, after: Category) -> None:
    """Change the category of a taken place; the event's count stays."""
    changes = [(before, GIVE_BACK_IN_CATEGORY), (after, TAKE_IN_CATEGORY)]
    for category, statement in sorted(changes, key=lambda change: change[0].id):
        if not _count(session, statement, category.id) and statement is TAKE_IN_CATEGORY:
            raise DomainError(_l("No places are left in this category."), "category")


def open_for_event(_mapper: Any, connection: Connection, event: Event) -> None:
    """Mapper event: an event starts with a counter of its own."""
    _open(connection, event.id, None, event.capacity)


def open_for_category(_mapper: Any, connection: Connection, category: Category) -> None:
    """Mapper event: a category starts with a counter of its own."""
    _open(connection, category.event_id, category.id, category.capacity)


def follow_event(_mapper: Any, connection: Connection, event: Event) -> None:
    """Mapper event: the counter follows the event's capacity, but never below what is taken."""
    _resize(connection, event, OF_EVENT)


def follow_category(_mapper: Any, connection: Connection, category: Category) -> None:
    """Mapper event: the counter follows the category's capacity, but never below what is taken."""
    _resize(connection, category, OF_CATEGORY)


def _count(session: Session, statement: Update, owner: int) -> bool:
    return session.connection().execute(statement, {"owner": owner}).rowcount == 1


def _open(connection: Connection, event_id: int, category_id: int | None, capacity: int | None) -> None:
    connection.execute(insert(Places).values(event_id=event_id, category_id=category_id, capacity=capacity, taken=0))


def _resize(connection: Connection, owner: Event | Category, counter: Any) -> None:
    state: InstanceState[Any] = inspect(owner)
    if not state.attrs["capacity"].history.has_changes():
        return
    fits = Places.taken <= owner.capacity if owner.capacity else true()
    resized = update(Places).where(counter, fits).values(capacity=owner.capacity)
    if connection.execute(resized, {"owner": owner.id}).rowcount == 0:
        raise DomainError(_l("More places than that are taken already."), "capacity")
