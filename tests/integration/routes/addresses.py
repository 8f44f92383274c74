"""Fills the addresses of the tables with objects of the demo."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Level, SignIn, User
from app.agenda.models import AgendaSession, Room, Speaker, Track
from app.badges.models import BadgeImage, BadgeLayout, PrintJob, PrintStation
from app.checkin.models import Checkpoint, Device, Pairing, Scan
from app.core.longwork import LongWork
from app.core.outbox import MailboxMessage, OutboxMail
from app.demo.forums import LIVE_SLUG
from app.desk.models import WalkIn
from app.directory.models import OverseasGroup, Theme
from app.events.models import Series
from app.fleet.models import QueueFile
from app.headcounts.models import Round
from app.manifests.models import ManifestPrint
from app.registration.models import Category, FormField, Registration
from app.tickets.models import SpareStock, Ticket
from app.trips.models import Leg, Stop
from tests.integration.routes.cast import TOKENS, TRIP_SLUG, event_of, next_edition
from tests.integration.routes.roles import PEOPLE
from tests.integration.routes.table import Row

ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
#: Arguments that name the event itself, and those whose objects are the trip's.
EVENT_ARGUMENTS = ("event", "slug")
OF_TRIP = frozenset({"leg", "stop"})
#: Arguments whose objects are those of a bus, and not of the first checkpoint.
OF_BUS = frozenset({"headcount", "manifest"})


def arguments_of(rule: str) -> list[str]:
    return ARGUMENT.findall(rule)


class Addresses:
    """Slugs and public ids, read once from the demo."""

    def __init__(self, session: Session) -> None:
        live, trip, unrelated = event_of(session, LIVE_SLUG), event_of(session, TRIP_SLUG), next_edition(session)
        self.live_id = live.id
        self._events = {"live": live.slug, "trip": trip.slug, "unrelated": unrelated.slug}
        self._values = {**_of_event(session, live.id), **_of_trip(session, trip.id), **_shared(session)}
        slugs = {name: self._values[name] for name in ("series", "base", "theme")}
        self._named = {**self._events, **TOKENS, **slugs}
        session.rollback()

    def values(self, row: Row) -> dict[str, str]:
        """What each argument of the row's address names."""
        names = arguments_of(row.rule)
        event = self._events["trip" if OF_TRIP.intersection(names) else "live"]
        known = {**self._values, **dict.fromkeys(EVENT_ARGUMENTS, event)}
        if OF_BUS.intersection(names):
            known["checkpoint"] = known["bus"]
        chosen = {name: self._named[value] for name, value in row.objects.items()}
        unknown = [name for name in names if name not in known | chosen]
        assert not unknown, f"{row}: nothing of the demo is known for {unknown}"
        return {name: (known | chosen)[name] for name in names}

    def url(self, row: Row, **instead: str) -> str:
        """The row's address; ``instead`` names other objects than the usual ones."""
        values = self.values(row) | instead
        return ARGUMENT.sub(lambda found: values[found[1]], row.rule)

    def fill(self, text: str) -> str:
        """``text`` with the name of an argument in angle brackets replaced by what it names."""
        return ARGUMENT.sub(lambda found: self._values[found[1]], text)

    def of_others(self, event: str) -> list[str]:
        """The slugs of other events than ``event``."""
        return [slug for slug in self._events.values() if slug != event]


def _first(session: Session, model: Any, *conditions: Any) -> str:
    """The public id or slug of the first row; '' where there is none, which no route answers."""
    named = model.slug if hasattr(model, "slug") else model.public_id
    return session.scalar(select(named).where(*conditions).order_by(model.id).limit(1)) or "nothing"


def _of_event(session: Session, event_id: int) -> dict[str, str]:
    owner = PEOPLE["owner"][0]
    mine = (Registration.event_id == event_id, Registration.contact_email == owner)
    scan, device = session.execute(
        select(Scan.scan_id, Device.public_id)
        .join(Device, Device.id == Scan.device_id)
        .where(Scan.event_id == event_id)
    ).first() or ("", "")
    bus = session.scalar(select(Round.checkpoint_id).where(Round.event_id == event_id).order_by(Round.id).limit(1))
    return {
        "bus": _first(session, Checkpoint, Checkpoint.id == bus),
        "headcount": _first(session, Round, Round.checkpoint_id == bus),
        "manifest": _first(session, ManifestPrint, ManifestPrint.checkpoint_id == bus),
        "room": _first(session, Room, Room.event_id == event_id),
        "track": _first(session, Track, Track.event_id == event_id),
        "speaker": _first(session, Speaker, Speaker.event_id == event_id),
        "speaker_id": _first(session, Speaker, Speaker.event_id == event_id),
        "agenda_session": _first(session, AgendaSession, AgendaSession.event_id == event_id),
        "session_id": _first(session, AgendaSession, AgendaSession.event_id == event_id),
        "category": _first(session, Category, Category.event_id == event_id),
        "form_field": _first(session, FormField, FormField.event_id == event_id),
        "registration": _first(session, Registration, *mine),
        "my_registration": _first(session, Registration, *mine),
        "checkpoint": _first(session, Checkpoint, Checkpoint.event_id == event_id),
        "checkpoint_id": _first(session, Checkpoint, Checkpoint.event_id == event_id),
        "self_point": _first(session, Checkpoint, Checkpoint.event_id == event_id),
        "badge_layout": _first(session, BadgeLayout, BadgeLayout.event_id == event_id),
        "badge_image": _first(session, BadgeImage, BadgeImage.event_id == event_id),
        "print_job": _first(session, PrintJob, PrintJob.event_id == event_id),
        "print_station": _first(session, PrintStation, PrintStation.event_id == event_id),
        "long_work": _first(session, LongWork, LongWork.event_id == event_id),
        "side": "1",
        "device": device,
        "scan": str(scan),
        "queue_file": _first(session, QueueFile, QueueFile.event_id == event_id),
        "walk_in": _first(session, WalkIn, WalkIn.event_id == event_id),
        "spare_stock": _first(session, SpareStock, SpareStock.event_id == event_id),
        "pairing": _first(session, Pairing, Pairing.event_id == event_id),
        "badge": session.scalar(select(Ticket.code).join(Ticket.registration).where(*mine)) or "",
    }


def _of_trip(session: Session, event_id: int) -> dict[str, str]:
    return {
        "leg": _first(session, Leg, Leg.event_id == event_id),
        "stop": _first(session, Stop, Stop.event_id == event_id),
    }


def _shared(session: Session) -> dict[str, str]:
    owner = session.scalars(select(User).where(User.email == PEOPLE["owner"][0])).one()
    return {
        "series": _first(session, Series),
        "base": "wuhan",
        "group": _first(session, OverseasGroup),
        "theme": _first(session, Theme),
        "user": _first(session, User, User.email == PEOPLE["checkin"][0]),
        "browser": _first(session, SignIn, SignIn.user_id == owner.id, SignIn.level == Level.MAIL),
        "filename": "css/base.css",
        "name": "htmx.org/dist/htmx.min.js",
        "section": "dates",
        "kind": "photographs",
        "direction": "up",
        "role": "checkin",
        "secret": TOKENS["feed"],
        "pairing_code": TOKENS["pairing"],
        "letter": _letter(session),
        "number": "0",
        "signing_key": "0",
        "slot": "A" * 16,
    }


def _letter(session: Session) -> str:
    """The mail that brings a ticket: with a picture and attachments."""
    ticket = select(OutboxMail.message_id).where(OutboxMail.kind == "registration_accepted")
    return session.scalars(select(MailboxMessage.public_id).where(MailboxMessage.message_id.in_(ticket))).one()
