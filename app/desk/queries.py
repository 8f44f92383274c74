"""Reads of walk-ins."""

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.checkin.models import Device
from app.desk.models import WalkIn
from app.registration.indexing import name_key
from app.registration.models import Registration
from app.registration.people import Person
from app.registration.states import LIVE

#: People of one name that are shown.
MOST = 5


def stored(session: Session, device_id: int, walk_in_id: uuid.UUID) -> WalkIn | None:
    """What was recorded of a device under this id."""
    mine = select(WalkIn).where(WalkIn.device_id == device_id, WalkIn.walk_in_id == walk_in_id)
    return session.scalar(mine.options(joinedload(WalkIn.registration).joinedload(Registration.category)))


def namesakes(session: Session, event_id: int, person: Person) -> list[Registration]:
    """Who is registered under this name and may come."""
    same = Registration.name_key == name_key(person.name), Registration.state.in_(LIVE)
    wanted = select(Registration).where(Registration.event_id == event_id, *same)
    return list(session.scalars(wanted.options(joinedload(Registration.category)).limit(MOST)))


def walk_ins(session: Session, event_id: int, limit: int, offset: int = 0) -> list[tuple[WalkIn, str]]:
    """The latest walk-ins, each with the name of its device; those that somebody should look at before others."""
    open_first = (WalkIn.trouble.is_not(None) & WalkIn.settled_at.is_(None)).desc()
    wanted = select(WalkIn, Device.name).join(Device, Device.id == WalkIn.device_id).where(WalkIn.event_id == event_id)
    loaded = wanted.options(joinedload(WalkIn.registration).joinedload(Registration.category))
    rows = session.execute(loaded.order_by(open_first, WalkIn.id.desc()).limit(limit).offset(offset))
    return [(walk_in, device) for walk_in, device in rows]


def number_of_walk_ins(session: Session, event_id: int) -> int:
    return session.scalar(select(func.count()).where(WalkIn.event_id == event_id)) or 0


def walk_in_by_public_id(session: Session, event_id: int, public_id: str) -> WalkIn | None:
    mine = select(WalkIn).where(WalkIn.event_id == event_id, WalkIn.public_id == public_id)
    return session.scalar(mine.options(joinedload(WalkIn.registration).joinedload(Registration.category)))


def troubled(session: Session, event_id: int) -> int:
    """How many walk-ins wait for somebody to look at them."""
    waiting = WalkIn.event_id == event_id, WalkIn.trouble.is_not(None), WalkIn.settled_at.is_(None)
    return session.scalar(select(func.count()).where(*waiting)) or 0
