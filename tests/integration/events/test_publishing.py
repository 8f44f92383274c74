"""From a draft to the public and back: what blocks, what the steps leave behind."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.errors import DomainError
from app.core.policies import Actor, Grant
from app.core.text import Bilingual
from app.events.models import Event, EventChange, EventKind, EventState
from app.events.publishing import Decision, missing, take_step
from app.events.queries import rotation
from tests.factories.agenda import make_session
from tests.factories.events import make_event, make_series

HQ = Actor(1, level="staff", headquarters=True)
FLOOD = Bilingual("洪水", "Flood")
APPROVED = Decision("CAST-2027-12", date(2027, 1, 5))


def make_draft(session: Session, **overrides: Any) -> Event:
    return make_event(session, **{"state": EventState.DRAFT, "approval_number": ""} | overrides)


@pytest.fixture
def ready(session: Session) -> Event:
    """Awaits approval, and nothing else that blocks is missing."""
    event = make_draft(session, state=EventState.AWAITING_APPROVAL)
    session.commit()
    return event


def blocking(session: Session, event: Event) -> set[str]:
    return {str(problem.message) for problem in missing(session, event) if problem.blocking}


def test_an_empty_draft_is_told_all_that_is_missing(session: Session) -> None:
    nothing = Bilingual()
    event = make_draft(
        session, title=Bilingual("论坛", ""), summary=nothing, city=nothing, venue=nothing, host_base_id=None
    )
    assert {
        "The title in both languages",
        "A summary in both languages",
        "The city in both languages",
        "The venue in both languages",
        "The host base",
        "The number of the approval document",
    } <= blocking(session, event)


def test_other_packages_say_what_they_miss(session: Session) -> None:
    event = make_draft(session)
    assert "An agenda" in {str(problem.message) for problem in missing(session, event)}
    make_session(session, event)
    assert "An agenda" not in {str(problem.message) for problem in missing(session, event)}


def test_advice_stands_behind_what_blocks_and_does_not_block(session: Session, ready: Event) -> None:
    found = [problem.blocking for problem in missing(session, ready)]
    assert found == sorted(found, reverse=True)
    assert False in found
    take_step(session, HQ, ready, EventState.PUBLISHED, APPROVED, now())


def test_a_trip_needs_a_leg_and_no_venue(session: Session) -> None:
    event = make_draft(session, kind=EventKind.TRIP, venue=Bilingual())
    messages = blocking(session, event)
    assert "The venue in both languages" not in messages
    assert "An itinerary with at least one leg" in messages


def test_publication_is_refused_without_the_approval_number(session: Session, ready: Event) -> None:
    with pytest.raises(DomainError) as refused:
        take_step(session, HQ, ready, EventState.PUBLISHED, Decision(), now())
    assert refused.value.field == "approval_number"


def test_the_database_refuses_it_too(session: Session, ready: Event) -> None:
    with pytest.raises(IntegrityError):
        session.execute(update(Event).where(Event.id == ready.id).values(state=EventState.PUBLISHED))


def test_publication_is_refused_while_anything_is_missing(session: Session, ready: Event) -> None:
    ready.summary = Bilingual("只有中文", "")
    session.commit()
    with pytest.raises(DomainError):
        take_step(session, HQ, ready, EventState.PUBLISHED, APPROVED, now())


def test_publishing_keeps_the_approval_tells_it_and_raises_sequence(session: Session, ready: Event) -> None:
    take_step(session, HQ, ready, EventState.PUBLISHED, APPROVED, now())
    assert ready.state is EventState.PUBLISHED
    assert (ready.approval_number, ready.approved_on) == ("CAST-2027-12", date(2027, 1, 5))
    assert ready.sequence == 1
    [change] = session.scalars(select(EventChange))
    assert (change.field, change.before.en, change.after.en) == ("state", "awaiting_approval", "published")


def test_awaiting_approval_changes_nothing_for_calendars(session: Session) -> None:
    event = make_draft(session)
    session.commit()
    take_step(session, HQ, event, EventState.AWAITING_APPROVAL, Decision(), now())
    assert event.sequence == 0


def test_a_cancellation_needs_a_reason_and_raises_sequence(session: Session) -> None:
    event = make_event(session)
    session.commit()
    with pytest.raises(DomainError) as refused:
        take_step(session, HQ, event, EventState.CANCELLED, Decision(), now())
    assert refused.value.field == "reason_zh"
    session.rollback()
    take_step(session, HQ, event, EventState.CANCELLED, Decision(reason=FLOOD), now())
    assert (event.state, event.sequence) == (EventState.CANCELLED, 1)
    assert session.scalars(select(EventChange)).one().reason == FLOOD


def test_archiving_what_is_cancelled_is_no_news_for_calendars(session: Session) -> None:
    event = make_event(session, state=EventState.CANCELLED, sequence=4)
    session.commit()
    take_step(session, HQ, event, EventState.ARCHIVED, Decision(), now())
    assert (event.state, event.sequence) == (EventState.ARCHIVED, 4)


def archive(session: Session, event: Event) -> None:
    take_step(session, HQ, event, EventState.ARCHIVED, Decision(), now())


def test_what_was_held_is_archived_without_being_cancelled(session: Session) -> None:
    event = make_event(session, starts_on=date(2024, 6, 3), sequence=4)
    session.commit()
    archive(session, event)
    assert (event.state, event.sequence, event.status_changes) == (EventState.ARCHIVED, 4, 0)


def test_what_is_still_to_be_held_is_not_archived(session: Session) -> None:
    event = make_event(session)
    session.commit()
    with pytest.raises(DomainError):
        archive(session, event)


def test_the_rotation_keeps_archived_editions_that_were_held(session: Session) -> None:
    series = make_series(session)
    held, cancelled, draft = (
        make_event(session, series=series, number=n, starts_on=date(2020 + n, 6, 3), state=state)
        for n, state in enumerate((EventState.PUBLISHED, EventState.CANCELLED, EventState.DRAFT), 1)
    )
    session.commit()
    for event in (held, cancelled, draft):
        archive(session, event)
    assert rotation(session, series.id) == [held]


def test_a_step_that_is_not_the_next_one_is_refused(session: Session) -> None:
    event = make_draft(session)
    session.commit()
    with pytest.raises(DomainError):
        take_step(session, HQ, event, EventState.PUBLISHED, APPROVED, now())


def test_an_organizer_of_the_event_alone_cannot_publish(session: Session, ready: Event) -> None:
    organizer = Actor(2, level="staff", grants=frozenset({Grant("organizer", "event", ready.id)}))
    with pytest.raises(DomainError):
        take_step(session, organizer, ready, EventState.PUBLISHED, APPROVED, now())
    host = Actor(3, level="staff", grants=frozenset({Grant("host", "program_base", ready.host_base_id)}))
    take_step(session, host, ready, EventState.PUBLISHED, APPROVED, now())
    assert ready.state is EventState.PUBLISHED
