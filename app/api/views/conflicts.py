"""Conflicts: what waits for a supervisor's word, and the word."""

from flask import Response

from app.api.conflict_schemas import ConflictOut, ConflictsOut, SettleIn
from app.api.exchange import Refused, answered, bearer_hash, body_as
from app.api.views.blueprint import bp
from app.api.views.callers import assigned, authenticated, calling_device
from app.checkin import undoing
from app.checkin.answers import FirstScan, guest_of
from app.checkin.conflicts import Conflict, Word, open_conflicts, settle
from app.checkin.models import Checkpoint, Device, DeviceRole
from app.checkin.turns import in_turn
from app.core.clock import now
from app.core.edge import access, session_of_request
from app.core.policies import bearer
from app.events.models import Event


@bp.get("/conflicts")
@access(bearer, api=True)
def conflicts() -> Response:
    """Conflicts at the checkpoints of a supervisor's device that nobody has settled."""
    return answered(_listed(calling_device(DeviceRole.SUPERVISOR)))


@bp.post("/conflicts/settle")
@access(bearer, api=True, reads_first=True)
def settle_conflict() -> Response:
    """A supervisor says what a conflict was; answers those that are left."""
    token_hash, body = bearer_hash(), body_as(SettleIn)
    return answered(in_turn(session_of_request(), lambda: _settled(token_hash, body)))


def _settled(token_hash: str, body: SettleIn) -> ConflictsOut:
    session = session_of_request()
    mine = authenticated(token_hash, DeviceRole.SUPERVISOR)
    scan = undoing.scan_of_event(session, mine.event_id, body.scan_id, body.device)
    if not assigned(mine, session.get_one(Checkpoint, scan.checkpoint_id)):
        raise Refused(404, "not_found", "there is no such scan at the device's checkpoints")
    word = Word(body.cause, body.note, mine.user_id, mine)
    settle(session, session.get_one(Event, mine.event_id), scan, word, now())
    return _listed(mine)


def _listed(mine: Device) -> ConflictsOut:
    found = open_conflicts(session_of_request(), mine.event_id)
    return ConflictsOut([_described(one) for one in found if assigned(mine, one.checkpoint)])


def _described(one: Conflict) -> ConflictOut:
    return ConflictOut(
        one.scan.scan_id,
        one.device.public_id,
        one.device.name,
        one.scan.corrected_at,
        guest_of(one.registration),
        FirstScan(one.first_at, one.checkpoint.title, one.first_device.name),
    )
