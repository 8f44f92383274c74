"""What phones seal and sign, as the scanner page does it."""

from __future__ import annotations

import base64
import hmac
import json
import uuid
from typing import Any

from flask import current_app

from app.checkin.reported import PURPOSE
from app.core.clock import now
from app.events.models import Event
from app.fleet.queue_files import file_key
from app.tickets.encryption import event_private_key, seal
from tests.factories.checkin import Door, Phone, uuid7


def sealed(event: Event, scan_id: uuid.UUID | str, **who: str) -> str:
    """The box of a scan of ``code`` or ``short_code``."""
    key = event_private_key(current_app.extensions["luntan_secrets"], event.public_id)
    return seal(key.public_key(), PURPOSE, str(scan_id), json.dumps(who).encode())


def waiting(door: Door, code: str, sequence: int, **overrides: Any) -> dict[str, Any]:
    """A scan as it waits on a phone, with who it was sealed."""
    scan_id = overrides.pop("scan_id", uuid7())
    return {
        "scan_id": str(scan_id),
        "checkpoint": door.checkpoint.public_id,
        "sequence": sequence,
        "scanned_at": now().isoformat(),
        "device_verdict": "admitted",
        "sealed": sealed(door.event, scan_id, code=code),
        **overrides,
    }


def part_of(event: Event, device: str, scans: list[Any], name: str = "Phone") -> dict[str, str]:
    """One device's part of a file, signed by its key."""
    body = json.dumps({"made_at": now().isoformat(), "scans": scans})
    key = base64.b64decode(file_key(current_app.extensions["luntan_secrets"], event.public_id, device))
    mac = base64.b64encode(hmac.digest(key, body.encode(), "sha256")).decode()
    return {"device": device, "name": name, "body": body, "mac": mac}


def queue_file(event: Event, *parts: dict[str, str]) -> bytes:
    whole = {"format": "luntan-scans", "version": 1, "event": event.public_id, "parts": list(parts)}
    return json.dumps(whole).encode()


def file_of(door: Door, phone: Phone, *scans: Any) -> bytes:
    return queue_file(door.event, part_of(door.event, phone.device.public_id, list(scans)))
