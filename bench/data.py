"""A forum as large as the bench asks for: an agenda of three days and thousands of accepted registrations."""

from __future__ import annotations

import hashlib
import secrets as randomness
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import cycle, islice, product
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, Room, SessionState, Speaker, Track
from app.checkin.models import Checkpoint, Device
from app.core.clock import now
from app.core.model import Base, new_public_id
from app.core.names import PersonName
from app.core.search_keys import search_keys
from app.core.secrets import Secrets
from app.core.text import Bilingual
from app.events.models import Event
from app.registration.indexing import name_key
from app.registration.models import Category, Places, Registration, RegistrationState, SearchKey
from app.tickets import keys
from app.tickets.codec import TicketClaims, category_number, encode
from app.tickets.models import Ticket
from app.tickets.short_code import new_short_code
from bench.browsers import cookies
from tests.factories.registration import make_open_event

SURNAMES = [("王", "Wang"), ("李", "Li"), ("吕", "Lyu"), ("欧阳", "Ouyang"), ("单", "Shan"), ("陆", "Lu")]
GIVEN = [("伟", "Wei"), ("小明", "Xiaoming"), ("静怡", "Jingyi"), ("建国", "Jianguo"), ("雪", "Xue"), ("子涵", "Zihan")]
CHECKPOINTS = 40
BATCH = 2000


@dataclass(frozen=True)
class Dataset:
    """What the workloads need to know of the data."""

    slug: str
    event_id: int
    category: str
    codes: list[str]
    checkpoints: list[str]
    token: str
    #: Tokens of forty phones: of lanes, and of those that come back after a morning without a network.
    phones: list[str]
    #: Cookies of colleagues who watch the live picture.
    watchers: list[str]


def fill(session: Session, secrets: Secrets, size: int) -> Dataset:
    """Make the forum in the present transaction."""
    event, category = make_open_event(session, slug="bench", capacity=None)
    category.capacity = None
    session.flush()
    _agenda(session, event)
    codes = _registrations(session, secrets, event, category, size)
    checkpoints = [_checkpoint(session, event, number) for number in range(CHECKPOINTS)]
    token, *phones = [_device(session, event) for _ in range(41)]
    watchers = cookies(session, secrets, event)
    return Dataset(event.slug, event.id, category.public_id, codes, checkpoints, token, phones, watchers)


def _agenda(session: Session, event: Event) -> None:
    """28 sessions in three rooms and tracks, each with two speakers."""
    rooms = [Room(event_id=event.id, name=Bilingual(f"会议厅{n}", f"Hall {n}"), position=n) for n in (1, 2, 3)]
    tracks = [Track(event_id=event.id, name=Bilingual(f"分论坛{n}", f"Track {n}"), hue=90 * n) for n in (1, 2, 3)]
    speakers = [
        Speaker(event_id=event.id, name=_name(n), affiliation=Bilingual("江南大学", "Jiangnan University"), position=n)
        for n in range(20)
    ]
    session.add_all([*rooms, *tracks, *speakers])
    session.flush()
    first = datetime.combine(event.starts_on, datetime.min.time(), now().tzinfo) + timedelta(hours=1)
    for number in range(28):
        day, slot, place = number // 10, number % 10 // 3, number % 3
        starts = first + timedelta(days=day, hours=2 * slot)
        session.add(
            AgendaSession(
                event_id=event.id,
                title=Bilingual(f"第{number + 1}场报告", f"Session {number + 1}"),
                state=SessionState.CONFIRMED,
                starts_at=starts,
                ends_at=starts + timedelta(minutes=90),
                room=rooms[place],
                track=tracks[place],
                speakers=list(islice(cycle(speakers), number, number + 2)),
            )
        )
    session.flush()


def _name(number: int) -> PersonName:
    (surname, family), (han, given) = list(product(SURNAMES, GIVEN))[number % 36]
    return PersonName(han=surname + han, family=family, given=given)


def _registrations(session: Session, secrets: Secrets, event: Event, category: Category, size: int) -> list[str]:
    """Accepted registrations with their search keys and tickets, in bulk; returns the tickets' codes."""
    connection = session.connection()
    _insert(session, Registration, (_registration(event, category, number) for number in range(size)))
    found = connection.execute(select(Registration.id, Registration.public_id).order_by(Registration.id)).all()
    _insert(session, SearchKey, _search_keys(event, found))
    tickets = list(_tickets(session, secrets, event, category, found))
    _insert(session, Ticket, tickets)
    connection.execute(update(Places).values(taken=size))
    return [ticket["code"] for ticket in tickets]


def _insert(session: Session, model: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        session.connection().execute(insert(model), batch)


def _registration(event: Event, category: Category, number: int) -> dict[str, Any]:
    name = _name(number)
    return {
        "public_id": new_public_id(),
        "event_id": event.id,
        "category_id": category.id,
        "state": RegistrationState.ACCEPTED,
        "holds_place": True,
        "confirmed_at": now(),
        "contact_email": f"guest{number}@mail.example",
        "han_name": name.han,
        "family_name": name.family,
        "given_name": name.given,
        "sort_zh": name.sort_key("zh"),
        "sort_en": name.sort_key("en"),
        "name_key": name_key(name),
        "organisation_zh": "江南大学",
        "organisation_en": "Jiangnan University",
        "country": "DE",
        "phone": f"+4930{number:07d}",
    }


def _search_keys(event: Event, found: Any) -> Iterator[dict[str, Any]]:
    for number, (key, _public_id) in enumerate(found):
        contacts = {"phone": f"+4930{number:07d}", "email": f"guest{number}@mail.example"}
        for text in search_keys(_name(number), **contacts):
            yield {"registration_id": key, "event_id": event.id, "key": text}


def _tickets(
    session: Session, secrets: Secrets, event: Event, category: Category, found: Any
) -> Iterator[dict[str, Any]]:
    signing = keys.key_in_use(session, secrets, event.id, now())
    private, kind = keys.private_key_of(signing, secrets), category_number(category.kind)
    short_codes: set[str] = set()
    while len(short_codes) < len(found):
        short_codes.add(new_short_code())
    for (key, public_id), short_code in zip(found, short_codes, strict=True):
        code = encode(TicketClaims(event.number_code, signing.number, public_id, 0, kind), private)
        own = {"registration_id": key, "code": code, "short_code": short_code}
        yield {"event_id": event.id, "generation": 0, "key_id": signing.id, "issued_at": now(), **own}


def _checkpoint(session: Session, event: Event, number: int) -> str:
    checkpoint = Checkpoint(event_id=event.id, title=Bilingual(f"{number}号门", f"Door {number}"), position=number)
    session.add(checkpoint)
    session.flush()
    return checkpoint.public_id


def _device(session: Session, event: Event) -> str:
    token = randomness.token_urlsafe(32)
    digest = hashlib.sha256(token.encode()).hexdigest()
    session.add(
        Device(
            event_id=event.id,
            name="Bench",
            token_hash=digest,
            expires_at=now() + timedelta(days=1),
            created_at=now() - timedelta(days=1),
        )
    )
    session.flush()
    return token
