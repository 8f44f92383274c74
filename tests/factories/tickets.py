"""Tickets, and codes that are none."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.secrets import Secrets
from app.events.models import Event
from app.registration.models import Category, Registration
from app.tickets import issuing, spares
from app.tickets.codec import ParsedCode, TicketClaims, encode, parse
from app.tickets.models import SpareBadge, Ticket
from app.tickets.spares import Order


def secrets_of_app() -> Secrets:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    return secrets


def make_ticket(session: Session, registration: Registration) -> Ticket:
    """The registration's valid ticket, issued at need."""
    return issuing.issue(session, secrets_of_app(), registration, now())


def claims_of(code: str) -> TicketClaims:
    parsed = parse(code)
    assert isinstance(parsed, ParsedCode), parsed
    return parsed.claims


def forged(code: str, **changed: Any) -> str:
    """A code with the same claims, or some of them changed, signed by a stranger's key."""
    claims = claims_of(code)
    values = {name: getattr(claims, name) for name in ("event", "key", "registration", "generation", "category")}
    return encode(TicketClaims(**values | changed), Ed25519PrivateKey.generate())


def make_spares(session: Session, category: Category, number: int = 1) -> list[SpareBadge]:
    """Blank badges of one stock, to be given to people of ``category``."""
    event = session.get_one(Event, category.event_id)
    stock = spares.make_stock(session, secrets_of_app(), event, Order(category, number, "Desk"), now())
    return spares.unused(session, stock)
