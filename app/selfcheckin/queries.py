"""Reads of what is allowed where."""

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.checkin.models import Checkpoint
from app.events.models import Event, EventState
from app.selfcheckin.models import SelfCheckIn


def of_checkpoint(session: Session, checkpoint_id: int) -> SelfCheckIn | None:
    return session.scalar(select(SelfCheckIn).where(SelfCheckIn.checkpoint_id == checkpoint_id))


def of_event(session: Session, event_id: int) -> dict[int, SelfCheckIn]:
    """By the checkpoint's key."""
    rows = session.scalars(select(SelfCheckIn).where(SelfCheckIn.event_id == event_id))
    return {row.checkpoint_id: row for row in rows}


def for_guests(session: Session, public_id: str) -> tuple[SelfCheckIn, Event] | None:
    """By the checkpoint's public id, where it is in use and its event is published."""
    wanted = (
        select(SelfCheckIn, Event)
        .join(SelfCheckIn.checkpoint)
        .join(Event, Event.id == SelfCheckIn.event_id)
        .where(Checkpoint.public_id == public_id, Checkpoint.archived_at.is_(None))
        .where(Event.state == EventState.PUBLISHED)
        .options(contains_eager(SelfCheckIn.checkpoint), joinedload(Event.series))
    )
    row = session.execute(wanted).one_or_none()
    return (row[0], row[1]) if row else None
