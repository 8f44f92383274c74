"""Members of staff who check people in from an ordinary page: each in the name of a device that has no token."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin import queries
from app.checkin.answers import ScanAnswer
from app.checkin.devices import device_lasts_until
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Device, DeviceRole
from app.checkin.queries import DESK
from app.checkin.turns import in_turn
from app.checkin.undoing import next_sequence
from app.core import audit
from app.events.models import Event

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press of the button on a badge's page; ``scan_id`` is the page's, so that a second press is the same scan."""

    scan_id: uuid.UUID
    checkpoint: str
    code: str
    direction: str


def check_in(session: Session, event_id: int, user_id: int, pressed: Pressed, at: datetime) -> ScanAnswer:
    """Record a scan in the name of a member of staff; the caller commits."""
    return in_turn(session, lambda: _check_in(session, event_id, user_id, pressed, at))


def _check_in(session: Session, event_id: int, user_id: int, pressed: Pressed, at: datetime) -> ScanAnswer:
    event = session.get_one(Event, event_id)
    desk = desk_of(session, event, session.get_one(User, user_id))
    stored = queries.scan_of_device(session, desk.id, pressed.scan_id)
    item = ScanItem(
        scan_id=pressed.scan_id,
        checkpoint=pressed.checkpoint,
        sequence=stored.sequence if stored else next_sequence(session, desk),
        scanned_at=stored.scanned_at if stored else at,
        code=pressed.code,
        direction=pressed.direction,
    )
    [answer] = merge(session, event, desk, [item], Delivery(at))
    return answer


def desk_of(session: Session, event: Event, user: User) -> Device:
    """The device of a member of staff at an event, locked and in service; made when first needed, once."""
    mark = f"{DESK}{event.id}:{user.id}"
    return _kept(session, event, mark, (user.name or user.email)[:80], DeviceRole.SUPERVISOR, user.id)


def paper_desk_of(session: Session, event: Event, user: User) -> Device:
    """The device in whose name a member of staff enters what was ticked on paper. It has always been there, since
    nothing was scanned before its device was."""
    mark = f"{DESK}paper:{event.id}:{user.id}"
    desk = _kept(session, event, mark, (user.name or user.email)[:80], DeviceRole.SUPERVISOR, user.id)
    desk.created_at = ALWAYS
    session.flush()
    return desk


def unattended(session: Session, event: Event, mark: str, name: str) -> Device:
    """The device of a page that guests use by themselves; ``mark`` begins with ``DESK``. It picks people by name."""
    return _kept(session, event, mark, name[:80], DeviceRole.SEARCH, None)


def _kept(session: Session, event: Event, mark: str, name: str, role: DeviceRole, user_id: int | None) -> Device:
    """What has ``mark`` for a token, which is no SHA-256, so that no token leads to it."""
    mine = select(Device).where(Device.token_hash == mark).with_for_update(key_share=True)
    desk = session.scalar(mine)
    if desk is None:
        values = {"event_id": event.id, "token_hash": mark, "name": name, "role": role, "user_id": user_id}
        made = _make(session, values | {"expires_at": device_lasts_until(event)})
        desk = session.scalars(mine).one()
        if made:
            audit.record(session, "create", desk)
    desk.role, desk.revoked_at, desk.expires_at = role, None, device_lasts_until(event)
    session.flush()
    return desk


def _make(session: Session, values: dict[str, Any]) -> bool:
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(Device).values(**values)
    return bool(session.scalar(row.on_conflict_do_nothing(index_elements=["token_hash"]).returning(Device.id)))
