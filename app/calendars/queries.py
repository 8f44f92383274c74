"""Reads for feeds that lower packages have no use for."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.sql import ColumnElement

from app.agenda.models import AgendaSession
from app.calendars.models import OrganizerFeed
from app.events.models import Event, EventTheme
from app.events.queries import PUBLIC_STATES
from app.trips.models import Leg, Stop


def series_events(session: Session, series_id: int) -> list[Event]:
    """The public editions of a series, earliest first."""
    return _public_events(session, Event.series_id == series_id)


def base_events(session: Session, base_id: int) -> list[Event]:
    """The public events that a programme base hosts, and the trips that visit it."""
    visits = select(Leg.event_id).where(Leg.host_base_id == base_id, Leg.removed_at.is_(None))
    return _public_events(session, (Event.host_base_id == base_id) | Event.id.in_(visits))


def theme_events(session: Session, theme_id: int) -> list[Event]:
    """The public events of a theme."""
    of_theme = select(EventTheme.event_id).where(EventTheme.theme_id == theme_id)
    return _public_events(session, Event.id.in_(of_theme))


def _public_events(session: Session, condition: ColumnElement[bool]) -> list[Event]:
    wanted = select(Event).where(condition, Event.state.in_(PUBLIC_STATES)).options(selectinload(Event.themes))
    return list(session.scalars(wanted.order_by(Event.starts_on, Event.id)))


def all_sessions(session: Session, event_id: int) -> list[AgendaSession]:
    """Every session of an event, drafts and tombstones too."""
    loads = (joinedload(AgendaSession.room), joinedload(AgendaSession.track), selectinload(AgendaSession.speakers))
    wanted = select(AgendaSession).where(AgendaSession.event_id == event_id).options(*loads)
    return list(session.scalars(wanted.order_by(AgendaSession.starts_at, AgendaSession.id)))


def all_stops(session: Session, event_id: int) -> list[Stop]:
    """Every stop of a trip, drafts and tombstones too."""
    wanted = select(Stop).where(Stop.event_id == event_id).options(joinedload(Stop.leg))
    return list(session.scalars(wanted.order_by(Stop.starts_at, Stop.id)))


def organizer_feed(session: Session, user_id: int, event_id: int) -> OrganizerFeed | None:
    mine = select(OrganizerFeed).where(OrganizerFeed.user_id == user_id, OrganizerFeed.event_id == event_id)
    return session.scalar(mine)


def organizer_feed_by_id(session: Session, public_id: str) -> OrganizerFeed | None:
    return session.scalar(select(OrganizerFeed).where(OrganizerFeed.public_id == public_id))
