"""Scans, and taking them back."""

from functools import cache

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from flask import Response, current_app

from app.api.exchange import Refused, answered, bearer_hash, body_as
from app.api.schemas import ScansIn, ScansOut, UndoIn, UndoOut
from app.api.views.blueprint import bp
from app.api.views.callers import assigned, authenticated, unknown
from app.checkin import devices, undoing
from app.checkin.answers import ScanAnswer
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.models import Checkpoint, Device, DeviceRole
from app.checkin.reported import read_scan
from app.checkin.scanning import record_one, record_scans
from app.checkin.turns import in_turn
from app.core import throttle
from app.core.clock import now
from app.core.db import db
from app.core.edge import access, session_of_request
from app.core.policies import bearer
from app.core.secrets import Secrets
from app.events.models import Event
from app.tickets.encryption import event_private_key

GUESSES, GUESSES_SECONDS = 100, 300


@bp.post("/scans")
@access(bearer, api=True, reads_first=True)
def scans() -> Response:
    """Record a batch of scans; each item gets its own answer."""
    token_hash = bearer_hash()
    body = body_as(ScansIn)
    received = now()
    offset = int((received - body.sent_at).total_seconds() * 1000) if body.sent_at else 0
    key = cache(lambda: _sealing_key(token_hash))
    read = [read_scan(entry, key) for entry in body.scans]
    items = [item for item in read if isinstance(item, ScanItem)]
    answers = iter(_recorded(token_hash, items, Delivery(received, offset)))
    results = [next(answers) if isinstance(item, ScanItem) else item for item in read]
    return answered(ScansOut(results, received))


@bp.post("/undo")
@access(bearer, api=True, reads_first=True)
def undo() -> Response:
    """Take an admission back: a supervisor, in time and with a reason."""
    token_hash = bearer_hash()
    body = body_as(UndoIn)
    return answered(in_turn(session_of_request(), lambda: _undone(token_hash, body)))


def _recorded(token_hash: str, items: list[ScanItem], delivery: Delivery) -> list[ScanAnswer]:
    if len(items) == 1 and (answer := record_one(db.engine, token_hash, items[0], delivery)):
        return [answer]
    try:
        return record_scans(session_of_request(), token_hash, items, delivery, _guard)
    except devices.UnknownDevice:
        raise unknown() from None


def _undone(token_hash: str, body: UndoIn) -> UndoOut:
    session = session_of_request()
    mine = authenticated(token_hash, DeviceRole.SUPERVISOR)
    event = session.get_one(Event, mine.event_id)
    target = undoing.scan_of_event(session, event.id, body.scan_id, body.device)
    if not assigned(mine, session.get_one(Checkpoint, target.checkpoint_id)):
        raise Refused(404, "not_found", "there is no such scan at the device's checkpoints")
    wanted = undoing.Undo(scan_id=body.undo_id, target=target, sequence=body.sequence, reason=body.reason)
    line = undoing.undo(session, event, mine, wanted, now())
    return UndoOut(line.scan_id, target.scan_id, line.received_at)


def _sealing_key(token_hash: str) -> EllipticCurvePrivateKey:
    """The half that opens what a device of this event sealed."""
    session = session_of_request()
    try:
        mine = devices.authenticate(session, token_hash)
    except devices.UnknownDevice:
        raise unknown() from None
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    return event_private_key(secrets, session.get_one(Event, mine.event_id).public_id)


def _guard(device: Device) -> None:
    throttle.count(db.engine, "short-code", device.public_id, limit=GUESSES, seconds=GUESSES_SECONDS)
