"""Scans that a device made after it was revoked: kept apart until a supervisor accepts or drops them."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.checkin.attendance import lock_people, refold
from app.checkin.facts import Decision, Situation, Verdict
from app.checkin.identification import Identified
from app.checkin.judging import gate_of, rosters, scanner_of, trusted
from app.checkin.models import Checkpoint, Device, Scan
from app.checkin.rules import decide
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event
from app.registration.models import Registration
from app.tickets.queries import ticket_of


def drop(scan: Scan, by: int | None) -> None:
    """Leave the refusal as it stands."""
    _check(scan)
    scan.held, scan.forced_by = False, by


def accept(session: Session, event: Event, scan: Scan, by: int | None) -> None:
    """Judge the scan as if its device were trusted."""
    _check(scan)
    scan.held, scan.forced_by = False, by
    registration = session.get(Registration, scan.registration_id) if scan.registration_id else None
    if registration is None:
        session.flush()
        return
    lock_people(session, [registration.id])
    decision = _judge(session, event, scan, registration)
    scan.verdict, scan.reason = decision.verdict, decision.reason or ""
    scan.flags, scan.other, scan.window = sorted(decision.flags), decision.other, decision.window
    session.flush()
    if decision.verdict is not Verdict.REFUSED:
        checkpoint = session.get_one(Checkpoint, scan.checkpoint_id)
        refold(session, event, [checkpoint], [(scan.checkpoint_id, registration.id)])


def _check(scan: Scan) -> None:
    if not scan.held:
        raise DomainError(_l("This scan was settled already."))


def _judge(session: Session, event: Event, scan: Scan, registration: Registration) -> Decision:
    checkpoint = session.get_one(Checkpoint, scan.checkpoint_id, options=[selectinload(Checkpoint.categories)])
    device = session.get_one(Device, scan.device_id, options=[selectinload(Device.checkpoints)])
    ticket = ticket_of(session, registration)
    found = Identified(registration, ticket.generation if ticket else 0)
    roster = rosters(session, [checkpoint], [registration.id])
    return decide(
        Situation(
            gate_of(checkpoint, event),
            trusted(scanner_of(device, event)),
            scan.corrected_at,
            person=roster.person(found, checkpoint, event),
            direction=scan.direction,
            device_verdict=scan.device_verdict,
            authoritative=True,
        )
    )


def held_scans(session: Session, event_id: int) -> list[Scan]:
    """What waits for a supervisor, the oldest first."""
    waiting = select(Scan).where(Scan.event_id == event_id, Scan.held)
    return list(session.scalars(waiting.order_by(Scan.corrected_at)))
