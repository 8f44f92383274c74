"""Staff at a kiosk: whether the PIN that was typed lets them out of it."""

from flask import Response

from app.api.exchange import answered, body_as
from app.api.schemas import PinIn, PinOut
from app.api.views.blueprint import bp
from app.api.views.callers import calling_device
from app.checkin import pins
from app.checkin.models import DeviceRole
from app.core import throttle
from app.core.db import db
from app.core.edge import access, session_of_request
from app.core.policies import bearer

TRIES, TRIES_SECONDS = 10, 600


@bp.post("/kiosk/pin")
@access(bearer, api=True, reads_first=True)
def pin() -> Response:
    """Check a PIN; ten tries in ten minutes."""
    mine, typed = calling_device(DeviceRole.KIOSK), body_as(PinIn)
    kiosk, kept = mine.public_id, mine.pin
    session_of_request().rollback()
    throttle.count(db.engine, "kiosk-pin", kiosk, limit=TRIES, seconds=TRIES_SECONDS)
    return answered(PinOut(pins.matches(typed.pin, kept)))
