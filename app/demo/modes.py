"""What the demo's phones did beyond letting people pass: receivers, headcounts of buses, a room counted without names."""

import base64
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Checkpoint, CheckpointKind, Device, RosterEntry
from app.demo.maker import Maker
from app.demo.onsite import MISSING, RECEIVERS, uuid7
from app.events.models import Event
from app.headcounts.models import Absence, Round, Tally, Why
from app.manifests.models import ManifestPrint
from app.tickets.models import Ticket

#: How many of the receivers had come back by the evening.
BACK = 15
#: How many were on the coach when the count was left open.
ABOARD = 19


def make_modes(make: Maker, event: Event) -> None:
    """After ``make_onsite``, whose phones and checkpoints these are."""
    east, west = make.session.scalars(select(Device).where(Device.event_id == event.id).order_by(Device.id).limit(2))
    rows = make.session.scalars(select(Checkpoint).where(Checkpoint.event_id == event.id).order_by(Checkpoint.position))
    gates = rows.all()
    shuttle, coach = (row for row in gates if row.kind is CheckpointKind.BUS)
    receivers = next(row for row in gates if row.kind is CheckpointKind.EQUIPMENT)
    _receivers(make, event, east, receivers)
    _departure(make, event, west, shuttle)
    _going_on(make, event, west, coach)
    day = make.day(-1)
    counted = {"ups": 212, "downs": 47, "heard_at": make.at(day, "17:30")}
    make.add(Tally(device_id=west.id, checkpoint_id=gates[1].id, day=day.isoformat(), **counted))
    printed = {"printed_at": make.at(day, "06:40"), "people": len(_listed(make, shuttle))}
    make.add(ManifestPrint(event_id=event.id, checkpoint_id=shuttle.id, **printed))
    make.session.flush()


def _receivers(make: Maker, event: Event, phone: Device, gate: Checkpoint) -> None:
    """In the evening most came back; two late guests got one with its label noted."""
    everybody = _tickets(make, Ticket.event_id == event.id)
    evening = make.at(make.day(-1), "17:40")
    back = [replace(item, direction="out") for item in _items(make, gate, everybody[:BACK], evening)]
    late = _items(make, gate, everybody[RECEIVERS : RECEIVERS + 2], make.at(make.day(-1), "13:50"))
    labelled = [replace(item, item=f"R-{31 + number:03d}") for number, item in enumerate(late)]
    _deliver(make, event, phone, [*labelled, *back])


def _departure(make: Maker, event: Event, phone: Device, bus: Checkpoint) -> None:
    """The bus left with a reason for the one who was not on it."""
    people, begins = _listed(make, bus), make.at(make.day(-1), "07:36")
    row = _round(make, phone, bus, "从酒店出发 Departure from the hotel", begins)
    there = [*people[:MISSING], *people[MISSING + 1 :]]
    _deliver(make, event, phone, [replace(i, round=row.public_id) for i in _items(make, bus, there, begins)])
    row.closed_at = begins + timedelta(minutes=22)
    missing = people[MISSING].registration_id
    make.add(Absence(round_id=row.id, registration_id=missing, why=Why.OTHER_CAR, told_at=row.closed_at))


def _going_on(make: Maker, event: Event, phone: Device, bus: Checkpoint) -> None:
    begins = make.at(make.day(-1), "21:05")
    row = _round(make, phone, bus, "晚上返回酒店 Back to the hotel", begins)
    there = _listed(make, bus)[:ABOARD]
    _deliver(make, event, phone, [replace(i, round=row.public_id) for i in _items(make, bus, there, begins)])


def _round(make: Maker, phone: Device, bus: Checkpoint, title: str, begins: datetime) -> Round:
    row = Round(event_id=bus.event_id, checkpoint_id=bus.id, device_id=phone.id, title=title, started_at=begins)
    row.public_id = base64.b32encode(make.chance.randbytes(10)).decode()
    make.add(row)
    make.session.flush()
    return row


def _listed(make: Maker, bus: Checkpoint) -> Sequence[Ticket]:
    mine = select(RosterEntry.registration_id).where(RosterEntry.checkpoint_id == bus.id)
    return _tickets(make, Ticket.registration_id.in_(mine))


def _tickets(make: Maker, condition: object) -> Sequence[Ticket]:
    wanted = select(Ticket).where(condition, Ticket.replaced_at.is_(None))  # type: ignore[arg-type]
    return make.session.scalars(wanted.options(joinedload(Ticket.registration)).order_by(Ticket.registration_id)).all()


def _items(make: Maker, gate: Checkpoint, tickets: Sequence[Ticket], begins: datetime) -> list[ScanItem]:
    """One every half minute or so."""
    items, moment = [], begins
    for ticket in tickets:
        moment += timedelta(seconds=make.chance.randint(9, 30))
        number = int(moment.timestamp() * 1000)
        items.append(
            ScanItem(
                scan_id=uuid7(make, number),
                checkpoint=gate.public_id,
                sequence=number,
                scanned_at=moment,
                code=ticket.code,
            )
        )
    return items


def _deliver(make: Maker, event: Event, phone: Device, items: Sequence[ScanItem]) -> None:
    merge(make.session, event, phone, items, Delivery(items[-1].scanned_at + timedelta(seconds=2)))
    make.session.flush()
