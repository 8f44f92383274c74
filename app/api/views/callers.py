"""Which device asks, and what it may see."""

from datetime import datetime

from app.api.exchange import Refused, bearer_hash
from app.checkin import devices, queries
from app.checkin.models import Checkpoint, Device, DeviceRole
from app.core.clock import now
from app.core.edge import session_of_request
from app.events.models import Event


def unknown() -> Refused:
    return Refused(401, "unknown_device", "no device has this token, or its owner may no longer check people in")


def calling_device(*roles: DeviceRole) -> Device:
    return authenticated(bearer_hash(), *roles)


def authenticated(token_hash: str, *roles: DeviceRole) -> Device:
    """The device in service that has this token, of one of ``roles`` where any are named."""
    try:
        mine = devices.authenticate(session_of_request(), token_hash)
    except devices.UnknownDevice:
        raise unknown() from None
    _check_service(mine, now())
    if roles and mine.role not in roles:
        raise Refused(403, "not_allowed", f"this needs a device with the role {' or '.join(roles)}")
    return mine


def _check_service(mine: Device, at: datetime) -> None:
    if not devices.in_service(mine, at):
        raise Refused(403, "device_revoked", "this device was taken out of service, or its time is over")


def assigned(mine: Device, checkpoint: Checkpoint) -> bool:
    return mine.all_checkpoints or checkpoint in mine.checkpoints


def event_of(mine: Device) -> Event:
    return session_of_request().get_one(Event, mine.event_id)


def checkpoints_of(mine: Device) -> list[Checkpoint]:
    """Those in use where the device may scan."""
    listed = queries.checkpoints(session_of_request(), mine.event_id)
    return listed if mine.all_checkpoints else [checkpoint for checkpoint in listed if checkpoint in mine.checkpoints]
