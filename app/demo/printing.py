"""What was printed before today: a batch dealt to four lanes, a lost badge, and one from the station at the desk."""

import base64
from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app.badges.models import BadgeClaim, BadgePrint, PrintJob, PrintReason, PrintStation
from app.badges.printing import Printer, Way, print_badges
from app.badges.queries import Choice
from app.badges.stations import set_checkpoints
from app.checkin.models import Attendance, Checkpoint, CheckpointKind
from app.core.text import Bilingual as B
from app.demo.maker import Maker
from app.events.models import Event
from app.tickets.models import Ticket

LANES = 4
#: How many came in so late that they were in no batch.
LATE = 5


def make_printing(make: Maker, event: Event) -> None:
    """The day before the forum, and at its desk."""
    arrived = _arrived(make.session, event)
    late = arrived[-LATE:]
    tickets = _tickets(make.session, event)
    batch = {ticket.registration.public_id for ticket in tickets} - {ticket.registration.public_id for ticket in late}
    job = _print(make, event, batch, Printer(None, make.at(make.day(-3), "15:20")), Way(lanes=LANES))
    _lost_badge(make, event, job)
    _station(make, event, late[0])
    tickets[3].registration.job_title = B("总工程师", "Chief Engineer")  # after the badge was printed
    make.session.flush()


def _print(make: Maker, event: Event, people: Collection[str], by: Printer, way: Way | None = None) -> PrintJob:
    job = print_badges(make.session, event, Choice(registrations=people), by, way or Way())
    job.public_id = base64.b32encode(make.chance.randbytes(10)).decode()
    return job


def _lost_badge(make: Maker, event: Event, batch: PrintJob) -> None:
    """The batch had the first code; the second was printed when the badge was lost."""
    lost = select(Ticket).where(Ticket.event_id == event.id, Ticket.replaced_at.is_not(None)).order_by(Ticket.id)
    first = make.session.scalars(lost).first()
    if first is None:
        return
    mine = BadgePrint.job_id == batch.id, BadgePrint.registration_id == first.registration_id
    make.session.execute(update(BadgePrint).where(*mine).values(generation=first.generation))
    by = Printer(None, make.at(make.day(-1), "11:05"), PrintReason.LOST)
    _print(make, event, {first.registration.public_id}, by)


def _station(make: Maker, event: Event, guest: Ticket) -> None:
    """Beside the registration desk; of those who came late it has printed for one so far."""
    station = make.add(
        PrintStation(
            event_id=event.id, name="报到处打印机 Desk printer", since=make.at(make.day(-2), "13:00"), automatic=False
        )
    )
    gate = select(Checkpoint.id).where(Checkpoint.event_id == event.id, Checkpoint.kind == CheckpointKind.ENTRY)
    set_checkpoints(make.session, station, list(make.session.scalars(gate.order_by(Checkpoint.position).limit(1))))
    at = make.at(make.day(-1), "09:12")
    claim = {"registration_id": guest.registration_id, "generation": guest.generation}
    make.session.add(BadgeClaim(station_id=station.id, claimed_at=at, printed_at=at, **claim))
    _print(make, event, {guest.registration.public_id}, Printer(None, at, station=station))


def _tickets(session: Session, event: Event) -> list[Ticket]:
    wanted = select(Ticket).where(Ticket.event_id == event.id, Ticket.replaced_at.is_(None))
    return list(session.scalars(wanted.options(joinedload(Ticket.registration)).order_by(Ticket.registration_id)))


def _arrived(session: Session, event: Event) -> list[Ticket]:
    """In the order in which they came, whoever was admitted where people arrive."""
    gate = select(Checkpoint.id).where(Checkpoint.event_id == event.id, Checkpoint.kind == CheckpointKind.ENTRY)
    first = session.scalar(gate.order_by(Checkpoint.position).limit(1))
    came = select(Attendance.registration_id).where(Attendance.checkpoint_id == first).order_by(Attendance.first_at)
    by_key = {ticket.registration_id: ticket for ticket in _tickets(session, event)}
    return [by_key[key] for key in session.scalars(came) if key in by_key]
