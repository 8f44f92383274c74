"""Sessions: making, moving, cancelling and removing them, and what calendars are told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, SessionSpeaker, SessionState, Speaker
from app.core import audit
from app.core.editing import assign, check_version, lock
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.text import Bilingual
from app.events.editing import check_open
from app.events.models import Event
from app.events.phases import local_midnight
from app.events.queries import PUBLIC_STATES

#: Attributes whose change is one of time, place or status: calendars are told by a higher SEQUENCE.
TIME_PLACE_STATUS = frozenset({"starts_at", "ends_at", "room", "conference_url", "state"})
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form or a script says of a session: its attributes, and who speaks in which order."""

    values: Mapping[str, Any]
    speakers: Sequence[Speaker] = ()


def create(session: Session, event: Event, draft: Draft, at: datetime) -> AgendaSession:
    """A session of ``event``; its times must lie within the event's days."""
    check_open(event)
    check_times(event, draft.values["starts_at"], draft.values["ends_at"])
    row = AgendaSession(event_id=event.id, **draft.values)
    session.add(row)
    session.flush()
    seat_speakers(session, row, draft.speakers, at)
    return row


def edit(session: Session, event: Event, row: AgendaSession, draft: Draft, version: str, at: datetime) -> AgendaSession:
    """Change a session that is still of ``version``; SEQUENCE rises once where time, place or status change."""
    check_version(session, row, version)
    check_open(event)
    check_times(event, draft.values["starts_at"], draft.values["ends_at"])
    _check_state(event, row, draft.values.get("state", row.state))
    with session.no_autoflush:
        changed = assign(row, draft.values)
    if changed & TIME_PLACE_STATUS:
        row.sequence += 1
    session.flush()
    seat_speakers(session, row, draft.speakers, at)
    return row


def seat_speakers(session: Session, row: AgendaSession, speakers: Sequence[Speaker], at: datetime) -> None:
    """Make ``speakers`` those of the session, in this order."""
    wanted = list(dict.fromkeys(speakers))
    if wanted == list(row.speakers):
        return
    before = audit.called(row.speakers)
    session.execute(delete(SessionSpeaker).where(SessionSpeaker.session_id == row.id))
    for position, speaker in enumerate(wanted):
        session.add(SessionSpeaker(session_id=row.id, speaker_id=speaker.id, position=position))
    row.changed_at = at
    session.flush()
    session.expire(row, ["speakers"])
    audit.record(session, "update", row, {"speakers": before}, speakers=audit.called(wanted))


def confirm(session: Session, event: Event, rows: Sequence[AgendaSession]) -> int:
    """Make drafts part of the programme; answers how many were."""
    check_open(event)
    drafts = [row for row in rows if row.state is SessionState.DRAFT and row.removed_at is None]
    for row in drafts:
        row.state = SessionState.CONFIRMED
        row.sequence += 1
    session.flush()
    return len(drafts)


def cancel(session: Session, event: Event, row: AgendaSession, reason: Bilingual) -> None:
    """The session stays on the agenda, struck through, with the reason."""
    lock(session, row)
    check_open(event)
    if not reason:
        raise DomainError(_l("Say why, in one language at least."), "reason_zh")
    if row.state is SessionState.DRAFT:
        raise DomainError(_l("It is a draft, which nobody knows of. Delete it instead."))
    if row.state is not SessionState.CANCELLED:
        row.state = SessionState.CANCELLED
        row.sequence += 1
    row.cancellation = reason
    session.flush()


def restore(session: Session, event: Event, row: AgendaSession) -> None:
    """Put a cancelled or removed session back into the programme."""
    lock(session, row)
    check_open(event)
    if row.state is SessionState.CANCELLED or row.removed_at is not None:
        row.sequence += 1
    if row.state is SessionState.CANCELLED:
        row.state = SessionState.CONFIRMED
    row.removed_at, row.cancellation = None, Bilingual()
    session.flush()


def remove(session: Session, event: Event, row: AgendaSession, at: datetime) -> bool:
    """Take a session off the agenda; one that was public leaves a tombstone for calendars. Whether it did."""
    lock(session, row)
    check_open(event)
    known = event.state in PUBLIC_STATES and row.state is not SessionState.DRAFT
    if not known:
        session.delete(row)
    elif row.removed_at is None:
        row.removed_at = at
        row.sequence += 1
    session.flush()
    return known


def check_times(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    """Raise unless the times are in order and within the event's days, arrival and departure included."""
    first = local_midnight(event.arrival_on, event.zone)
    last = local_midnight(event.departure_on + timedelta(days=1), event.zone)
    if ends_at <= starts_at:
        raise DomainError(_l("It must end after it begins."), "ends")
    if ends_at - starts_at >= LONGEST:
        raise DomainError(_l("A session is shorter than a day. Check the dates."), "ends")
    if not first <= starts_at < last:
        raise DomainError(_l("This is outside the event's days, from arrival to departure."), "starts")
    if ends_at > last:
        raise DomainError(_l("This is outside the event's days, from arrival to departure."), "ends")


def _check_state(event: Event, row: AgendaSession, state: SessionState) -> None:
    public = event.state in PUBLIC_STATES and row.state is not SessionState.DRAFT
    if public and state is SessionState.DRAFT:
        raise DomainError(_l("It is public already. Cancel it, or take it off the agenda."), "state")
