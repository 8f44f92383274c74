"""What time alone does to registrations."""

from app.core import jobs
from app.core.clock import now
from app.core.db import db, writing
from app.registration import confirming, erasing


@jobs.every_minute
def release_expired_holds() -> None:
    """Give back places whose holders never confirmed; each in a transaction of its own."""
    at = now()
    held = confirming.expired(db.session(), at)
    db.session.rollback()
    for registration_id in held:
        with writing(db.engine) as session:
            confirming.expire(session, registration_id, at)


@jobs.every_minute
def erase_the_past() -> None:
    """Once an hour: forget who was registered for events that are long enough over; a batch in a transaction each."""
    at = now()
    if at.minute != 23:
        return
    events = erasing.due(db.session(), at)
    db.session.rollback()
    for event_id in events:
        _erase_all(event_id)
    with writing(db.engine) as session:
        erasing.forget_gone(session, at)


def _erase_all(event_id: int) -> None:
    erased, more = 0, True
    while more:
        with writing(db.engine) as session:
            number = erasing.erase_some(session, event_id, now())
            erased, more = erased + number, number == erasing.BATCH
            if not more:
                erasing.note(session, event_id, erased)
