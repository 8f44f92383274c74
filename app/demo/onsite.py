"""What happened at the demo's doors before today: checkpoints, two phones, and the scans of yesterday."""

import hashlib
import uuid
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Admits, Checkpoint, CheckpointKind, Device, DeviceRole, RosterEntry, Rule
from app.core.text import Bilingual as B
from app.demo.maker import Maker
from app.events.models import Event
from app.tickets.models import Ticket

COACH_SEATS = 28
#: Who did not come to the shuttle yesterday morning, by place in its list.
MISSING = 17
#: How many had come by the end of yesterday, and to the dinner.
ARRIVED, DINED, RECEIVERS = 131, 84, 22


def make_onsite(make: Maker, event: Event) -> None:
    """Checkpoints, devices and yesterday's ledger, by the same service that records real scans."""
    gates = _checkpoints(make, event)
    east, west = phone(make, event, "东门 1 号机 East door 1"), phone(make, event, "西门 2 号机 West door 2")
    tickets = tickets_of(make.session, event)
    for ticket in tickets[:COACH_SEATS]:
        make.session.add(RosterEntry(checkpoint_id=gates["coach"].id, registration_id=ticket.registration_id))
    shuttle = tickets[COACH_SEATS : 2 * COACH_SEATS]
    for ticket in shuttle:
        make.session.add(RosterEntry(checkpoint_id=gates["shuttle"].id, registration_id=ticket.registration_id))
    make.session.flush()
    day = make.day(-1)
    _scan(make, event, east, gates["shuttle"], [*shuttle[:MISSING], *shuttle[MISSING + 1 :]], make.at(day, "07:20"))
    _scan(make, event, east, gates["arrival"], tickets[:ARRIVED], make.at(make.day(-2), "14:00"))
    _scan(make, event, west, gates["entrance"], tickets[: ARRIVED - 9], make.at(day, "08:10"))
    _scan(make, event, east, gates["receivers"], tickets[:RECEIVERS], make.at(day, "08:50"))
    _scan(make, event, west, gates["dinner"], tickets[5 : DINED + 5], make.at(day, "18:05"))
    _mishaps(make, event, (east, west), gates, tickets)


def _checkpoints(make: Maker, event: Event) -> dict[str, Checkpoint]:
    rows = (
        ("arrival", CheckpointKind.ENTRY, B("报到处", "Registration desk"), Rule.ONCE, Admits.ALL),
        ("entrance", CheckpointKind.ENTRY, B("主会场入口", "Main entrance"), Rule.DAILY, Admits.ALL),
        ("dinner", CheckpointKind.MEAL, B("欢迎晚宴", "Welcome dinner"), Rule.ONCE, Admits.ALL),
        ("shuttle", CheckpointKind.BUS, B("酒店接驳车", "Hotel shuttle"), Rule.IN_OUT, Admits.ROSTER),
        ("coach", CheckpointKind.BUS, B("参观一号车", "Visit: coach 1"), Rule.IN_OUT, Admits.ROSTER),
        ("receivers", CheckpointKind.EQUIPMENT, B("同传接收器", "Interpretation receivers"), Rule.IN_OUT, Admits.ALL),
    )
    made = {
        key: make.add(
            Checkpoint(event_id=event.id, kind=kind, title=title, rule=rule, admits=admits, position=position)
        )
        for position, (key, kind, title, rule, admits) in enumerate(rows)
    }
    make.session.flush()
    return made


def phone(make: Maker, event: Event, name: str) -> Device:
    """A phone that was paired and is signed out by now: its token is known to nobody."""
    phone = make.add(
        Device(
            event_id=event.id,
            name=name,
            role=DeviceRole.SCAN,
            token_hash=hashlib.sha256(make.chance.randbytes(32)).hexdigest(),
            created_at=make.at(make.day(-3), "17:00"),
            expires_at=make.at(event.departure_on, "23:59"),
            browser="Mozilla/5.0 (Linux; Android 13) demo",
        )
    )
    make.session.flush()
    return phone


def tickets_of(session: Session, event: Event) -> list[Ticket]:
    wanted = select(Ticket).where(Ticket.event_id == event.id, Ticket.replaced_at.is_(None))
    return list(session.scalars(wanted.options(joinedload(Ticket.registration)).order_by(Ticket.registration_id)))


def _scan(make: Maker, event: Event, phone: Device, gate: Checkpoint, tickets: list[Ticket], begins: datetime) -> None:
    """A queue of guests, one every half minute or so, uploaded when the last had passed."""
    moment = begins
    items = []
    for ticket in tickets:
        moment += timedelta(seconds=make.chance.randint(12, 50))
        items.append(_item(make, gate, ticket.code, moment))
    merge(make.session, event, phone, items, Delivery(moment + timedelta(seconds=2)))
    make.session.flush()


def _item(make: Maker, gate: Checkpoint, code: str, moment: datetime, verdict: str = "") -> ScanItem:
    milliseconds = int(moment.timestamp() * 1000)
    return ScanItem(
        scan_id=uuid7(make, milliseconds),
        checkpoint=gate.public_id,
        sequence=milliseconds,
        scanned_at=moment,
        code=code,
        device_verdict=verdict,
    )


def uuid7(make: Maker, milliseconds: int) -> uuid.UUID:
    random_bits = make.chance.getrandbits(74)
    high, low = random_bits >> 62, random_bits & (1 << 62) - 1
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)


def _mishaps(
    make: Maker, event: Event, phones: tuple[Device, Device], gates: dict[str, Checkpoint], tickets: list[Ticket]
) -> None:
    """A badge shown twice, a lost badge that somebody found, and one guest admitted at two doors without a network."""
    east, west = phones
    evening = make.at(make.day(-1), "20:00")
    _scan(make, event, west, gates["entrance"], tickets[:1], make.at(make.day(-1), "13:40"))
    lost = make.session.scalar(select(Ticket).where(Ticket.event_id == event.id, Ticket.replaced_at.is_not(None)))
    if lost:
        item = _item(make, gates["entrance"], lost.code, evening)
        merge(make.session, event, west, [item], Delivery(evening))
    late = tickets[ARRIVED - 5]
    for minutes, phone in ((31, east), (33, west)):
        moment = make.at(make.day(-1), "14:00") + timedelta(minutes=minutes)
        item = _item(make, gates["entrance"], late.code, moment, verdict="admitted")
        merge(make.session, event, phone, [item], Delivery(evening))
    make.session.flush()
