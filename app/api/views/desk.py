"""The desk on site: people who came unannounced."""

import uuid
from typing import Any

from flask import Response, current_app
from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.api.desk_schemas import (
    ArrivalIn,
    DeskCategory,
    DeskOut,
    QrOut,
    WalkInError,
    WalkInIn,
    WalkInOut,
    WalkInsIn,
    WalkInsOut,
)
from app.api.exchange import answered, bearer_hash, body_as
from app.api.views.blueprint import bp
from app.api.views.callers import calling_device, unknown
from app.checkin import devices
from app.checkin.models import Device, DeviceRole
from app.checkin.reported import explain
from app.checkin.turns import in_turn
from app.core import throttle
from app.core.clock import now
from app.core.db import db
from app.core.edge import access, session_of_request
from app.core.errors import DomainError
from app.core.links import public_address
from app.core.policies import bearer
from app.core.secrets import Secrets
from app.core.text import Bilingual
from app.desk.arrivals import PURPOSE
from app.desk.walkins import Desk, Refusal, Taken, register
from app.events.models import Event
from app.registration.queries import categories, current_notice, places_left, rooms
from app.tickets.encryption import Unreadable, event_private_key, open_sealed
from app.tickets.qr import qr_matrix, svg_path
from app.tickets.short_code import format_short_code

AT_DESK = (DeviceRole.SEARCH, DeviceRole.SUPERVISOR)
WALK_INS, WALK_INS_SECONDS = 120, 300


@bp.get("/desk")
@access(bearer, api=True)
def desk() -> Response:
    """What the form for walk-ins needs."""
    mine = calling_device(*AT_DESK)
    session, moment = session_of_request(), now()
    notice, counted = current_notice(session, mine.event_id), rooms(session, mine.event_id)
    offered = [DeskCategory(c.public_id, places_left(counted, c.id)) for c in categories(session, mine.event_id)]
    summary = notice.summary if notice else Bilingual()
    return answered(DeskOut(notice.public_id if notice else "", summary, offered, moment))


@bp.post("/walk-ins")
@access(bearer, api=True, reads_first=True)
def walk_ins() -> Response:
    """Take people down at the desk; each gets an answer of their own."""
    token_hash, body = bearer_hash(), body_as(WalkInsIn)
    phone = _known(token_hash).public_id  # only who is known is counted: nobody else makes us write
    session_of_request().rollback()
    throttle.count(db.engine, "walk-ins", phone, limit=WALK_INS, seconds=WALK_INS_SECONDS)
    return answered(WalkInsOut([_taken(token_hash, entry) for entry in body.walk_ins]))


def _taken(token_hash: str, entry: Any) -> WalkInOut:
    """Each in a transaction of its own, so that none waits for the places of another."""
    session = session_of_request()
    try:
        sent = WalkInIn.model_validate(entry)
        taken = in_turn(session, lambda: _register(session, token_hash, sent))
        session.commit()
    except ValidationError as error:
        session.rollback()
        return _failed(_id_of(entry), WalkInError("invalid", explain(error)))
    except Unreadable:
        session.rollback()
        return _failed(sent.walk_in_id, WalkInError("unreadable", "this was not sealed to the event's key"))
    except Refusal as refusal:
        session.rollback()
        return _failed(sent.walk_in_id, WalkInError(refusal.problem, str(refusal.message), list(refusal.alike)))
    except DomainError as error:
        session.rollback()
        return _failed(sent.walk_in_id, WalkInError("not_public", str(error.message)))
    return taken


def _register(session: Session, token_hash: str, sent: WalkInIn) -> WalkInOut:
    device = _known(token_hash, lock=True)
    if device.role not in AT_DESK:
        raise Refusal("not_allowed", "this needs a device with the role search or supervisor")
    event = session.get_one(Event, device.event_id)
    item = sent.item(sent.arrival or _opened(event, sent))
    desk = Desk(device, device.role is DeviceRole.SUPERVISOR, device.user_id)
    return _written(register(session, _secrets(), event, desk, item, now()), device)


def _known(token_hash: str, *, lock: bool = False) -> Device:
    """In service or not: whom a phone kept has gone in, whatever became of it since."""
    try:
        return devices.authenticate(session_of_request(), token_hash, lock=lock)
    except devices.UnknownDevice:
        raise unknown() from None


def _opened(event: Event, sent: WalkInIn) -> ArrivalIn:
    private = event_private_key(_secrets(), event.public_id)
    return ArrivalIn.model_validate_json(open_sealed(private, PURPOSE, str(sent.walk_in_id), sent.sealed))


def _written(taken: Taken, device: Device) -> WalkInOut:
    """A device that is out of service is told no more than that it was heard."""
    walk_in, ticket = taken.walk_in, taken.ticket
    trusted = devices.in_service(device, now())
    shows = ticket is not None and trusted and not taken.on_spare
    matrix = qr_matrix(public_address("/c/"), ticket.code) if ticket and shows else None
    return WalkInOut(
        walk_in_id=walk_in.walk_in_id,
        person=taken.person if trusted else None,
        state=walk_in.registration.state,
        trouble=walk_in.trouble or "",
        code=ticket.code if ticket and shows else "",
        short_code=format_short_code(ticket.short_code) if ticket and shows else "",
        qr=QrOut(svg_path(matrix), len(matrix)) if matrix else None,
        replayed=taken.replayed,
    )


def _failed(walk_in_id: uuid.UUID | None, error: WalkInError) -> WalkInOut:
    return WalkInOut(walk_in_id=walk_in_id, error=error)


def _id_of(entry: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(entry["walk_in_id"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None


def _secrets() -> Secrets:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    return secrets
