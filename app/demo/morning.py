"""This morning at the demo's plenary hall: guests come by three lanes, some go out again, and some are missing."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Checkpoint, CheckpointKind, Device, Rule
from app.core.text import Bilingual as B
from app.demo.maker import Maker
from app.demo.onsite import phone, tickets_of, uuid7
from app.directory.models import ProgramBase
from app.events.models import Event
from app.registration.models import CategoryKind, Registration
from app.tickets.models import Ticket

#: Guests in the hall by now, and of these who have gone out for a while.
CAME, WENT_OUT = 118, 9
LANES = ("大厅 3 号机 Hall 3", "大厅 4 号机 Hall 4", "大厅 5 号机 Hall 5")
BEGINS, MINUTES = "08:00", 55


def make_morning(make: Maker, event: Event, bases: dict[str, ProgramBase]) -> None:
    """After all others, so that chance falls to them as before."""
    _send_from_bases(make, event, bases)
    title = B("全体会议（上午）", "Plenary, morning")
    kind, rule = CheckpointKind.SESSION, Rule.IN_OUT
    hall = make.add(Checkpoint(event_id=event.id, kind=kind, title=title, rule=rule, position=20))
    make.session.flush()
    lanes = [phone(make, event, name) for name in LANES]
    tickets = tickets_of(make.session, event)
    coming = make.chance.sample(tickets[: CAME + 30], CAME + 1)
    for lane, guests in zip(lanes, (coming[:45], coming[45:85], coming[85:CAME]), strict=True):
        _let_in(make, event, lane, hall, guests)
    _leave(make, event, lanes[0], hall, coming[:WENT_OUT])
    _scan_after_its_end(make, event, hall, coming[CAME])


def _send_from_bases(make: Maker, event: Event, bases: dict[str, ProgramBase]) -> None:
    """Hosts and experts come from the bases of the programme."""
    sent = select(Registration).where(Registration.event_id == event.id, Registration.country == "CN")
    known = list(bases.values())
    for number, registration in enumerate(make.session.scalars(sent.order_by(Registration.id))):
        if registration.category.kind in (CategoryKind.HOST, CategoryKind.EXPERT, CategoryKind.STAFF):
            registration.base = known[number % 3]
    make.session.flush()


def _let_in(make: Maker, event: Event, lane: Device, hall: Checkpoint, guests: list[Ticket]) -> None:
    """More come as the hour comes near; most of them a quarter of an hour before."""
    opens = make.at(make.anchor, BEGINS)
    seconds = sorted(make.chance.triangular(0, MINUTES * 60, MINUTES * 45) for _ in guests)
    items = [
        _item(make, hall, ticket, opens_in, "in")
        for ticket, opens_in in zip(guests, (opens + timedelta(seconds=s) for s in seconds), strict=True)
    ]
    merge(make.session, event, lane, items, Delivery(items[-1].scanned_at + timedelta(seconds=2)))
    lane.last_seen_at = items[-1].scanned_at
    make.session.flush()


def _leave(make: Maker, event: Event, lane: Device, hall: Checkpoint, guests: list[Ticket]) -> None:
    moment = make.at(make.anchor, "08:56")
    items = [_item(make, hall, ticket, moment + timedelta(seconds=9 * n), "out") for n, ticket in enumerate(guests)]
    merge(make.session, event, lane, items, Delivery(items[-1].scanned_at + timedelta(seconds=2)))
    make.session.flush()


def _scan_after_its_end(make: Maker, event: Event, hall: Checkpoint, ticket: Ticket) -> None:
    """A phone was taken out of service, and went on scanning: that waits for a supervisor."""
    lost = phone(make, event, "遗失的 6 号机 Lost phone 6")
    lost.revoked_at = make.at(make.anchor, "08:15")
    make.session.flush()
    moment = make.at(make.anchor, "08:31")
    merge(make.session, event, lost, [_item(make, hall, ticket, moment, "in")], Delivery(moment))
    make.session.flush()


def _item(make: Maker, hall: Checkpoint, ticket: Ticket, moment: datetime, direction: str) -> ScanItem:
    milliseconds = int(moment.timestamp() * 1000)
    return ScanItem(
        scan_id=uuid7(make, milliseconds),
        checkpoint=hall.public_id,
        sequence=milliseconds,
        scanned_at=moment,
        code=ticket.code,
        direction=direction,
        device_verdict="admitted",
    )
