"""Devices that scan: paired phones, and the browsers of signed-in staff. Each has a bearer token, stored as a hash."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import SignIn, User
from app.checkin.models import Checkpoint, Device, DeviceRole, Pairing
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.directory.models import BaseGrant
from app.events.models import Event, EventGrant, EventRole
from app.events.phases import local_midnight

PAIRING_LASTS = timedelta(minutes=5)
STAFF_BROWSER_LASTS = timedelta(hours=16)
#: A device is noted as seen no more often than this.
SEEN_EVERY = timedelta(seconds=60)


class UnknownDevice(DomainError):
    """No device has this token, or its owner may no longer check people in."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a device may do: no checkpoints named means all of its event. ``pin``: of a kiosk, as it is kept."""

    name: str
    role: DeviceRole
    expires_at: datetime
    checkpoints: Collection[Checkpoint] = ()
    pin: str = ""


def hash_of(secret: str) -> str:
    """How a token or a pairing code is stored: SHA-256 in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def device_lasts_until(event: Event) -> datetime:
    """The usual end of a phone's service: the night after everybody has left."""
    return local_midnight(event.departure_on + timedelta(days=2), event.zone)


def enrol(
    session: Session,
    event_id: int,
    terms: Terms,
    *,
    browser: str = "",
    user_id: int | None = None,
    sign_in_id: int | None = None,
) -> tuple[Device, str]:
    """A new device and its token, which is shown to nobody again; of the browser that ``user_id`` is signed in with as
    ``sign_in_id``, or of nobody."""
    token = secrets.token_urlsafe(32)
    device = Device(
        event_id=event_id,
        name=terms.name,
        role=terms.role,
        token_hash=hash_of(token),
        user_id=user_id,
        sign_in_id=sign_in_id,
        all_checkpoints=not terms.checkpoints,
        checkpoints=list(terms.checkpoints),
        expires_at=terms.expires_at,
        pin=terms.pin,
        browser=browser[:300],
    )
    session.add(device)
    session.flush()
    return device, token


def begin_pairing(session: Session, event: Event, terms: Terms, by: int, at: datetime) -> tuple[Pairing, str]:
    """A one-time code that the phone which opens it first becomes a device by, within five minutes."""
    code = secrets.token_hex(16).upper()
    pairing = Pairing(
        event_id=event.id,
        code_hash=hash_of(code),
        name=terms.name,
        role=terms.role,
        checkpoint_ids=sorted(checkpoint.id for checkpoint in terms.checkpoints),
        pin=terms.pin,
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
    terms = Terms(pairing.name, pairing.role, pairing.device_expires_at, checkpoints, pairing.pin)
    device, token = enrol(session, pairing.event_id, terms, browser=browser)
    device.last_seen_at = at
    session.execute(update(Pairing).where(Pairing.id == pairing.id).values(device_id=device.id))
    return device, token


def revoke(device: Device, at: datetime) -> None:
    """Trust nothing that the device reports as done from now on."""
    if device.revoked_at:
        raise DomainError(_l("This device is out of service already."))
    device.revoked_at = at


def revoke_signed_out(session: Session, user_id: int, at: datetime) -> None:
    """Take the browsers of a user out of service that are signed in no more."""
    ended = select(SignIn.id).where(SignIn.user_id == user_id, SignIn.revoked_at.is_not(None))
    mine = select(Device).where(Device.user_id == user_id, Device.revoked_at.is_(None))
    for device in session.scalars(mine.where(Device.sign_in_id.in_(ended))):
        device.revoked_at = at


def authenticate(session: Session, token_hash: str, *, lock: bool = False) -> Device:
    """The device of a token, revoked and expired ones too; ``UnknownDevice`` where there is none.

    The browser of a member of staff has the role that its owner has by now. ``lock``: until the transaction ends nobody
    else's batch of this device is recorded; who only refers to the device does not wait.
    """
    wanted = select(Device).where(Device.token_hash == token_hash)
    device = session.scalar(wanted.with_for_update(key_share=True) if lock else wanted)
    role = device and _present_role(session, device)
    if device is None or role is None:
        raise UnknownDevice(_l("This device is not known here. Pair it again."))
    set_committed_value(device, "role", role)
    return device


def in_service(device: Device, at: datetime) -> bool:
    return device.revoked_at is None and device.expires_at > at


def note_seen(device: Device, at: datetime, offset_ms: int) -> None:
    if device.last_seen_at is None or at - device.last_seen_at > SEEN_EVERY:
        device.last_seen_at, device.clock_offset_ms = at, offset_ms


def _present_role(session: Session, device: Device) -> DeviceRole | None:
    """A paired phone belongs to nobody; the browser of a member of staff gains and loses with their roles."""
    if device.user_id is None:
        return device.role
    user = session.get_one(User, device.user_id)
    if user.disabled_at:
        return None
    granted = select(EventGrant.role).where(EventGrant.user_id == user.id, EventGrant.event_id == device.event_id)
    hosting = select(BaseGrant.user_id).join(Event, Event.host_base_id == BaseGrant.base_id)
    hosting = hosting.where(BaseGrant.user_id == user.id, Event.id == device.event_id)
    roles = set(session.scalars(granted))
    if user.headquarters or EventRole.ORGANIZER in roles or session.scalar(hosting.limit(1)):
        return DeviceRole.SUPERVISOR
    return DeviceRole.SEARCH if EventRole.CHECKIN in roles else None
