"""Scans of a blank badge that came in before the person it was given to did."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.checkin import told
from app.checkin.attendance import lock_people, refold
from app.checkin.facts import Verdict
from app.checkin.judging import scanner_of
from app.checkin.ledger import AT_THE_SAME_MOMENT
from app.checkin.models import Checkpoint, Device, Scan
from app.checkin.rejudging import change, judge_again
from app.checkin.touching import touch
from app.events.models import Event
from app.registration.models import Registration
from app.tickets.codec import code_digest

#: What a phone shows to somebody whom it let pass.
LET_PASS = (Verdict.ADMITTED, Verdict.REPEAT)


def bind(session: Session, event: Event, registration: Registration, code: str, since: datetime, at: datetime) -> int:
    """Judge again the scans of ``code``, which is this person's from ``since`` on; answers how many there were.

    A phone without a network let its bearer pass, which may have been before the desk had finished writing. Whom a lane
    turned away before that stays turned away.
    """
    mine = Scan.event_id == event.id, Scan.registration_id.is_(None), Scan.code_digest == code_digest(code)
    found = session.scalars(select(Scan).where(*mine, Scan.settled.is_(None)).order_by(Scan.id)).all()
    scans = [scan for scan in found if _let_pass(scan, since)]
    if not scans:
        return 0
    lock_people(session, [registration.id])
    told.keep(session, scans)
    for scan in scans:
        _judge(session, event, registration, scan)
    session.flush()
    places = {(scan.checkpoint_id, registration.id) for scan in scans}
    used = session.scalars(select(Checkpoint).where(Checkpoint.id.in_({checkpoint for checkpoint, _ in places})))
    refold(session, event, used, places)
    touch(session, places, at)
    return len(scans)


def _let_pass(scan: Scan, since: datetime) -> bool:
    """The phone let the bearer pass; and they had been written down, or no server said otherwise at once."""
    alone = scan.received_at - scan.corrected_at > AT_THE_SAME_MOMENT
    return scan.device_verdict in LET_PASS and (alone or scan.corrected_at >= since)


def _judge(session: Session, event: Event, registration: Registration, scan: Scan) -> None:
    scan.registration_id, scan.generation, scan.code_digest = registration.id, 0, ""
    device = session.get_one(Device, scan.device_id, options=[selectinload(Device.checkpoints)])
    if decision := judge_again(session, event, scan, scanner_of(device, event)):
        change(scan, decision)
