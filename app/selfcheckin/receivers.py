"""Windows of self check-in move with their event."""

from typing import Any

from sqlalchemy.orm import Session

from app.core.signals import event_shifted
from app.events.models import Event
from app.events.shifting import Shift
from app.selfcheckin import allowing


@event_shifted.connect
def move_windows(_sender: Any, *, session: Session, event: Event, shift: Shift) -> None:
    allowing.shift_all(session, event, shift)
