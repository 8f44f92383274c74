"""Sessions: when they may be, what calendars are told, and what is left when they go."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.agenda import scheduling
from app.agenda.models import AgendaSession, SessionKind, SessionState
from app.agenda.queries import managed_sessions, public_sessions
from app.agenda.scheduling import Draft
from app.core import revisions
from app.core.clock import now
from app.core.editing import Stale, version_of
from app.core.errors import DomainError, NotFound
from app.core.text import Bilingual
from app.events.models import Event, EventState
from tests.factories.agenda import at_clock, make_room, make_session, make_speaker, make_track
from tests.factories.events import make_event

REASON = Bilingual("讲者未到", "The speaker could not come")


def values(event: Event, start: str = "10:00", end: str = "10:30", day: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "title": Bilingual("光伏", "Solar"),
        "starts_at": at_clock(event, start, day),
        "ends_at": at_clock(event, end, day),
        **more,
    }


def edit(session: Session, event: Event, row: AgendaSession, **changed: Any) -> AgendaSession:
    kept = {"starts_at": row.starts_at, "ends_at": row.ends_at}
    draft = Draft(kept | changed, list(row.speakers))
    return scheduling.edit(session, event, row, draft, version_of(row), now())


def test_a_session_lies_within_the_events_days_arrival_and_departure_included(session: Session) -> None:
    event = make_event(session)
    for day in (-1, 3):
        scheduling.create(session, event, Draft(values(event, "08:00", "09:00", day)), now())
    scheduling.create(session, event, Draft(values(event, day=3) | {"ends_at": at_clock(event, "00:00", 4)}), now())
    assert len(managed_sessions(session, event.id)) == 3


@pytest.mark.parametrize(
    ("start", "end", "day", "field"),
    [
        ("10:00", "10:00", 0, "ends"),
        ("10:00", "09:00", 0, "ends"),
        ("10:00", "11:00", -2, "starts"),
        ("10:00", "11:00", 4, "starts"),
    ],
)
def test_times_that_cannot_be_are_refused_beside_their_field(
    session: Session, start: str, end: str, day: int, field: str
) -> None:
    event = make_event(session)
    with pytest.raises(DomainError) as refused:
        scheduling.create(session, event, Draft(values(event, start, end, day)), now())
    assert refused.value.field == field


def test_a_session_of_a_whole_day_is_a_slip(session: Session) -> None:
    event = make_event(session)
    whole_day = values(event) | {"ends_at": at_clock(event, "10:00", 1)}
    with pytest.raises(DomainError):
        scheduling.create(session, event, Draft(whole_day), now())


def test_speakers_keep_their_order_and_change_it(session: Session) -> None:
    event = make_event(session)
    first, second, third = (make_speaker(session, event) for _ in range(3))
    row = scheduling.create(session, event, Draft(values(event), [second, first]), now())
    assert row.speakers == [second, first]
    draft = Draft({"starts_at": row.starts_at, "ends_at": row.ends_at}, [third, first, third])
    scheduling.edit(session, event, row, draft, version_of(row), now())
    assert row.speakers == [third, first]


def test_new_speakers_change_public_pages_and_calendars_but_not_sequence(session: Session) -> None:
    event = make_event(session)
    row, speaker = make_session(session, event), make_speaker(session, event)
    session.commit()
    scope, changed_at = revisions.event_scope(event.id), row.changed_at
    before = revisions.values(session, [scope])[scope]
    draft = Draft({"starts_at": row.starts_at, "ends_at": row.ends_at}, [speaker])
    scheduling.edit(session, event, row, draft, version_of(row), now())
    assert revisions.values(session, [scope])[scope] > before
    assert row.changed_at > changed_at
    assert row.sequence == 0


@pytest.mark.parametrize("name", ["starts_at", "ends_at", "room", "conference_url", "state"])
def test_sequence_rises_once_when_time_place_or_status_change(session: Session, name: str) -> None:
    event = make_event(session, state=EventState.DRAFT, approval_number="")
    row = make_session(session, event)
    other = {
        "starts_at": row.starts_at - timedelta(minutes=15),
        "ends_at": row.ends_at + timedelta(minutes=15),
        "room": make_room(session, event),
        "conference_url": "https://meet.example/1",
        "state": SessionState.DRAFT,
    }
    edit(session, event, row, **{name: other[name]})
    assert row.sequence == 1
    edit(session, event, row, **{name: other[name]})
    assert row.sequence == 1


def test_sequence_stays_when_words_change(session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event)
    words = Bilingual("新", "New")
    edit(session, event, row, title=words, abstract=words, track=make_track(session, event), kind=SessionKind.PANEL)
    assert row.sequence == 0


def test_a_stale_edit_is_refused(session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event)
    session.commit()
    opened = version_of(row)
    edit(session, event, row, title=Bilingual("他", "Theirs"))
    session.commit()
    with pytest.raises(Stale):
        scheduling.edit(session, event, row, Draft(values(event)), opened, now())


def test_what_is_public_is_no_draft_again(session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event)
    with pytest.raises(DomainError) as refused:
        edit(session, event, row, state=SessionState.DRAFT)
    assert refused.value.field == "state"


def test_confirming_takes_the_drafts_among_the_chosen(session: Session) -> None:
    event = make_event(session)
    draft = make_session(session, event, state=SessionState.DRAFT)
    cancelled = make_session(session, event, state=SessionState.CANCELLED)
    assert scheduling.confirm(session, event, [draft, cancelled]) == 1
    assert (draft.state, draft.sequence) == (SessionState.CONFIRMED, 1)
    assert (cancelled.state, cancelled.sequence) == (SessionState.CANCELLED, 0)


def test_a_cancelled_session_stays_on_the_agenda_with_its_reason_and_comes_back(session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event)
    with pytest.raises(DomainError) as refused:
        scheduling.cancel(session, event, row, Bilingual())
    assert refused.value.field == "reason_zh"
    scheduling.cancel(session, event, row, REASON)
    scheduling.cancel(session, event, row, Bilingual("改", "Corrected"))
    assert public_sessions(session, event.id) == [row]
    assert (row.state, row.sequence, row.cancellation.en) == (SessionState.CANCELLED, 1, "Corrected")
    scheduling.restore(session, event, row)
    assert (row.state, row.sequence, row.cancellation) == (SessionState.CONFIRMED, 2, Bilingual())


def test_a_draft_is_not_cancelled_since_that_would_publish_it(session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event, state=SessionState.DRAFT)
    with pytest.raises(DomainError):
        scheduling.cancel(session, event, row, REASON)
    assert (row.state, row.sequence) == (SessionState.DRAFT, 0)
    assert public_sessions(session, event.id) == []


def test_a_removed_session_that_was_public_leaves_a_tombstone_and_can_come_back(session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event)
    uid = row.uid
    assert scheduling.remove(session, event, row, now())
    assert scheduling.remove(session, event, row, now())
    assert public_sessions(session, event.id) == []
    assert [found.uid for found in public_sessions(session, event.id, removed=True)] == [uid]
    assert row.sequence == 1
    scheduling.restore(session, event, row)
    assert public_sessions(session, event.id) == [row]
    assert row.sequence == 2


@pytest.mark.parametrize(
    ("event_state", "state"),
    [(EventState.PUBLISHED, SessionState.DRAFT), (EventState.DRAFT, SessionState.CONFIRMED)],
)
def test_what_nobody_has_seen_is_deleted(session: Session, event_state: EventState, state: SessionState) -> None:
    event = make_event(session, state=event_state)
    row = make_session(session, event, state=state, speakers=[make_speaker(session, event)])
    assert not scheduling.remove(session, event, row, now())
    assert public_sessions(session, event.id, removed=True) == []
    assert managed_sessions(session, event.id) == []


def test_an_archived_events_agenda_cannot_be_changed(session: Session) -> None:
    event = make_event(session, state=EventState.ARCHIVED)
    row = make_session(session, event)
    for act in (
        lambda: scheduling.create(session, event, Draft(values(event)), now()),
        lambda: edit(session, event, row),
        lambda: scheduling.cancel(session, event, row, REASON),
        lambda: scheduling.remove(session, event, row, now()),
        lambda: scheduling.restore(session, event, row),
        lambda: scheduling.confirm(session, event, [row]),
    ):
        with pytest.raises(DomainError):
            act()


def test_what_someone_else_removed_meanwhile_is_not_found(session: Session) -> None:
    event = make_event(session)
    row = make_session(session, event)
    session.commit()
    opened = version_of(row)
    session.execute(delete(AgendaSession))
    acts = (
        lambda: scheduling.edit(session, event, row, Draft(values(event)), opened, now()),
        lambda: scheduling.cancel(session, event, row, REASON),
        lambda: scheduling.remove(session, event, row, now()),
    )
    for act in acts:
        with pytest.raises(NotFound):
            act()
