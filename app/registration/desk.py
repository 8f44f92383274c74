"""What a person meets who wants to register: the open categories with their places, the questions, the notice."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import revisions
from app.core.revisions import event_scope
from app.events.models import Event
from app.events.queries import PUBLIC_STATES
from app.registration import queries
from app.registration.models import Category, FormField, PrivacyNotice

KEPT = 64


@dataclass(frozen=True, slots=True)
class Form:
    """What registering for an event is made of: rows that belong to no session, to be read alone."""

    event: Event
    categories: tuple[Category, ...]
    questions: tuple[FormField, ...]
    notice: PrivacyNotice | None


@dataclass(slots=True)
class Kept:
    form: Form
    revision: int
    stamp: tuple[int, int]


class Forms:
    """Forms by the event's slug as this process last read them, for as long as the event's revision stays the same.

    A change made by another process is seen within a second, like on public pages.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, session: Session, slug: str) -> Form | None:
        """The form of the event of that slug, in any state; None where there is none."""
        stamp = revisions.remembered.stamp(session)
        kept = self._kept.get(slug)
        if kept and kept.stamp == stamp:
            return kept.form
        return self._look(session, slug, kept, stamp)

    def _look(self, session: Session, slug: str, kept: Kept | None, stamp: tuple[int, int]) -> Form | None:
        found = session.execute(select(Event.id, Event.public_id).where(Event.slug == slug)).first()
        if found is None:
            return None
        revision = revisions.values(session, [event_scope(found.id)])[event_scope(found.id)]
        if kept is None or (kept.form.event.public_id, kept.revision) != (found.public_id, revision):
            kept = Kept(_read(session, slug), revision, stamp)
        kept.stamp = stamp
        self._keep(slug, kept)
        return kept.form

    def _keep(self, slug: str, kept: Kept) -> None:
        with self._lock:
            self._kept[slug] = kept
            self._kept.move_to_end(slug)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


forms = Forms()


def _read(session: Session, slug: str) -> Form:
    """Read in a session of its own, so that the rows belong to none afterwards."""
    with Session(session.get_bind(), expire_on_commit=False) as reading:
        event = reading.scalars(select(Event).where(Event.slug == slug)).one()
        categories = [category for category in queries.categories(reading, event.id) if category.open]
        asked, notice = queries.questions(reading, event.id), queries.current_notice(reading, event.id)
    return Form(event, tuple(categories), tuple(asked), notice)


@dataclass
class Desk:
    """The desk of one event; places are counted when they are asked for."""

    form: Form
    session: Session

    @cached_property
    def rooms(self) -> dict[int | None, queries.Room]:
        return queries.rooms(self.session, self.form.event.id)

    def left(self, category: Category) -> int | None:
        """Places left; None where there is no limit."""
        return queries.places_left(self.rooms, category.id)

    @cached_property
    def full(self) -> bool:
        """Whether no open category has a place."""
        return bool(self.form.categories) and all(self.left(category) == 0 for category in self.form.categories)

    def choose(self, public_id: str) -> Category | None:
        """The open category of that id."""
        return next((category for category in self.form.categories if category.public_id == public_id), None)


def desk_of(session: Session, slug: str) -> Desk | None:
    """The desk of the event of that slug, where the public may see it."""
    form = forms.of(session, slug)
    return Desk(form, session) if form and form.event.state in PUBLIC_STATES else None
