"""What the URL arguments ``checkpoint``, ``device`` and ``scan`` name, each of the event in the URL."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.checkin import queries
from app.checkin.models import Checkpoint, Device, Scan
from app.core.edge import loads


@loads("checkpoint")
def load_checkpoint(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Checkpoint | None:
    return queries.checkpoint_by_public_id(session, loaded["event"].id, public_id)


@loads("device")
def load_device(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Device | None:
    return queries.device_by_public_id(session, loaded["event"].id, public_id)


@loads("scan")
def load_scan(session: Session, number: Any, loaded: Mapping[str, Any]) -> Scan | None:
    """By its device, which stands before it in the URL."""
    return queries.scan_of_device(session, loaded["device"].id, number)
