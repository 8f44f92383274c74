"""Revisions rise in the transaction that changes what the public sees, and only then."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core import revisions
from app.core.text import Bilingual
from tests.factories.events import make_event


def _of(session: Session, event_id: int) -> tuple[int, int, int]:
    scope = revisions.event_scope(event_id)
    found = revisions.values(session, [revisions.ALL, revisions.SHARED, scope])
    return found[revisions.ALL], found[revisions.SHARED], found[scope]


def test_a_new_event_raises_its_own_scope_and_the_shared_one(session: Session) -> None:
    event = make_event(session)
    assert _of(session, event.id)[1:] >= (1, 1)


def test_a_rolled_back_edit_raises_nothing(session: Session) -> None:
    event = make_event(session)
    session.commit()
    before = _of(session, event.id)
    event.title = Bilingual("改名", "Renamed")
    session.flush()
    session.rollback()
    assert _of(session, event.id) == before


def test_reading_raises_nothing(session: Session) -> None:
    event = make_event(session)
    session.commit()
    before = _of(session, event.id)
    session.refresh(event)
    session.flush()
    assert _of(session, event.id) == before


def test_a_process_forgets_what_it_remembers_when_it_changes_something(session: Session) -> None:
    event = make_event(session)
    session.commit()
    remembered = revisions.remembered.get(session)
    event.summary = Bilingual("新", "New")
    session.commit()
    assert revisions.remembered.get(session) > remembered
