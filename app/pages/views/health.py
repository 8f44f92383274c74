"""Whether the service is well, for whatever watches over it."""

from datetime import datetime

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from app.core.build import BUILD, VERSION
from app.core.clock import now
from app.core.edge import access, session_of_request
from app.core.outbox import oldest_waiting
from app.core.policies import public

bp = Blueprint("pages_health", __name__)


@bp.get("/healthz")
@access(public, api=True)
def healthz() -> Response:
    """503 only when the database is gone. A growing ``outbox_age_seconds`` means that mail does not go out."""
    about = {"version": VERSION, "build": BUILD}
    try:
        oldest = _oldest_mail()
    except SQLAlchemyError:
        answer = jsonify(status="database unreachable", database=False, outbox_age_seconds=None, **about)
        answer.status_code = 503
        return answer
    age = int((now() - oldest).total_seconds()) if oldest else None
    return jsonify(status="ok", database=True, outbox_age_seconds=age, **about)


def _oldest_mail() -> datetime | None:
    """Asked twice: after a restart of the database the pool's first connection is a dead one."""
    session = session_of_request()
    try:
        return oldest_waiting(session)
    except SQLAlchemyError:
        session.rollback()
        return oldest_waiting(session)
