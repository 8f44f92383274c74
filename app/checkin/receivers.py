"""Checkpoints follow their event: handed on to the next edition, and moved with the calendar."""

from typing import Any

from sqlalchemy.orm import Session

from app.checkin import checkpoints
from app.core.signals import event_cloned, event_shifted
from app.events.models import Event
from app.events.shifting import Shift


@event_cloned.connect
def copy_checkpoints(_sender: Any, *, session: Session, event: Event, source: Event) -> None:
    checkpoints.copy(session, source, event)


@event_shifted.connect
def move_checkpoints(_sender: Any, *, session: Session, event: Event, shift: Shift) -> None:
    checkpoints.shift_all(session, event, shift)
