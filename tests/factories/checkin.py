"""Checkpoints, devices and scans."""

from __future__ import annotations

import secrets
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.checkin import devices
from app.checkin.answers import ScanAnswer
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.models import Checkpoint, Device, DeviceRole
from app.checkin.scanning import record_one, record_scans
from app.core.clock import now
from app.core.db import db
from app.core.text import Bilingual
from app.events.models import Event
from app.registration.models import Category, Registration
from app.tickets.models import Ticket
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import make_ticket

_numbers = count(1)
_sequences = count(1)


def uuid7(at: datetime | None = None) -> uuid.UUID:
    """A UUIDv7, as devices make them."""
    milliseconds = int(at.timestamp() * 1000) if at else time.time_ns() // 1_000_000
    value = milliseconds << 80 | 7 << 76 | secrets.randbits(12) << 64 | 2 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def make_checkpoint(session: Session, event: Event, **overrides: Any) -> Checkpoint:
    """An entrance that is always open and admits everybody once."""
    number = next(_numbers)
    values: dict[str, Any] = {"title": Bilingual(f"{number}号入口", f"Entrance {number}"), "position": number}
    checkpoint = Checkpoint(event_id=event.id, **values | overrides)
    session.add(checkpoint)
    session.flush()
    return checkpoint


@dataclass
class Phone:
    """A paired phone with its token."""

    device: Device
    token: str

    @property
    def token_hash(self) -> str:
        return self.device.token_hash

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def make_phone(session: Session, event: Event, role: str = "scan", **overrides: Any) -> Phone:
    """A phone that was paired a month ago."""
    terms = devices.Terms(
        f"Phone {next(_numbers)}", DeviceRole(role), now() + timedelta(days=3), overrides.pop("checkpoints", ())
    )
    device, token = devices.enrol(session, event.id, terms)
    for name, value in {"created_at": now() - timedelta(days=30), **overrides}.items():
        setattr(device, name, value)
    session.flush()
    return Phone(device, token)


@dataclass
class Door:
    """An event with one checkpoint, a phone at it and a category of guests."""

    event: Event
    checkpoint: Checkpoint
    phone: Phone
    category: Category

    def guest(self, session: Session, **overrides: Any) -> tuple[Registration, Ticket]:
        registration = make_registration(session, self.category, **overrides)
        return registration, make_ticket(session, registration)


def make_door(session: Session, event: Event | None = None, **overrides: Any) -> Door:
    """Commit before a request or another session uses it."""
    event = event or make_event(session)
    category = make_category(session, event)
    return Door(event, make_checkpoint(session, event, **overrides), make_phone(session, event), category)


def make_item(checkpoint: Checkpoint, code: str = "", **overrides: Any) -> ScanItem:
    """A scan made now; ``code`` may be given up for ``short_code`` or ``registration``."""
    values: dict[str, Any] = {
        "scan_id": uuid7(),
        "checkpoint": checkpoint.public_id,
        "sequence": next(_sequences),
        "scanned_at": now(),
        "code": code,
    }
    return ScanItem(**values | overrides)


def scan(session: Session, phone: Phone, *items: ScanItem, at: datetime | None = None) -> list[ScanAnswer]:
    """Record items as the API does, and commit."""
    session.commit()
    delivery = Delivery(at or now())
    if len(items) == 1 and (answer := record_one(db.engine, phone.token_hash, items[0], delivery)):
        return [answer]
    answers = record_scans(session, phone.token_hash, items, delivery, lambda device: None)
    session.commit()
    return answers
