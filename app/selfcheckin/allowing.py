"""What an organizer allows at a checkpoint, and when."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.checkin.models import Checkpoint
from app.core.editing import assign, check_version
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.editing import check_open
from app.events.models import Event
from app.events.shifting import Shift
from app.selfcheckin import queries
from app.selfcheckin.models import SelfCheckIn


class Standing(StrEnum):
    """Whether guests may check themselves in now."""

    OFF = "off"
    NOT_YET = "not_yet"
    OPEN = "open"
    OVER = "over"


def standing(point: SelfCheckIn, at: datetime) -> Standing:
    if not (point.by_screen or point.by_number):
        return Standing.OFF
    if point.opens_at and at < point.opens_at:
        return Standing.NOT_YET
    return Standing.OVER if point.closes_at and point.closes_at <= at else Standing.OPEN


def save(session: Session, event: Event, checkpoint: Checkpoint, values: dict[str, Any], version: str) -> SelfCheckIn:
    """Change what is allowed; ``version`` as it was opened, '' where nothing had been allowed before."""
    check_open(event)
    if values["opens_at"] and values["closes_at"] and values["opens_at"] >= values["closes_at"]:
        raise DomainError(_l("It must close after it opens."), "closes")
    point = queries.of_checkpoint(session, checkpoint.id)
    if point is None:
        point = SelfCheckIn(event_id=event.id, checkpoint_id=checkpoint.id, checkpoint=checkpoint, **values)
        session.add(point)
    else:
        check_version(session, point, version)
        assign(point, values)
    session.flush()
    return point


def turn_number(point: SelfCheckIn) -> None:
    """Another number from now on."""
    point.number_turn += 1


def shift_all(session: Session, event: Event, shift: Shift) -> None:
    """Move every window with its event."""
    for point in queries.of_event(session, event.id).values():
        if point.opens_at and point.closes_at:
            point.opens_at, point.closes_at = shift.span(point.opens_at, point.closes_at)
        else:
            point.opens_at = point.opens_at and shift.instant(point.opens_at)
            point.closes_at = point.closes_at and shift.instant(point.closes_at)
    session.flush()
