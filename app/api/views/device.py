"""What a device is, what it keeps, and how many have come."""

import base64
from collections.abc import Sequence

from flask import Response, current_app

from app.api.exchange import Refused, answered, body_as, moment_asked
from app.api.schemas import CheckpointOut, CountersOut, DeviceOut, EventOut, KeyOut, ReportIn, ReportOut, RosterOut
from app.api.views.blueprint import bp
from app.api.views.callers import assigned, calling_device, checkpoints_of, event_of
from app.checkin import pins, queries, undoing
from app.checkin import roster as rosters
from app.checkin.counting import counters
from app.checkin.models import Checkpoint, Device
from app.core.clock import now
from app.core.edge import access, session_of_request
from app.core.policies import bearer
from app.core.secrets import Secrets
from app.events.models import Event
from app.fleet import messages
from app.fleet.queue_files import file_key
from app.fleet.reporting import note_report
from app.tickets.encryption import event_public_key
from app.tickets.queries import signing_keys


@bp.get("/device")
@access(bearer, api=True)
def device() -> Response:
    """This device, its event, its checkpoints and the event's public keys."""
    mine = calling_device()
    return answered(_described(mine, event_of(mine), checkpoints_of(mine)))


@bp.get("/roster")
@access(bearer, api=True)
def roster() -> Response:
    """What the device keeps to decide by itself: all of it, or with ``since`` what has changed."""
    mine, moment, since = calling_device(), now(), moment_asked("since")
    event, checkpoints = event_of(mine), checkpoints_of(mine)
    found = rosters.roster(session_of_request(), event, checkpoints, since, moment)
    told = messages.unseen_by(session_of_request(), mine, moment)
    return answered(RosterOut(_described(mine, event, checkpoints), found, told))


@bp.post("/report")
@access(bearer, api=True)
def report() -> Response:
    """How the device stands, and which messages somebody has seen on it."""
    mine, body, moment = calling_device(), body_as(ReportIn), now()
    session = session_of_request()
    note_report(session, mine, body.report(), moment)
    messages.note_seen(session, mine, body.seen, moment)
    return answered(ReportOut(messages.unseen_by(session, mine, moment)))


@bp.get("/checkpoints/<checkpoint_id>/counters")
@access(bearer, api=True)
def checkpoint_counters(checkpoint_id: str) -> Response:
    """How many have come to a checkpoint."""
    mine = calling_device()
    session = session_of_request()
    checkpoint = queries.checkpoint_by_public_id(session, mine.event_id, checkpoint_id)
    if checkpoint is None or not assigned(mine, checkpoint):
        raise Refused(404, "unknown_checkpoint", "the device has no such checkpoint")
    moment = now()
    counted = counters(session, session.get_one(Event, mine.event_id), [checkpoint], moment)
    return answered(CountersOut(checkpoint.public_id, counted[checkpoint.id], moment))


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
        event_public_key(_secrets(), event.public_id),
        file_key(_secrets(), event.public_id, mine.public_id),
        pins.read(mine.pin),
    )


def _secrets() -> Secrets:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    return secrets


def _checkpoint(checkpoint: Checkpoint) -> CheckpointOut:
    return CheckpointOut(
        checkpoint.public_id,
        checkpoint.kind,
        checkpoint.title,
        checkpoint.onward,
        checkpoint.rule,
        checkpoint.admits,
        sorted(category.kind for category in checkpoint.categories),
        checkpoint.opens_at,
        checkpoint.closes_at,
    )
