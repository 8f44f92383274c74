"""Checkpoints: made, changed, put in order, taken out of use, copied to the next edition."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.checkin.kinds import ONLY
from app.checkin.models import Admits, Checkpoint, Scan
from app.checkin.queries import checkpoints
from app.core import audit
from app.core.clock import now
from app.core.editing import assign, check_version
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.editing import check_open
from app.events.models import Event
from app.events.shifting import Shift, between
from app.registration.models import Category

KEPT = ("kind", "title", "onward", "admits", "rule", "position")


def create(session: Session, event: Event, values: dict[str, Any]) -> Checkpoint:
    """A checkpoint after the last one; ``values`` by attribute, ``categories`` among them."""
    check_open(event)
    _check(values)
    last = max((row.position for row in checkpoints(session, event.id, archived=True)), default=-1)
    checkpoint = Checkpoint(event_id=event.id, position=last + 1, **values)
    session.add(checkpoint)
    session.flush()
    return checkpoint


def edit(session: Session, checkpoint: Checkpoint, values: dict[str, Any], version: str) -> Checkpoint:
    """Change a checkpoint; how it counts stays as it is once somebody was scanned there."""
    check_version(session, checkpoint, version)
    _check_open(session, checkpoint)
    _check(values)
    if values["rule"] != checkpoint.rule and was_used(session, checkpoint):
        raise DomainError(
            _l("People were scanned here already. Take this checkpoint out of use and make another."), "rule"
        )
    before = audit.called(checkpoint.categories)
    changed = assign(checkpoint, values)
    if "categories" in changed:
        checkpoint.changed_at = now()  # whoever remembers the checkpoint must notice
        after = audit.called(checkpoint.categories)
        audit.record(session, "update", checkpoint, {"categories": before}, categories=after)
    session.flush()
    return checkpoint


def archive(session: Session, checkpoint: Checkpoint, at: datetime) -> None:
    """Take a checkpoint out of use; what was scanned there stays."""
    _check_open(session, checkpoint)
    checkpoint.archived_at = checkpoint.archived_at or at


def restore(session: Session, checkpoint: Checkpoint) -> None:
    _check_open(session, checkpoint)
    checkpoint.archived_at = None


def move(session: Session, event: Event, checkpoint: Checkpoint, by: int) -> None:
    """Move a checkpoint one place up (-1) or down (1)."""
    check_open(event)
    rows = checkpoints(session, event.id)
    place = rows.index(checkpoint) + by if checkpoint in rows else -1
    if not 0 <= place < len(rows):
        return
    rows.remove(checkpoint)
    rows.insert(place, checkpoint)
    for position, row in enumerate(rows):
        row.position = position
    session.flush()


def _check_open(session: Session, checkpoint: Checkpoint) -> None:
    check_open(session.get_one(Event, checkpoint.event_id))


def was_used(session: Session, checkpoint: Checkpoint) -> bool:
    return bool(session.scalar(select(exists().where(Scan.checkpoint_id == checkpoint.id))))


def copy(session: Session, source: Event, event: Event) -> None:
    """The next edition's checkpoints: the same doors for the same kinds of people, days later; no rosters."""
    shift = between(source, event)
    kinds = {row.kind: row for row in session.scalars(select(Category).where(Category.event_id == event.id))}
    for row in checkpoints(session, source.id):
        made = Checkpoint(event_id=event.id, **{name: getattr(row, name) for name in KEPT})
        made.opens_at, made.closes_at = _moved(row, shift)
        made.categories = [kinds[category.kind] for category in row.categories if category.kind in kinds]
        session.add(made)
    session.flush()


def shift_all(session: Session, event: Event, shift: Shift) -> None:
    """Move every checkpoint's times with its event."""
    for row in checkpoints(session, event.id, archived=True):
        row.opens_at, row.closes_at = _moved(row, shift)
    session.flush()


def _moved(row: Checkpoint, shift: Shift) -> Sequence[datetime | None]:
    if row.opens_at and row.closes_at:
        return shift.span(row.opens_at, row.closes_at)
    return [moment and shift.instant(moment) for moment in (row.opens_at, row.closes_at)]


def _check(values: dict[str, Any]) -> None:
    if not values["title"]:
        raise DomainError(_l("Give a title in one language at least."), "title_zh")
    opens, closes = values["opens_at"], values["closes_at"]
    if opens and closes and opens >= closes:
        raise DomainError(_l("It must close after it opens."), "closes")
    if values["rule"] not in ONLY.get(values["kind"], (values["rule"],)):
        raise DomainError(_l("What is handed out comes back: choose in and out."), "rule")
    if values["admits"] == Admits.CATEGORIES and not values["categories"]:
        raise DomainError(_l("Choose whom it lets in."), "categories")
