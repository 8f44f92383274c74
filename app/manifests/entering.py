"""Entering what was ticked on a printed list: scans like any other, flagged as entered by hand.

Each is known by the page that it was entered on and the person, so that a page sent twice is entered once. Their
sequence numbers follow the times that stand on the paper, not the order of typing: who is entered last may have come
first.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin import queries as checkin
from app.checkin.answers import ScanAnswer
from app.checkin.desk import paper_desk_of
from app.checkin.facts import Verdict
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.merging import merge
from app.checkin.models import Checkpoint
from app.checkin.rules import window_of
from app.checkin.turns import in_turn
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event
from app.manifests import queries
from app.registration.models import Registration
from app.tickets.short_code import normalise_short_code

#: What came earlier than that is a slip of the pen.
BYGONE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Tick:
    """A person who was ticked, and when they came."""

    person: Registration
    at: datetime
    #: The books have them there already.
    known: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What is entered together. ``nonce``: made with the page."""

    nonce: uuid.UUID
    event_id: int
    checkpoint: str
    user_id: int


def check_time(checkpoint: Checkpoint, at: datetime, moment: datetime, field: str) -> None:
    """`DomainError` for a time at which nobody can have come."""
    if at > moment:
        raise DomainError(_l("This time is still to come."), field)
    if moment - at > BYGONE:
        raise DomainError(_l("This time is too long ago."), field)
    if checkpoint.opens_at and at < checkpoint.opens_at:
        raise DomainError(_l("The checkpoint was not open yet at this time."), field)
    if checkpoint.closes_at and at >= checkpoint.closes_at:
        raise DomainError(_l("The checkpoint was closed already at this time."), field)


def people_of_codes(session: Session, event_id: int, typed: Iterable[str]) -> list[Registration]:
    """Whose short codes were typed; `DomainError` that names those that are nobody's."""
    found = {text: _person_of(session, event_id, text) for text in typed}
    nobody = [text for text, person in found.items() if person is None]
    if nobody:
        raise DomainError(_l("Nobody here has this code: %(codes)s", codes=", ".join(nobody[:5])), "codes")
    return [person for person in found.values() if person]


def _person_of(session: Session, event_id: int, text: str) -> Registration | None:
    code = normalise_short_code(text)
    return queries.with_short_code(session, event_id, code) if code else None


def looked_up(session: Session, event: Event, checkpoint: Checkpoint, ticks: Sequence[Tick]) -> list[Tick]:
    """The same, each with whether the books have the person already; by time, and once a person."""
    once = {tick.person.id: tick for tick in reversed(ticks)}.values()
    windows = {tick.person.id: window_of(checkpoint.rule, tick.at, event.zone) for tick in once}
    came = {window: queries.came(session, checkpoint, window) for window in set(windows.values())}
    known = [Tick(tick.person, tick.at, tick.person.id in came[windows[tick.person.id]]) for tick in once]
    return sorted(known, key=lambda tick: (tick.at, tick.person.sort_zh, tick.person.id))


def enter(session: Session, page: Page, ticks: Sequence[tuple[str, datetime]], at: datetime) -> list[ScanAnswer]:
    """Record ticks, public ids with times, in the name of who enters them; the caller commits."""
    return in_turn(session, lambda: _enter(session, page, ticks, at))


def _enter(session: Session, page: Page, ticks: Sequence[tuple[str, datetime]], at: datetime) -> list[ScanAnswer]:
    event = session.get_one(Event, page.event_id)
    checkpoint = checkin.checkpoint_by_public_id(session, event.id, page.checkpoint)
    assert checkpoint is not None
    for _person, time in ticks:
        check_time(checkpoint, time, at, "at")
    desk = paper_desk_of(session, event, session.get_one(User, page.user_id))
    items = [_item(page, person, time) for person, time in ticks]
    return merge(session, event, desk, items, Delivery(at))


def desk_id(session: Session, page: Page) -> str:
    """Public id of the device in whose name the page was entered."""
    return paper_desk_of(session, session.get_one(Event, page.event_id), session.get_one(User, page.user_id)).public_id


def _item(page: Page, person: str, time: datetime) -> ScanItem:
    return ScanItem(
        scan_id=uuid.uuid5(page.nonce, person),
        checkpoint=page.checkpoint,
        sequence=int(time.timestamp() * 1000),
        scanned_at=time,
        registration=person,
        device_verdict=Verdict.ADMITTED,
        clock_offset_ms=0,
        by_hand=True,
    )
