"""Headcounts: the rounds of a bus or a site, and rooms counted without names."""

from collections.abc import Sequence

from flask import Response

from app.api.exchange import Refused, answered, bearer_hash, body_as
from app.api.headcount_schemas import (
    AbsenceOut,
    ExpectedOut,
    RoundIn,
    RoundOut,
    RoundsIn,
    RoundsOut,
    TalliesIn,
    TalliesOut,
    TallyIn,
    TallyOut,
)
from app.api.views.blueprint import bp
from app.api.views.callers import assigned, authenticated, calling_device
from app.checkin import queries as checkin
from app.checkin.answers import shown_name
from app.checkin.expecting import expected_people
from app.checkin.kinds import COUNTED
from app.checkin.models import Checkpoint, Device, DeviceRole
from app.checkin.turns import in_turn
from app.core.clock import now
from app.core.edge import access, session_of_request
from app.core.policies import bearer
from app.headcounts import queries, rounds, tallies
from app.headcounts.models import Round

#: Whoever holds a phone; a kiosk is held by nobody.
STAFF = (DeviceRole.SCAN, DeviceRole.SEARCH, DeviceRole.SUPERVISOR)


@bp.get("/checkpoints/<checkpoint_id>/rounds")
@access(bearer, api=True)
def checkpoint_rounds(checkpoint_id: str) -> Response:
    """The rounds at a checkpoint, and who is expected."""
    mine = calling_device(*STAFF)
    checkpoint = _checkpoint(mine, checkpoint_id)
    session = session_of_request()
    named = mine.role.picks_by_name and checkpoint.kind in COUNTED
    people = expected_people(session, checkpoint) if named else []
    names = [ExpectedOut(person.public_id, shown_name(person.name)) for person in people]
    return answered(RoundsOut(_described(queries.rounds_of(session, [checkpoint.id])), names))


@bp.post("/rounds")
@access(bearer, api=True, reads_first=True)
def told_rounds() -> Response:
    """What a device tells of rounds, and how they stand then."""
    token_hash, body = bearer_hash(), body_as(RoundsIn)
    session = session_of_request()
    heard = in_turn(session, lambda: _heard(token_hash, body.rounds))
    return answered(RoundsOut(heard))


@bp.post("/tallies")
@access(bearer, api=True, reads_first=True)
def told_tallies() -> Response:
    """How many a device has counted, and how many the others."""
    token_hash, body = bearer_hash(), body_as(TalliesIn)
    return answered(TalliesOut(in_turn(session_of_request(), lambda: _counted(token_hash, body.tallies))))


def _heard(token_hash: str, told: Sequence[RoundIn]) -> list[RoundOut]:
    session, moment, mine = session_of_request(), now(), authenticated(token_hash, *STAFF)
    places = {}
    for one in told:
        checkpoint = _checkpoint(mine, one.checkpoint)
        places[checkpoint.id] = checkpoint
        if not rounds.hear(session, checkpoint, mine, one.told(), moment):
            raise Refused(422, "round_reused", "this id is that of a round at another checkpoint")
    wanted = {one.id for one in told}
    return [row for row in _described(queries.rounds_of(session, places)) if row.id in wanted]


def _counted(token_hash: str, told: Sequence[TallyIn]) -> list[TallyOut]:
    session, moment, mine = session_of_request(), now(), authenticated(token_hash, *STAFF)
    counted = []
    for one in told:
        checkpoint = _checkpoint(mine, one.checkpoint)
        tallies.hear(session, mine, checkpoint, one.day, (one.ups, one.downs), moment)
        counted.append(TallyOut(one.checkpoint, one.day, tallies.others(session, mine, checkpoint, one.day)))
    return counted


def _checkpoint(mine: Device, public_id: str) -> Checkpoint:
    found = checkin.checkpoint_by_public_id(session_of_request(), mine.event_id, public_id)
    if found is None or not assigned(mine, found):
        raise Refused(404, "unknown_checkpoint", "the device has no such checkpoint")
    return found


def _described(rows: Sequence[Round]) -> list[RoundOut]:
    session = session_of_request()
    ids = {row.id: row.public_id for row in rows}
    reasons = queries.reasons_told(session, rows)
    return [
        RoundOut(
            row.public_id,
            row.checkpoint.public_id,
            row.title,
            row.started_at,
            row.closed_at,
            ids.get(row.joined_id or 0, ""),
            [AbsenceOut(*told) for told in reasons.get(row.id, ())],
        )
        for row in rows
    ]
