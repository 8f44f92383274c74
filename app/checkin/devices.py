"""Devices that scan: paired phones, and the browsers of signed-in staff. Each has a bearer token, stored as a hash."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin.models import Checkpoint, Device, DeviceRole, Pairing
from app.checkin.queries import DESK
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.directory.models import BaseGrant
from app.events.models import Event, EventGrant, EventRole
from app.events.phases import local_midnight

PAIRING_LASTS = timedelta(minutes=5)
STAFF_BROWSER_LASTS = timedelta(hours=16)
#: A device is noted as seen no more often than this.
SEEN_EVERY = timedelta(seconds=60)
WORKING_ROLES = (EventRole.ORGANIZER, EventRole.CHECKIN)


class UnknownDevice(DomainError):
    """No device has this token, or its owner may no longer check people in."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a device may do: no checkpoints named means all of its event."""

    name: str
    role: DeviceRole
    expires_at: datetime
    checkpoints: Collection[Checkpoint] = ()


def hash_of(secret: str) -> str:
    """How a token or a pairing code is stored: SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def device_lasts_until(event: Event) -> datetime:
    """The usual end of a phone's service: the night after everybody has left."""
    return local_midnight(event.departure_on + timedelta(days=2), event.zone)


def enrol(
    session: Session, event_id: int, terms: Terms, *, browser: str = "", user_id: int | None = None
) -> tuple[Device, str]:
    """A new device and its token, which is shown to nobody again."""
    token = secrets.token_urlsafe(32)
    device = Device(
        event_id=event_id,
        name=terms.name,
        role=terms.role,
        token_hash=hash_of(token),
        user_id=user_id,
        all_checkpoints=not terms.checkpoints,
        checkpoints=list(terms.checkpoints),
        expires_at=terms.expires_at,
        browser=browser[:300],
    )
    session.add(device)
    session.flush()
    return device, token


def desk_of(session: Session, event: Event, user: User) -> Device:
    """The device in whose name a member of staff checks people in from an ordinary page; it has no token."""
    mark = f"{DESK}{event.id}:{user.id}"  # no SHA-256, so that no token leads to it
    desk = session.scalar(select(Device).where(Device.token_hash == mark))
    if desk is None:
        desk = Device(event_id=event.id, user_id=user.id, token_hash=mark, name=(user.name or user.email)[:80])
        session.add(desk)
    desk.role, desk.revoked_at, desk.expires_at = DeviceRole.SUPERVISOR, None, device_lasts_until(event)
    session.flush()
    return desk


def begin_pairing(session: Session, event: Event, terms: Terms, by: int, at: datetime) -> tuple[Pairing, str]:
    """A one-time code that the phone which opens it first becomes a device by, within five minutes."""
    code = secrets.token_hex(16).upper()
    pairing = Pairing(
        event_id=event.id,
        code_hash=hash_of(code),
        name=terms.name,
        role=terms.role,
        checkpoint_ids=sorted(checkpoint.id for checkpoint in terms.checkpoints),
        created_by=by,
        created_at=at,
        expires_at=at + PAIRING_LASTS,
        device_expires_at=terms.expires_at,
    )
    session.add(pairing)
    session.flush()
    return pairing, code


def pair(session: Session, pairing: Pairing, browser: str, at: datetime) -> tuple[Device, str]:
    """Use a code up; of two phones that try at once, one is refused."""
    unused = update(Pairing).where(Pairing.id == pairing.id, Pairing.used_at.is_(None), Pairing.expires_at > at)
    if session.connection().execute(unused.values(used_at=at)).rowcount != 1:
        raise DomainError(_l("This code was used or is too old. Ask the organizer for a new one."))
    checkpoints = session.scalars(select(Checkpoint).where(Checkpoint.id.in_(pairing.checkpoint_ids))).all()
    terms = Terms(pairing.name, pairing.role, pairing.device_expires_at, checkpoints)
    device, token = enrol(session, pairing.event_id, terms, browser=browser)
    device.last_seen_at = at
    session.execute(update(Pairing).where(Pairing.id == pairing.id).values(device_id=device.id))
    return device, token


def revoke(device: Device, at: datetime) -> None:
    """Trust nothing that the device reports as done from now on."""
    if device.revoked_at:
        raise DomainError(_l("This device is out of service already."))
    device.revoked_at = at


def authenticate(session: Session, token_hash: str) -> Device:
    """The device of a token, revoked and expired ones too; ``UnknownDevice`` where there is none."""
    device = session.scalar(select(Device).where(Device.token_hash == token_hash))
    if device is None or not _owner_still_works(session, device):
        raise UnknownDevice(_l("This device is not known here. Pair it again."))
    return device


def in_service(device: Device, at: datetime) -> bool:
    return device.revoked_at is None and device.expires_at > at


def note_seen(device: Device, at: datetime, offset_ms: int) -> None:
    if device.last_seen_at is None or at - device.last_seen_at > SEEN_EVERY:
        device.last_seen_at, device.clock_offset_ms = at, offset_ms


def _owner_still_works(session: Session, device: Device) -> bool:
    """A paired phone belongs to nobody; the browser of a member of staff loses its right with their role."""
    if device.user_id is None:
        return True
    user = session.get_one(User, device.user_id)
    if user.disabled_at or user.headquarters:
        return user.disabled_at is None
    granted = exists().where(
        EventGrant.user_id == user.id, EventGrant.event_id == device.event_id, EventGrant.role.in_(WORKING_ROLES)
    )
    hosting = exists().where(
        BaseGrant.user_id == user.id, BaseGrant.base_id == Event.host_base_id, Event.id == device.event_id
    )
    return bool(session.scalar(select(granted | hosting)))
