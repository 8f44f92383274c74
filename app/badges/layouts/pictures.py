"""Logos and backgrounds: looked at by what is in the file, never by its name."""

import hashlib
import struct
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.badges.layouts.stored import layouts, opened
from app.badges.layouts.trying import can_be_printed
from app.badges.models import BadgeImage
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event

LARGEST = 2 * 1024 * 1024
WIDEST = 5000
#: So many pixels in all: a square of 4,000.
MOST_PIXELS = 16_000_000
MOST = 20
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Measured:
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A file that can be printed, and what it is."""

    body: bytes
    found: Measured


def add(session: Session, event: Event, name: str, picture: Picture, at: datetime) -> BadgeImage:
    """Store a picture; the same one again is the one that there is."""
    body, found = picture.body, picture.found
    digest = hashlib.sha256(body).hexdigest()
    mine = select(BadgeImage).where(BadgeImage.event_id == event.id)
    if known := session.scalar(mine.where(BadgeImage.digest == digest)):
        return known
    if (session.scalar(select(func.count()).select_from(mine.subquery())) or 0) >= MOST:
        raise too_many()
    image = BadgeImage(
        event_id=event.id,
        name=_name(name),
        media_type=found.media_type,
        width=found.width,
        height=found.height,
        digest=digest,
        body=body,
        created_at=at,
    )
    session.add(image)
    session.flush()
    return image


def too_many() -> DomainError:
    return DomainError(_l("An event has at most %(number)d pictures. Remove one first.", number=MOST), "picture")


def remove(session: Session, image: BadgeImage) -> None:
    """``DomainError`` while a layout prints it."""
    for row in layouts(session, image.event_id):
        if image.public_id in opened(row).images:
            raise DomainError(_l("“%(layout)s” prints this picture. Take it off there first.", layout=row.name))
    session.delete(image)
    session.flush()


def looked_at(body: bytes) -> Picture:
    """A file that can be printed; ``DomainError`` for any other. It takes a while: call before anything is written."""
    if len(body) > LARGEST:
        raise DomainError(_l("The picture is larger than 2 MB."), "picture")
    found = measured(body)
    if found is None:
        raise DomainError(_l("Choose a PNG or JPEG file."), "picture")
    if max(found.width, found.height) > WIDEST or found.width * found.height > MOST_PIXELS:
        raise DomainError(_l("The picture has too many pixels; 4,000 × 4,000 are enough for any badge."), "picture")
    if not can_be_printed(body, "png" if found.media_type == "image/png" else "jpg"):
        raise DomainError(_l("The picture is damaged."), "picture")
    return Picture(body, found)


def measured(body: bytes) -> Measured | None:
    """Kind and size by the file's own header; None for anything but PNG and JPEG."""
    if body.startswith(PNG) and body[12:16] == b"IHDR" and len(body) > 33:
        width, height = struct.unpack(">II", body[16:24])
        return Measured("image/png", width, height) if width and height else None
    return _jpeg(body) if body.startswith(JPEG) else None


def _jpeg(body: bytes) -> Measured | None:
    """Walks from marker to marker to the frame that tells the size."""
    at = 2
    while at + 9 < len(body) and body[at] == 0xFF:
        marker, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", body[at + 5 : at + 9])
            return Measured("image/jpeg", width, height) if width and height else None
        at += 2 + max(length, 2)
    return None


def _name(name: str) -> str:
    shown = "".join(sign for sign in name if sign.isprintable()).strip()
    return shown[-80:] or "picture"
