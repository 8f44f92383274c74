"""What keeps rows in step with those they are derived from, and what a clone takes along."""

from typing import Any

from sqlalchemy import event as mapper_event
from sqlalchemy.orm import Session

from app.core.signals import event_cloned
from app.events.models import Event
from app.registration import (
    cloning,
    indexing,
    overview,  # noqa: F401 - answers what the event's overview asks
    places,
)
from app.registration.models import Category, Registration

mapper_event.listen(Event, "after_insert", places.open_for_event)
mapper_event.listen(Event, "after_update", places.follow_event)
mapper_event.listen(Category, "after_insert", places.open_for_category)
mapper_event.listen(Category, "after_update", places.follow_category)
mapper_event.listen(Registration, "before_insert", indexing.derive)
mapper_event.listen(Registration, "before_update", indexing.derive)
mapper_event.listen(Registration, "after_insert", indexing.index)
mapper_event.listen(Registration, "after_update", indexing.reindex)


@event_cloned.connect
def copy_form(sender: Any, *, session: Session, event: Event, source: Event, **_: Any) -> None:
    """The next edition asks the same questions of the same kinds of people."""
    cloning.copy(session, source, event)
