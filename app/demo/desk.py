"""The desk of the demo: blank badges, three people who came yesterday unannounced, and what it was told of guests."""

import hashlib
import uuid
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Checkpoint, Device, DeviceRole
from app.core.secrets import Secrets
from app.core.text import Bilingual
from app.demo.maker import Maker
from app.desk import notes
from app.desk.arrivals import Guest, WalkInItem
from app.desk.notes import Note
from app.desk.walkins import Desk, register
from app.events.models import Event
from app.registration import answers
from app.registration.models import Category, CategoryKind, FieldKind, FormField, Registration
from app.tickets import spares
from app.tickets.models import SpareBadge
from app.tickets.spares import Order

#: Name, organisation, country, and when they came.
CAME = (
    (Guest(han="柯远帆", organisation="虚构新能源研究所", country="CN"), "09:12"),
    (Guest(family="Okonkwo", given="Adaeze", organisation="Invented Institute of Water", country="NG"), "09:40"),
    (Guest(han="柯远帆", organisation="虚构光伏公司", country="CN"), "11:05"),
)
TOLD = (
    Note(vip=True, call="外事办 林主任 Director Lin, 00000000", note="二号门接 Meet at door 2"),
    Note(note="轮椅,坐第一排 Wheelchair, first row"),
    Note(note="需要俄语翻译 Needs an interpreter for Russian"),
)


def make_desk(make: Maker, secrets: Secrets, event: Event) -> None:
    """After ``make_onsite``, whose entrance the walk-ins go through."""
    session = make.session
    kinds = {c.kind: c for c in session.scalars(select(Category).where(Category.event_id == event.id))}
    participant, expert = kinds[CategoryKind.PARTICIPANT], kinds[CategoryKind.EXPERT]
    before = make.at(make.day(-3), "16:00")
    stock = spares.make_stock(
        session, secrets, event, Order(participant, 20, "报到处 Registration desk", new_id=make.public_id), before
    )
    lost = spares.make_stock(session, secrets, event, Order(expert, 5, "西门 West door", new_id=make.public_id), before)
    spares.void(lost, make.at(make.day(-1), "10:30"))
    phone = _phone(make, event)
    blank = iter(spares.unused(session, stock))
    for guest, clock in CAME:
        _walk_in(make, secrets, phone, next(blank), guest, make.at(make.day(-1), clock))
    _tell(session, secrets, event, _question(make, event), make.at(make.day(-2), "18:00"))
    session.flush()


def _phone(make: Maker, event: Event) -> Device:
    phone = make.add(
        Device(
            event_id=event.id,
            name="服务台 Desk",
            role=DeviceRole.SEARCH,
            token_hash=hashlib.sha256(make.chance.randbytes(32)).hexdigest(),
            created_at=make.at(make.day(-3), "17:00"),
            expires_at=make.at(event.departure_on, "23:59"),
            browser="Mozilla/5.0 (Linux; Android 14) demo",
        )
    )
    make.session.flush()
    return phone


def _walk_in(make: Maker, secrets: Secrets, phone: Device, spare: SpareBadge, guest: Guest, at: datetime) -> None:
    """Taken down without a network, and through the entrance a minute later; the last has the name of the first."""
    session, event = make.session, make.session.get_one(Event, phone.event_id)
    consents = ("notice",) if guest.country == "CN" else ("notice", "cross_border")
    guest = replace(guest, consents=consents)
    item = WalkInItem(walk_in_id=_uuid(make, at), made_at=at, guest=guest, code=spare.code, kept=True)
    taken = register(session, secrets, event, Desk(phone, may_overrule=False), item, at)
    taken.walk_in.public_id = make.public_id()
    door = session.scalars(
        select(Checkpoint).where(Checkpoint.event_id == event.id).order_by(Checkpoint.position).offset(1)
    ).first()
    if door:
        scan = ScanItem(
            scan_id=_uuid(make, at),
            checkpoint=door.public_id,
            sequence=int(at.timestamp()),
            scanned_at=at,
            code=spare.code,
            device_verdict="admitted",
        )
        merge(session, event, phone, [scan], Delivery(at))


def _question(make: Maker, event: Event) -> FormField:
    question = make.add(
        FormField(
            event_id=event.id,
            key="needs",
            kind=FieldKind.TEXT,
            label=Bilingual("到场需要的协助", "What you need on site"),
            sensitive=True,
            for_desk=True,
            position=3,
        )
    )
    make.session.flush()
    return question


def _tell(session: Session, secrets: Secrets, event: Event, question: FormField, at: datetime) -> None:
    """Organizers told the desk of three guests; and one of them wrote what they need."""
    guests = select(Registration).where(Registration.event_id == event.id, Registration.state == "accepted")
    told = session.scalars(guests.order_by(Registration.id).offset(3).limit(3)).all()
    for guest, note in zip(told, TOLD, strict=True):
        notes.write(session, secrets, guest, note, at)
    answers.save(session, secrets, told[1], {question: "无障碍电梯 A lift without steps"})


def _uuid(make: Maker, at: datetime) -> uuid.UUID:
    chance = make.chance.getrandbits(74)
    high, low, milliseconds = chance >> 62, chance & (1 << 62) - 1, int(at.timestamp() * 1000)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low)
