"""Reads of series and events."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from app.core.policies import Actor
from app.core.text import Bilingual
from app.events.models import Event, EventChange, EventKind, EventState, Series

#: States in which the public sees an event.
PUBLIC_STATES = (EventState.PUBLISHED, EventState.CANCELLED)


def event_by_slug(session: Session, slug: str) -> Event | None:
    """An event in any state."""
    return session.scalar(select(Event).where(Event.slug == slug))


def public_event(session: Session, slug: str) -> Event | None:
    """An event that the public may see."""
    return session.scalar(select(Event).where(Event.slug == slug, Event.state.in_(PUBLIC_STATES)))


def series_by_slug(session: Session, slug: str) -> Series | None:
    return session.scalar(select(Series).where(Series.slug == slug))


def all_series(session: Session, *, archived: bool = False) -> list[Series]:
    """Series by title; with ``archived`` those too that are no longer held."""
    wanted = select(Series).order_by(Series.slug)
    return list(session.scalars(wanted if archived else wanted.where(Series.archived_at.is_(None))))


def public_events(session: Session, kind: EventKind | None = None) -> list[Event]:
    """Every event that the public may see, earliest first."""
    wanted = (
        select(Event)
        .where(Event.state.in_(PUBLIC_STATES))
        .options(selectinload(Event.series), selectinload(Event.host_base))
    )
    if kind:
        wanted = wanted.where(Event.kind == kind)
    return list(session.scalars(wanted.order_by(Event.starts_on, Event.id)))


def rotation(session: Session, series_id: int) -> list[Event]:
    """The editions of a series in their order; one that awaits approval shows who will host, and no more."""
    return rotations(session, [series_id]).get(series_id, [])


def rotations(session: Session, series_ids: Collection[int]) -> dict[int, list[Event]]:
    """The editions of many series, each in their order."""
    known = Event.state.in_((*PUBLIC_STATES, EventState.AWAITING_APPROVAL))
    wanted = select(Event).where(Event.series_id.in_(series_ids), or_(known, _held_and_archived()))
    loaded = wanted.options(selectinload(Event.host_base), selectinload(Event.series))
    found: dict[int, list[Event]] = {}
    for event in session.scalars(loaded.order_by(Event.number.nulls_last(), Event.starts_on, Event.id)):
        found.setdefault(event.series_id or 0, []).append(event)
    return found


def _held_and_archived() -> ColumnElement[bool]:
    """Archived when it was over: it was held, which what was a draft or cancelled was not."""
    published, archived = (Bilingual(state.value, state.value) for state in (EventState.PUBLISHED, EventState.ARCHIVED))
    step = select(EventChange.id).where(EventChange.event_id == Event.id, EventChange.field == "state")
    held = step.where(EventChange.before == published, EventChange.after == archived)
    return and_(Event.state == EventState.ARCHIVED, held.exists())


def managed_events(session: Session, actor: Actor) -> list[Event]:
    """The events that a member of staff works on, latest first."""
    wanted = select(Event).options(selectinload(Event.host_base), selectinload(Event.series))
    if not actor.headquarters:
        bases = [g.object_id for g in actor.grants if g.object_type == "program_base"]
        events = [g.object_id for g in actor.grants if g.object_type == "event"]
        wanted = wanted.where(or_(Event.host_base_id.in_(bases), Event.id.in_(events)))
    return list(session.scalars(wanted.order_by(Event.starts_on.desc(), Event.id.desc())))


def next_number(session: Session, series_id: int) -> int:
    """The number of the next edition of a series."""
    return 1 + (session.scalar(select(func.max(Event.number)).where(Event.series_id == series_id)) or 0)


def edition_counts(session: Session) -> dict[int, int]:
    """How many editions each series has, in any state."""
    counted = select(Event.series_id, func.count()).where(Event.series_id.is_not(None)).group_by(Event.series_id)
    return {series_id: number for series_id, number in session.execute(counted) if series_id is not None}


def series_editions(session: Session, series_id: int) -> list[Event]:
    """Every edition of a series in any state, the latest first."""
    wanted = select(Event).where(Event.series_id == series_id).options(selectinload(Event.host_base))
    return list(session.scalars(wanted.order_by(Event.starts_on.desc(), Event.id.desc())))


def changes(session: Session, event_id: int, limit: int = 30) -> list[EventChange]:
    """The dated changes of an event, the latest first."""
    wanted = select(EventChange).where(EventChange.event_id == event_id)
    return list(session.scalars(wanted.order_by(EventChange.at.desc(), EventChange.id.desc()).limit(limit)))


def changes_of(session: Session, event_id: int, keys: Collection[int]) -> list[EventChange]:
    """Some of an event's changes, in the order in which they were written."""
    wanted = select(EventChange).where(EventChange.event_id == event_id, EventChange.id.in_(keys))
    return list(session.scalars(wanted.order_by(EventChange.id)))


def slug_taken(session: Session, slug: str) -> bool:
    return session.scalar(select(Event.id).where(Event.slug == slug)) is not None


def public_changes(session: Session, event_id: int, limit: int = 5) -> list[EventChange]:
    """The latest changes of date and place, which people who planned their journey must know."""
    told = ("state", "starts_on", "ends_on", "arrival_on", "departure_on", "venue", "address", "city")
    # That it was published is no news to its readers; that it was cancelled, or is held after all, is.
    known = [EventChange.before == Bilingual(state.value, state.value) for state in PUBLIC_STATES]
    news = or_(EventChange.field != "state", *known)
    wanted = select(EventChange).where(EventChange.event_id == event_id, EventChange.field.in_(told), news)
    return list(session.scalars(wanted.order_by(EventChange.at.desc(), EventChange.id.desc()).limit(limit)))
