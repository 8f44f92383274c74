"""Files of what waits on a phone that cannot reach the server, for an organizer to bring in.

A file is JSON. Each part holds the scans of one device, which its browser was at the time, as a text under HMAC-SHA256
with that device's file key. Who was scanned is sealed to the event's key, so that the file tells of nobody.
"""

import base64
import binascii
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from app.checkin.reported import PublicIdText, Strict, Text
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.secrets import Secrets

PURPOSE = "queue-file"
MOST_SCANS, MOST_PARTS = 20_000, 50
LARGEST = 7 * 1024 * 1024


class _Part(Strict):
    device: PublicIdText
    name: Annotated[Text, Field(max_length=80)] = ""
    body: str
    mac: str


class _File(Strict):
    format: Literal["luntan-scans"]
    version: Literal[1]
    event: PublicIdText
    parts: list[_Part] = Field(min_length=1, max_length=MOST_PARTS)


class _Body(Strict):
    made_at: str = ""
    scans: list[Any] = Field(min_length=1, max_length=MOST_SCANS)


@dataclass(frozen=True, slots=True)
class Part:
    """``device``: a public id. ``name``: what the device was called. ``scans`` are yet to be read one by one."""

    device: str
    name: str
    scans: Sequence[Any]


def file_key(secrets: Secrets, event: str, device: str) -> str:
    """Base64 of the key by which a device, and nobody else, signs its files; ``event`` and ``device`` are public ids.

    It is derived, so that a file can be told for genuine when the device's row is gone.
    """
    return base64.b64encode(secrets.mac(PURPOSE, f"{event}:{device}".encode(), 32)).decode()


def read_file(secrets: Secrets, event: str, content: bytes) -> list[Part]:
    """What the devices of ``event`` have signed; a ``DomainError`` that says why where the file cannot be taken."""
    try:
        found = _File.model_validate_json(content)
    except ValidationError:
        raise DomainError(_l("This is no file of a phone's scans, or not all of it."), "file") from None
    if found.event != event:
        raise DomainError(_l("This file is from another event."), "file")
    for part in found.parts:
        if not _is_genuine(base64.b64decode(file_key(secrets, event, part.device)), part):
            raise DomainError(_l("This file was changed, or none of this event's phones made it."), "file")
    return [Part(part.device, part.name, _scans(part.body)) for part in found.parts]


def _is_genuine(key: bytes, part: _Part) -> bool:
    try:
        given = base64.b64decode(part.mac, validate=True)
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(hmac.digest(key, part.body.encode(), "sha256"), given)


def _scans(body: str) -> Sequence[Any]:
    try:
        return _Body.model_validate_json(body).scans
    except ValidationError:
        raise DomainError(_l("This is no file of a phone's scans, or not all of it."), "file") from None
