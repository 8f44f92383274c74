"""What the URL arguments ``room``, ``track``, ``speaker`` and ``agenda_session`` name, within the event of the URL."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, Room, Speaker, Track
from app.agenda.queries import of_event
from app.core.edge import loads


@loads("room")
def load_room(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Room | None:
    return of_event(session, Room, loaded["event"].id, public_id)


@loads("track")
def load_track(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Track | None:
    return of_event(session, Track, loaded["event"].id, public_id)


@loads("speaker")
def load_speaker(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Speaker | None:
    return of_event(session, Speaker, loaded["event"].id, public_id)


@loads("agenda_session")
def load_session(session: Session, public_id: str, loaded: Mapping[str, Any]) -> AgendaSession | None:
    """Removed ones too: they can be restored."""
    return of_event(session, AgendaSession, loaded["event"].id, public_id)
