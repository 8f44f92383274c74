"""The blueprint of the desk's pages, and what their URLs name."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app
from sqlalchemy.orm import Session

from app.core.edge import loads
from app.core.secrets import Secrets
from app.desk import queries
from app.desk.models import WalkIn
from app.tickets import spares
from app.tickets.models import SpareStock

bp = Blueprint("desk", __name__)


@loads("walk_in")
def load_walk_in(session: Session, public_id: str, loaded: Mapping[str, Any]) -> WalkIn | None:
    return queries.walk_in_by_public_id(session, loaded["event"].id, public_id)


@loads("spare_stock")
def load_stock(session: Session, public_id: str, loaded: Mapping[str, Any]) -> SpareStock | None:
    return spares.stock_by_public_id(session, loaded["event"].id, public_id)


def secrets() -> Secrets:
    found: Secrets = current_app.extensions["luntan_secrets"]
    return found
