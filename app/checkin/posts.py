"""A device at a checkpoint, as the rules see both: read once and remembered by this process.

What is remembered carries the times at which its rows were last changed. Whoever relies on it has the database compare
those in the very statement that writes, and forgets it when they differ.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.checkin.facts import Gate, Scanner
from app.checkin.judging import checkpoints_named, gate_of, scanner_of
from app.checkin.models import Checkpoint, Device
from app.core.text import Bilingual
from app.events.models import Event

REMEMBERED = 2000


@dataclass(slots=True)
class Post:
    """``…_seen``: when the row was last changed as it was read. ``noted_at``: when the device was noted as seen."""

    device_id: int
    event_id: int
    checkpoint_id: int
    device_seen: datetime
    event_seen: datetime
    checkpoint_seen: datetime
    gate: Gate
    scanner: Scanner
    title: Bilingual
    noted_at: datetime | None


class Posts:
    """The posts that were asked for last, by the device's token and the checkpoint's public id."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Post] = OrderedDict()

    def find(self, engine: Engine, token_hash: str, checkpoint: str) -> Post | None:
        """None for an unknown device or checkpoint, and for a browser whose owner may lose the right to scan."""
        key = (token_hash, checkpoint)
        post = self._kept.get(key) or _read(engine, token_hash, checkpoint)
        if post:
            with self._lock:
                self._kept[key] = post
                while len(self._kept) > REMEMBERED:
                    self._kept.popitem(last=False)
        return post

    def forget(self, token_hash: str, checkpoint: str) -> None:
        with self._lock:
            self._kept.pop((token_hash, checkpoint), None)


posts = Posts()


def _read(engine: Engine, token_hash: str, checkpoint: str) -> Post | None:
    with Session(engine) as session:
        device = session.scalar(select(Device).where(Device.token_hash == token_hash, Device.user_id.is_(None)))
        if device is None:
            return None
        event = session.get_one(Event, device.event_id)
        row = checkpoints_named(session, event.id, {checkpoint}).get(checkpoint)
        return _post(device, event, row) if row else None


def _post(device: Device, event: Event, checkpoint: Checkpoint) -> Post:
    return Post(
        device.id,
        event.id,
        checkpoint.id,
        device.changed_at,
        event.changed_at,
        checkpoint.changed_at,
        gate_of(checkpoint, event),
        scanner_of(device, event),
        checkpoint.title,
        device.last_seen_at,
    )
