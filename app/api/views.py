"""The API of scanning devices, version 1. No cookie, no session, no CSRF token; a bearer token for each device."""

import base64
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request
from pydantic import ValidationError

from app.api.exchange import Refused, answered, bearer_hash, body_as, explain, moment_asked, problem, refusal
from app.api.openapi import specification
from app.api.schemas import (
    CheckpointOut,
    CountersOut,
    DeviceOut,
    EventOut,
    KeyOut,
    PeopleOut,
    RosterOut,
    ScanIn,
    ScansIn,
    ScansOut,
    UndoIn,
    UndoOut,
)
from app.checkin import devices, queries, undoing
from app.checkin import roster as rosters
from app.checkin.answers import ScanAnswer, failed
from app.checkin.counting import counters
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.models import Checkpoint, Device, DeviceRole
from app.checkin.people import find_people
from app.checkin.scanning import record_one, record_scans
from app.checkin.turns import in_turn
from app.core import throttle
from app.core.clock import now
from app.core.db import db
from app.core.edge import access, session_of_request
from app.core.errors import DomainError
from app.core.policies import bearer, public
from app.events.models import Event
from app.tickets.queries import signing_keys

bp = Blueprint("api", __name__, url_prefix="/api/v1")
bp.register_error_handler(Refused, problem)
bp.register_error_handler(DomainError, refusal)

GUESSES, GUESSES_SECONDS = 100, 300
SEARCHES, SEARCHES_SECONDS = 120, 60
SEARCHING = (DeviceRole.SEARCH, DeviceRole.SUPERVISOR)


@bp.post("/scans")
@access(bearer, api=True, reads_first=True)
def scans() -> Response:
    """Record a batch of scans; each item gets its own answer."""
    token_hash = bearer_hash()
    body = body_as(ScansIn)
    received = now()
    offset = int((received - body.sent_at).total_seconds() * 1000) if body.sent_at else 0
    read = [_read(entry) for entry in body.scans]
    items = [item for item in read if isinstance(item, ScanItem)]
    answers = iter(_recorded(token_hash, items, Delivery(received, offset)))
    results = [next(answers) if isinstance(item, ScanItem) else item for item in read]
    return answered(ScansOut(results, received))


@bp.get("/device")
@access(bearer, api=True)
def device() -> Response:
    """This device, its event, its checkpoints and the event's public keys."""
    mine = _device()
    return answered(_described(mine, _event_of(mine), _checkpoints_of(mine)))


@bp.get("/roster")
@access(bearer, api=True)
def roster() -> Response:
    """What the device keeps to decide by itself: all of it, or with ``since`` what has changed."""
    mine, moment, since = _device(), now(), moment_asked("since")
    event, checkpoints = _event_of(mine), _checkpoints_of(mine)
    found = rosters.roster(session_of_request(), event, checkpoints, since, moment)
    return answered(RosterOut(_described(mine, event, checkpoints), found))


@bp.get("/checkpoints/<checkpoint_id>/counters")
@access(bearer, api=True)
def checkpoint_counters(checkpoint_id: str) -> Response:
    """How many have come to a checkpoint."""
    mine = _device()
    session = session_of_request()
    checkpoint = queries.checkpoint_by_public_id(session, mine.event_id, checkpoint_id)
    if checkpoint is None or not _assigned(mine, checkpoint):
        raise Refused(404, "unknown_checkpoint", "the device has no such checkpoint")
    moment = now()
    counted = counters(session, session.get_one(Event, mine.event_id), [checkpoint], moment)
    return answered(CountersOut(checkpoint.public_id, counted[checkpoint.id], moment))


@bp.get("/people")
@access(bearer, api=True)
def people() -> Response:
    """People of the event by name or phone tail, for those who lost their badge."""
    mine = _device(*SEARCHING)
    throttle.count(db.engine, "people-search", mine.public_id, limit=SEARCHES, seconds=SEARCHES_SECONDS)
    return answered(PeopleOut(find_people(session_of_request(), mine.event_id, request.args.get("q", "")[:80])))


@bp.post("/undo")
@access(bearer, api=True, reads_first=True)
def undo() -> Response:
    """Take an admission back: a supervisor, in time and with a reason."""
    token_hash = bearer_hash()
    body = body_as(UndoIn)
    return answered(in_turn(session_of_request(), lambda: _undone(token_hash, body)))


@bp.get("/openapi.json")
@access(public, cached=True)
def openapi() -> Response:
    """This API, as OpenAPI 3.1."""
    return Response(specification(), mimetype="application/json", headers={"Cache-Control": "public, max-age=300"})


def _recorded(token_hash: str, items: list[ScanItem], delivery: Delivery) -> list[ScanAnswer]:
    if len(items) == 1 and (answer := record_one(db.engine, token_hash, items[0], delivery)):
        return [answer]
    try:
        return record_scans(session_of_request(), token_hash, items, delivery, _guard)
    except devices.UnknownDevice:
        raise _unknown() from None


def _undone(token_hash: str, body: UndoIn) -> UndoOut:
    session = session_of_request()
    mine = _authenticated(token_hash, DeviceRole.SUPERVISOR)
    event = session.get_one(Event, mine.event_id)
    target = undoing.scan_of_event(session, event.id, body.scan_id, body.device)
    if not _assigned(mine, session.get_one(Checkpoint, target.checkpoint_id)):
        raise Refused(404, "not_found", "there is no such scan at the device's checkpoints")
    wanted = undoing.Undo(scan_id=body.undo_id, target=target, sequence=body.sequence, reason=body.reason)
    line = undoing.undo(session, event, mine, wanted, now())
    return UndoOut(line.scan_id, target.scan_id, line.received_at)


def _read(entry: Any) -> ScanItem | ScanAnswer:
    try:
        return ScanIn.model_validate(entry).item()
    except ValidationError as error:
        return failed(_scan_id(entry), "invalid", explain(error))


def _scan_id(entry: Any) -> uuid.UUID | None:
    """The id in an entry that cannot be read as a whole, so that its device knows which one is meant."""
    try:
        return uuid.UUID(entry["scan_id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def _guard(device: Device) -> None:
    throttle.count(db.engine, "short-code", device.public_id, limit=GUESSES, seconds=GUESSES_SECONDS)


def _unknown() -> Refused:
    return Refused(401, "unknown_device", "no device has this token, or its owner may no longer check people in")


def _device(*roles: DeviceRole) -> Device:
    return _authenticated(bearer_hash(), *roles)


def _authenticated(token_hash: str, *roles: DeviceRole) -> Device:
    """The device in service that has this token, of one of ``roles`` where any are named."""
    try:
        mine = devices.authenticate(session_of_request(), token_hash)
    except devices.UnknownDevice:
        raise _unknown() from None
    _check_service(mine, now())
    if roles and mine.role not in roles:
        raise Refused(403, "not_allowed", f"this needs a device with the role {' or '.join(roles)}")
    return mine


def _check_service(mine: Device, at: datetime) -> None:
    if not devices.in_service(mine, at):
        raise Refused(403, "device_revoked", "this device was taken out of service, or its time is over")


def _assigned(mine: Device, checkpoint: Checkpoint) -> bool:
    return mine.all_checkpoints or checkpoint in mine.checkpoints


def _event_of(mine: Device) -> Event:
    return session_of_request().get_one(Event, mine.event_id)


def _checkpoints_of(mine: Device) -> list[Checkpoint]:
    """Those in use where the device may scan."""
    listed = queries.checkpoints(session_of_request(), mine.event_id)
    return listed if mine.all_checkpoints else [checkpoint for checkpoint in listed if checkpoint in mine.checkpoints]


def _described(mine: Device, event: Event, checkpoints: Sequence[Checkpoint]) -> DeviceOut:
    session = session_of_request()
    return DeviceOut(
        mine.public_id,
        mine.name,
        mine.role,
        mine.expires_at,
        undoing.next_sequence(session, mine),
        now(),
        EventOut(event.public_id, event.number_code, event.title, event.zone),
        [_checkpoint(checkpoint) for checkpoint in checkpoints],
        [
            KeyOut(key.number, base64.b64encode(key.public_key).decode(), key.revoked_at is not None)
            for key in signing_keys(session, event.id)
        ],
    )


def _checkpoint(checkpoint: Checkpoint) -> CheckpointOut:
    return CheckpointOut(
        checkpoint.public_id,
        checkpoint.kind,
        checkpoint.title,
        checkpoint.rule,
        checkpoint.admits,
        sorted(category.kind for category in checkpoint.categories),
        checkpoint.opens_at,
        checkpoint.closes_at,
    )
