"""Adds to the demo whom and what the tables need beside it: somebody in every role, and one of every object."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import links
from app.accounts.models import Purpose, User
from app.accounts.users import user_of
from app.agenda.models import AgendaSession, Room, Speaker, Track
from app.badges.models import BadgePrint, PrintJob
from app.calendars import secret_feeds
from app.checkin import devices
from app.checkin.models import Checkpoint, Device, DeviceRole
from app.core import longwork
from app.core.audit import AuditedBy, record
from app.core.clock import now
from app.core.names import PersonName
from app.core.outbox import enqueue
from app.core.secrets import Secrets
from app.core.text import Bilingual
from app.demo.forums import LIVE_SLUG
from app.directory.models import BaseGrant, ProgramBase
from app.events.models import Event, EventChange, EventGrant, EventRole, EventState
from app.registration import confirming
from app.registration.models import Category, CategoryKind, Registration, RegistrationState
from app.tickets.models import Ticket
from tests.factories.registration import make_registration
from tests.integration.routes.roles import DEVICES, PEOPLE

TRIP_SLUG = "energy-trip"


def event_of(session: Session, slug: str) -> Event:
    return session.scalars(select(Event).where(Event.slug == slug)).one()


def next_edition(session: Session) -> Event:
    """An event that no role of the table has to do with, headquarters excepted."""
    return session.scalars(select(Event).where(Event.state == EventState.AWAITING_APPROVAL)).one()


def add_cast(session: Session, secrets: Secrets) -> None:
    live, trip = event_of(session, LIVE_SLUG), event_of(session, TRIP_SLUG)
    people = {role: _person(session, role, email) for role, (email, _level) in PEOPLE.items()}
    _work_on_trip(session, trip, live, people)
    session.add(EventGrant(user_id=people["foreign"].id, event_id=next_edition(session).id, role=EventRole.ORGANIZER))
    elsewhere = session.scalars(select(ProgramBase).where(ProgramBase.slug == "suzhou")).one()
    session.add(BaseGrant(user_id=people["neighbour"].id, base_id=elsewhere.id))
    _devices(session, live, trip, people["organizer"])
    for purpose in Purpose:
        _send_link(session, secrets, people["owner"], purpose)
    _unconfirmed(session, secrets, live)
    TOKENS["feed"] = secret_feeds.secret_of(
        secret_feeds.renew(session, people["organizer"].id, live.id, now()), secrets
    )
    _print(session, live, people["organizer"])
    _long_work(session, live, people["organizer"])
    _programme_elsewhere(session, next_edition(session))
    _write_letters(session, live)
    session.flush()
    _edit(session, live, people["organizer"])


def _person(session: Session, role: str, email: str) -> User:
    user = user_of(session, email, "en")
    user.name = user.name or f"Table {role}"
    return user


def _work_on_trip(session: Session, trip: Event, live: Event, people: dict[str, User]) -> None:
    """Whoever has a role on the live forum has it on the trip too: legs and stops are only there."""
    trip.host_base_id = live.host_base_id
    for role in EventRole:
        session.add(EventGrant(user_id=people[role.value].id, event_id=trip.id, role=role))


#: The tokens that addresses carry: of links in mails, of a confirmation, of a feed.
TOKENS: dict[str, str] = {}


def _send_link(session: Session, secrets: Secrets, user: User, purpose: Purpose) -> None:
    link = links.send(session, user, purpose, now())
    TOKENS[purpose.value] = links.token_of(link, secrets)


def _unconfirmed(session: Session, secrets: Secrets, live: Event) -> None:
    category = session.scalars(
        select(Category).where(Category.event_id == live.id, Category.kind == CategoryKind.PARTICIPANT)
    ).one()
    waiting = make_registration(
        session,
        category,
        state="submitted",
        contact_email="unconfirmed@demo.example",
        holds_place=True,
        held_until=now() + timedelta(hours=1),
    )
    TOKENS["confirmation"] = confirming.token_of(waiting, secrets)


#: Kinds of mail about a registration -> the state that the registration is in.
LETTERS = {
    "registration_confirm": RegistrationState.SUBMITTED,
    "registration_known": RegistrationState.ACCEPTED,
    "event_changed": RegistrationState.ACCEPTED,
    "registration_received": RegistrationState.SUBMITTED,
    "registration_accepted": RegistrationState.ACCEPTED,
    "registration_rejected": RegistrationState.REJECTED,
    "registration_waitlisted": RegistrationState.WAITLISTED,
    "registration_withdrawn": RegistrationState.WITHDRAWN,
    "registration_cancelled": RegistrationState.CANCELLED,
}


def _write_letters(session: Session, live: Event) -> None:
    """Beside those with links, a mail of every kind."""
    enqueue(session, "event_role", PEOPLE["organizer"][0], "en", {"event": live.id, "role": "organizer"})
    for kind, state in LETTERS.items():
        wanted = select(Registration).where(Registration.event_id == live.id, Registration.state == state)
        if kind == "registration_confirm":
            wanted = wanted.where(Registration.confirmed_at.is_(None))
        found = session.scalars(wanted.order_by(Registration.id)).first()
        assert found, f"the demo has nobody who is {state}"
        changes = select(EventChange.id).where(EventChange.event_id == live.id)
        payload = {"registration": found.id, "changes": list(session.scalars(changes))}
        enqueue(session, kind, PEOPLE["owner"][0], "en", payload)


def _programme_elsewhere(session: Session, event: Event) -> None:
    """One of each, of an event that nobody of the live forum has to do with."""
    name, starts = Bilingual("别处", "Elsewhere"), now() + timedelta(days=363)
    session.add_all([Room(event_id=event.id, name=name), Track(event_id=event.id, name=name)])
    session.add(Speaker(event_id=event.id, name=PersonName("别人", "Bie", "Ren")))
    session.add(AgendaSession(event_id=event.id, title=name, starts_at=starts, ends_at=starts + timedelta(hours=1)))


def _edit(session: Session, live: Event, by: User) -> None:
    """Changes by a member of staff, for the log."""
    session.info["audited_by"] = AuditedBy(by.id, by.name, "127.0.0.1")
    live.venue = Bilingual("新会议中心", "New Conference Centre")
    for model in (AgendaSession, Room, Category, Registration):
        row = session.scalars(select(model).where(model.event_id == live.id).order_by(model.id)).first()
        assert row
        _touch(row)
    record(session, "export", live, rows=3)
    session.flush()
    del session.info["audited_by"]


def _touch(row: AgendaSession | Room | Category | Registration) -> None:
    match row:
        case AgendaSession():
            row.ends_at += timedelta(minutes=5)
        case Room():
            row.seats = 90
        case Category():
            row.capacity = 151
        case Registration():
            row.job_title = Bilingual("主任", "Head")


def _print(session: Session, live: Event, by: User) -> None:
    ticket = session.scalars(
        select(Ticket).join(Ticket.registration).where(Registration.contact_email == PEOPLE["owner"][0])
    ).one()
    job = PrintJob(event_id=live.id, printed_at=now(), printed_by=by.id)
    session.add(job)
    session.flush()
    session.add(BadgePrint(job_id=job.id, registration_id=ticket.registration_id, generation=ticket.generation))


def _long_work(session: Session, live: Event, by: User) -> None:
    """Badges that the worker has set, with their file."""
    work = longwork.ask(session, "badges", live.id, by.id, now(), job=1, lane=None)
    work.state, work.file_name, work.finished_at = longwork.WorkState.DONE, "badges.pdf", now()
    file = longwork.file_of(current_app.extensions["luntan_settings"].instance_dir, work)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"%PDF-1.7")


def bearer_of(device: str) -> str:
    return f"token-of-{device}"


def _devices(session: Session, live: Event, trip: Event, organizer: User) -> None:
    for event in (live, trip):
        if session.scalar(select(Checkpoint.id).where(Checkpoint.event_id == event.id)) is None:
            session.add(Checkpoint(event_id=event.id, title=Bilingual("入口", "Entrance")))
    terms = devices.Terms("Phone to be", DeviceRole.SCAN, now() + timedelta(days=1))
    _pairing, TOKENS["pairing"] = devices.begin_pairing(session, live, terms, organizer.id, now())
    for name in DEVICES:
        session.add(
            Device(
                event_id=trip.id if name == "away" else live.id,
                name=f"Phone {name}",
                role=DeviceRole(name) if name in list(DeviceRole) else DeviceRole.SCAN,
                token_hash=hashlib.sha256(bearer_of(name).encode()).hexdigest(),
                expires_at=now() + (timedelta(minutes=-1) if name == "expired" else timedelta(days=1)),
                revoked_at=now() if name == "revoked" else None,
            )
        )
