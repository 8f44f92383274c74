"""What the URL argument ``self_point`` names: a checkpoint, for guests who check in by themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy.orm import Session

from app.core.edge import loads
from app.core.secrets import Secrets
from app.events.models import Event
from app.selfcheckin import queries
from app.selfcheckin.models import SelfCheckIn


@dataclass(frozen=True, slots=True)
class Point:
    """What is allowed at a checkpoint, and its event."""

    allowed: SelfCheckIn
    event: Event

    @property
    def id(self) -> str:
        return self.allowed.checkpoint.public_id


@loads("self_point")
def load_point(session: Session, public_id: str, _loaded: Mapping[str, Any]) -> Point | None:
    found = queries.for_guests(session, public_id)
    return Point(*found) if found else None


def secrets() -> Secrets:
    kept: Secrets = current_app.extensions["luntan_secrets"]
    return kept
