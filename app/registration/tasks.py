"""What time alone does to registrations."""

from app.core import jobs
from app.core.clock import now
from app.core.db import db, writing
from app.registration import confirming


@jobs.every_minute
def release_expired_holds() -> None:
    """Give back places whose holders never confirmed; each in a transaction of its own."""
    at = now()
    held = confirming.expired(db.session(), at)
    db.session.rollback()
    for registration_id in held:
        with writing(db.engine) as session:
            confirming.expire(session, registration_id, at)
