"""People as the desk may know them: all names for a phone that keeps them under a PIN, and notes."""

from typing import Any

from flask import Response, current_app
from sqlalchemy.orm import Session

from app.api.desk_schemas import IndexIn, IndexOut, NoteIn, NoteOut
from app.api.exchange import Refused, answered, body_as
from app.api.views.blueprint import bp
from app.api.views.callers import calling_device, event_of
from app.checkin.models import Device, DeviceRole
from app.core import audit, throttle
from app.core.audit import AuditedBy
from app.core.clock import now
from app.core.db import db, turn_to_writing
from app.core.edge import access, session_of_request
from app.core.guards import by_address
from app.core.model import Base
from app.core.policies import bearer
from app.core.secrets import Secrets
from app.desk.index import index
from app.desk.notes import note_of
from app.registration.queries import registration_by_public_id

AT_DESK = (DeviceRole.SEARCH, DeviceRole.SUPERVISOR)
INDEXES, NOTES, SECONDS = 60, 600, 300


@bp.post("/people/index")
@access(bearer, api=True, reads_first=True)
def people_index() -> Response:
    """Names and their keys. That a phone took all of them is logged, once each time."""
    mine, body, moment = calling_device(*AT_DESK), body_as(IndexIn), now()
    throttle.count(db.engine, "people-index", mine.public_id, limit=INDEXES, seconds=SECONDS)
    session = session_of_request()
    found = index(session, _secrets(), mine.event_id, body.since, moment)
    if found.whole:
        _log(session, mine, event_of(mine), "take_names", people=len(found.people))
    return answered(IndexOut(found))


@bp.post("/people/note")
@access(bearer, api=True, reads_first=True)
def people_note() -> Response:
    """What the desk should know of somebody who stands there."""
    mine, body = calling_device(*AT_DESK), body_as(NoteIn)
    throttle.count(db.engine, "people-note", mine.public_id, limit=NOTES, seconds=SECONDS)
    session = session_of_request()
    registration = registration_by_public_id(session, body.registration)
    if registration is None or registration.event_id != mine.event_id:
        raise Refused(404, "not_found", "the device's event has no such registration")
    note = note_of(session, _secrets(), registration)
    if note.private:
        _log(session, mine, registration, "read_note")
    return answered(NoteOut(note))


def _log(session: Session, device: Device, subject: Base, action: str, **told: Any) -> None:
    """In the name of the phone, or of the member of staff whose browser it is."""
    by, key = AuditedBy(device.user_id, device.name, by_address()), (type(subject), subject.id)  # type: ignore[attr-defined]
    turn_to_writing(session)
    session.info["audited_by"] = by
    audit.record(session, action, session.get_one(*key), **told)


def _secrets() -> Secrets:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    return secrets
