"""People found by name, for those who lost their badge."""

from flask import Response, request

from app.api.exchange import answered
from app.api.schemas import PeopleOut
from app.api.views.blueprint import bp
from app.api.views.callers import calling_device
from app.checkin.models import DeviceRole
from app.checkin.people import find_people
from app.core import throttle
from app.core.db import db
from app.core.edge import access, session_of_request
from app.core.policies import bearer

SEARCHES, SEARCHES_SECONDS = 120, 60
SEARCHING = (DeviceRole.SEARCH, DeviceRole.SUPERVISOR)


@bp.get("/people")
@access(bearer, api=True)
def people() -> Response:
    """People of the event by name or phone tail, for those who lost their badge."""
    mine = calling_device(*SEARCHING)
    throttle.count(db.engine, "people-search", mine.public_id, limit=SEARCHES, seconds=SEARCHES_SECONDS)
    return answered(PeopleOut(find_people(session_of_request(), mine.event_id, request.args.get("q", "")[:80])))
