"""Checkpoints where guests check themselves in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core.clock import now
from app.selfcheckin import slots
from app.selfcheckin.models import SelfCheckIn
from tests.factories.checkin import Door
from tests.factories.tickets import secrets_of_app


def allow(session: Session, door: Door, **overrides: Any) -> SelfCheckIn:
    """A screen at the door, always open."""
    values: dict[str, Any] = {"by_screen": True, **overrides}
    point = SelfCheckIn(event_id=door.event.id, checkpoint_id=door.checkpoint.id, checkpoint=door.checkpoint, **values)
    session.add(point)
    session.commit()
    return point


def home(door: Door) -> str:
    return f"/i/{door.checkpoint.public_id}/"


def on_screen(door: Door, slots_ago: int = 0) -> str:
    """The address in the code that the screen shows, or has shown."""
    slot = slots.slot_at(now() - slots_ago * slots.SLOT)
    return home(door) + slots.token_of(secrets_of_app(), door.checkpoint.public_id, slot)


def scan_screen(client: FlaskClient, door: Door) -> None:
    """Scan the screen with the phone that ``client`` is."""
    answer = client.get(on_screen(door))
    assert answer.status_code == 303, answer.text


HOUR = timedelta(hours=1)
