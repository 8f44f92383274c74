"""Scans from a device into the ledger: authorised first, then idempotent, each item with an answer of its own."""

from collections.abc import Callable, Sequence

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.checkin import devices
from app.checkin.answers import ScanAnswer, failed
from app.checkin.at_once import admit_at_once
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Device
from app.checkin.turns import in_turn
from app.core.errors import Throttled
from app.events.models import Event

#: Counts one attempt at typing a short code on a device; ``Throttled`` when it is one too many.
Guard = Callable[[Device], None]


def record_one(engine: Engine, token_hash: str, item: ScanItem, delivery: Delivery) -> ScanAnswer | None:
    """Record a lone scan at once, in transactions of its own; None where it takes ``record_scans``."""
    try:
        return admit_at_once(engine, token_hash, item, delivery)
    except IntegrityError:
        return None  # the same scan came in twice at once, and the other has recorded it


def record_scans(
    session: Session, token_hash: str, items: Sequence[ScanItem], delivery: Delivery, guard: Guard
) -> list[ScanAnswer]:
    """Record ``items`` of the device that has this token, and answer them in their order; the caller commits.

    It reads before it begins to write. ``UnknownDevice`` where nobody, or nobody any more, has the token.
    """
    device = devices.authenticate(session, token_hash)
    limited = _limit_guesses(device, items, guard)
    allowed = [item for position, item in enumerate(items) if position not in limited]
    answers = iter(in_turn(session, lambda: _merge(session, token_hash, allowed, delivery)))
    return [limited.get(position) or next(answers) for position in range(len(items))]


def _merge(session: Session, token_hash: str, items: Sequence[ScanItem], delivery: Delivery) -> list[ScanAnswer]:
    device = devices.authenticate(session, token_hash, lock=True)
    devices.note_seen(device, delivery.received_at, delivery.offset_ms)
    return merge(session, session.get_one(Event, device.event_id), device, items, delivery)


def _limit_guesses(device: Device, items: Sequence[ScanItem], guard: Guard) -> dict[int, ScanAnswer]:
    """Answers for the items whose short code may not be looked up now, by position."""
    refused: dict[int, ScanAnswer] = {}
    retry_after = 0
    for position, item in enumerate(items):
        if not item.short_code or item.code:
            continue
        if not retry_after:
            retry_after = _count(guard, device)
        if retry_after:
            refused[position] = failed(
                item.scan_id, "too_many_guesses", "too many short codes were typed; wait", retry_after
            )
    return refused


def _count(guard: Guard, device: Device) -> int:
    try:
        guard(device)
    except Throttled as error:
        return error.retry_after
    return 0
