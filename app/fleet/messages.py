"""Messages from organizers to phones on site: to one, or to all that the event has at the time."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, false, or_, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, joinedload

from app.checkin.models import Device, DeviceRole
from app.fleet.models import DeviceMessage, MessageSeen

#: What nobody has tapped away by then says nothing any more.
GOOD_FOR = timedelta(days=2)
#: A page shows as many.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Told:
    """A message as its device shows it."""

    id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as organizers follow it: which of the devices that it is for have shown it to somebody."""

    message: DeviceMessage
    seen: Sequence[tuple[Device, datetime]]
    unseen: Sequence[Device]


def send(
    session: Session, event_id: int, text: str, *, device: Device | None, by: int | None, at: datetime
) -> DeviceMessage:
    """To ``device``, or to all of the event where it is None."""
    message = DeviceMessage(
        event_id=event_id, device_id=device.id if device else None, text=text, created_at=at, created_by=by
    )
    session.add(message)
    session.flush()
    return message


def unseen_by(session: Session, device: Device, at: datetime) -> list[Told]:
    """What ``device`` has still to show, the oldest first."""
    mine = _for(device).outerjoin(
        MessageSeen, and_(MessageSeen.message_id == DeviceMessage.id, MessageSeen.device_id == device.id)
    )
    waiting = mine.where(MessageSeen.seen_at.is_(None), DeviceMessage.created_at > at - GOOD_FOR)
    rows = session.scalars(waiting.order_by(DeviceMessage.id).limit(SHOWN))
    return [Told(row.public_id, row.text, row.created_at) for row in rows]


def note_seen(session: Session, device: Device, seen: Collection[str], at: datetime) -> None:
    """Somebody tapped these away, by public id; what is not for ``device`` is passed over."""
    if not seen:
        return
    keys = session.scalars(_for(device).where(DeviceMessage.public_id.in_(seen)).with_only_columns(DeviceMessage.id))
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    rows = [{"message_id": key, "device_id": device.id, "seen_at": at} for key in keys]
    if rows:
        session.execute(insert(MessageSeen).on_conflict_do_nothing(), rows)


def sent(session: Session, event_id: int, devices: Sequence[Device]) -> list[Sent]:
    """The last messages of an event, the latest first; ``devices``: all that it has."""
    mine = select(DeviceMessage).where(DeviceMessage.event_id == event_id).options(joinedload(DeviceMessage.device))
    messages = list(session.scalars(mine.order_by(DeviceMessage.id.desc()).limit(SHOWN)))
    seen = _seen(session, [message.id for message in messages])
    return [_followed(message, seen.get(message.id, {}), devices) for message in messages]


def _followed(message: DeviceMessage, seen: Mapping[int, datetime], devices: Sequence[Device]) -> Sent:
    meant = [device for device in devices if device.id in seen or _is_for(message, device)]
    return Sent(
        message,
        [(device, seen[device.id]) for device in meant if device.id in seen],
        [device for device in meant if device.id not in seen],
    )


def _is_for(message: DeviceMessage, device: Device) -> bool:
    """Whether ``device`` should show it: it was in service then."""
    if message.device_id is not None:
        return message.device_id == device.id
    if device.role is DeviceRole.KIOSK:
        return False
    began = device.created_at <= message.created_at < device.expires_at
    lasted = device.revoked_at is None or device.revoked_at > message.created_at
    return began and lasted


def _seen(session: Session, message_ids: Sequence[int]) -> dict[int, dict[int, datetime]]:
    found: dict[int, dict[int, datetime]] = {}
    rows = select(MessageSeen).where(MessageSeen.message_id.in_(message_ids))
    for row in session.scalars(rows) if message_ids else ():
        found.setdefault(row.message_id, {})[row.device_id] = row.seen_at
    return found


def _for(device: Device) -> Select[DeviceMessage]:
    """Messages to ``device``, and those to all since it was paired. Before a kiosk stand guests: it gets none."""
    if device.role is DeviceRole.KIOSK:
        return select(DeviceMessage).where(false())
    to_all = and_(DeviceMessage.device_id.is_(None), DeviceMessage.created_at >= device.created_at)
    return select(DeviceMessage).where(
        DeviceMessage.event_id == device.event_id, or_(DeviceMessage.device_id == device.id, to_all)
    )
