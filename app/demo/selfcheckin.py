"""Guests of the demo who checked themselves in: a screen at the registration desk, and a few who used it last night."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Checkpoint
from app.core.text import Bilingual as B
from app.demo.maker import Maker
from app.demo.onsite import ARRIVED, uuid7
from app.events.models import Event
from app.selfcheckin.checking_in import poster
from app.selfcheckin.models import SelfCheckIn
from app.tickets.models import Ticket

BY_THEMSELVES = 5


def make_self_check_in(make: Maker, event: Event) -> None:
    """Switched on at the first checkpoint, screen and poster both."""
    desk = make.session.scalars(
        select(Checkpoint).where(Checkpoint.event_id == event.id).order_by(Checkpoint.position).limit(1)
    ).one()
    desk.onward = B("二号台领取胸牌", "desk 2, for your badge")
    point = make.add(
        SelfCheckIn(event_id=event.id, checkpoint_id=desk.id, checkpoint=desk, by_screen=True, by_number=True)
    )
    make.session.flush()
    device = poster(make.session, event, point)
    device.public_id, device.created_at = make.public_id(), make.at(make.day(-3), "17:00")
    moment = make.at(make.day(-1), "19:30")
    for ticket in _late(make, event):
        moment += timedelta(minutes=make.chance.randint(2, 9))
        milliseconds = int(moment.timestamp() * 1000)
        item = ScanItem(
            scan_id=uuid7(make, milliseconds),
            checkpoint=desk.public_id,
            sequence=milliseconds,
            scanned_at=moment,
            registration=ticket.registration.public_id,
            by_themselves=True,
        )
        merge(make.session, event, device, [item], Delivery(moment))
    make.session.flush()


def _late(make: Maker, event: Event) -> list[Ticket]:
    """Those who had not arrived by then."""
    wanted = select(Ticket).where(Ticket.event_id == event.id, Ticket.replaced_at.is_(None))
    wanted = wanted.options(joinedload(Ticket.registration)).order_by(Ticket.registration_id)
    return list(make.session.scalars(wanted.offset(ARRIVED).limit(BY_THEMSELVES)))
