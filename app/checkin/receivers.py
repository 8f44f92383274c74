"""Checkpoints follow their event: handed on to the next edition, and moved with the calendar. A browser that scans in
somebody's name does so while it is signed in."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.checkin import checkpoints, devices
from app.checkin.models import Scan
from app.core.signals import event_cloned, event_shifted, registrations_erased, signed_out
from app.events.models import Event
from app.events.shifting import Shift


@event_cloned.connect
def copy_checkpoints(_sender: Any, *, session: Session, event: Event, source: Event) -> None:
    checkpoints.copy(session, source, event)


@event_shifted.connect
def move_checkpoints(_sender: Any, *, session: Session, event: Event, shift: Shift) -> None:
    checkpoints.shift_all(session, event, shift)


@signed_out.connect
def revoke_browsers(_sender: Any, *, session: Session, user_id: int, at: datetime) -> None:
    devices.revoke_signed_out(session, user_id, at)


@registrations_erased.connect
def forget_notes(_sender: Any, *, session: Session, keys: list[int]) -> None:
    """The ledger keeps its lines, but not what somebody wrote about a person."""
    noted = update(Scan).where(Scan.registration_id.in_(keys), Scan.note != "")
    session.execute(noted.values(note=""))
