"""Judging a line of the ledger once more, when what it rested on has changed."""

from sqlalchemy.orm import Session, selectinload

from app.checkin.bygone import bygone
from app.checkin.facts import Code, Decision, Flag, Reason, Scanner, Situation, Verdict
from app.checkin.identification import Identified
from app.checkin.judging import gate_of, rosters
from app.checkin.models import Checkpoint, Scan
from app.checkin.rules import decide
from app.events.models import Event
from app.registration.models import Registration
from app.tickets.queries import ticket_of


def judge_again(session: Session, event: Event, scan: Scan, scanner: Scanner) -> Decision | None:
    """What the rules say of a line by its corrected time; None for one that names nobody, whom nothing admits."""
    registration = session.get(Registration, scan.registration_id) if scan.registration_id else None
    if registration is None:
        return None
    checkpoint = session.get_one(Checkpoint, scan.checkpoint_id, options=[selectinload(Checkpoint.categories)])
    ticket = ticket_of(session, registration)
    found = Identified(registration, ticket.generation if ticket else 0, _code(event, scan, registration))
    present = rosters(session, [checkpoint], [registration.id]).person(found, checkpoint, event)
    since = bygone(session, [registration.id], scan.corrected_at)
    return decide(
        Situation(
            gate_of(checkpoint, event),
            scanner,
            scan.corrected_at,
            found.code,
            since.person(present, registration.id, found.code, scan.corrected_at),
            scan.direction,
            device_verdict=scan.device_verdict,
            authoritative=True,
            forced=Flag.FORCED in scan.flags,
            round=scan.round,
        )
    )


def change(scan: Scan, decision: Decision) -> None:
    """Let the line say what was decided; attendance has to be folded again."""
    scan.verdict, scan.reason = decision.verdict, decision.reason or ""
    scan.flags, scan.other, scan.window = sorted(decision.flags), decision.other, decision.window
    scan.held = decision.reason is Reason.DEVICE_REVOKED


def hold(scan: Scan) -> None:
    """Keep a line apart for a supervisor."""
    scan.verdict, scan.reason, scan.other, scan.held = Verdict.REFUSED, Reason.DEVICE_REVOKED, "", True


def _code(event: Event, scan: Scan, registration: Registration) -> Code | None:
    """The code of which only the generation is kept: that it was signed was seen when the line was written."""
    if scan.generation is None:
        return None
    return Code(True, "valid", event.number_code, scan.generation, registration.category.kind)
