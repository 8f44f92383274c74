"""What the URL arguments ``leg`` and ``stop`` name, within the event of the URL."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.edge import loads
from app.trips.models import Leg, Stop
from app.trips.queries import leg_of_event, stop_of_event


@loads("leg")
def load_leg(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Leg | None:
    return leg_of_event(session, loaded["event"].id, public_id)


@loads("stop")
def load_stop(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Stop | None:
    """Removed ones too: they can be restored."""
    return stop_of_event(session, loaded["event"].id, public_id)
