"""Making, changing and removing an event's layouts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.badges.layouts.builtin import READY
from app.badges.layouts.schema import Layout
from app.badges.models import BadgeLayout, LayoutUse
from app.core.editing import check_version
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event
from app.registration.models import Category

MOST = 30


def begin(session: Session, event: Event, name: str, ready: str) -> BadgeLayout:
    """A layout of the event, as the ready one is."""
    if ready not in READY:
        raise DomainError(_l("Choose one of the list."), "ready")
    return add(session, event, name, READY[ready], ready)


def add(session: Session, event: Event, name: str, layout: Layout, begun_from: str = "classic") -> BadgeLayout:
    mine = select(BadgeLayout.id).where(BadgeLayout.event_id == event.id)
    if len(session.scalars(mine.limit(MOST)).all()) >= MOST:
        raise DomainError(_l("An event has at most %(number)d layouts. Remove one first.", number=MOST), "name")
    row = BadgeLayout(event_id=event.id, name=name[:80], begun_from=begun_from, content=plain(layout))
    session.add(row)
    session.flush()
    return row


def save(session: Session, row: BadgeLayout, name: str, layout: Layout, version: str, at: datetime) -> None:
    """Raises ``Stale`` where somebody saved it after `version`."""
    check_version(session, row, version)
    row.name, row.content, row.changed_at = name, plain(layout), at
    session.flush()


def copy(session: Session, event: Event, row: BadgeLayout, name: str) -> BadgeLayout:
    made = add(session, event, name, Layout(), row.begun_from)
    made.content = row.content
    session.flush()
    return made


def reset(session: Session, row: BadgeLayout) -> None:
    """As the ready layout is that it began from."""
    row.content = plain(READY.get(row.begun_from, READY["classic"]))
    session.flush()


def remove(session: Session, row: BadgeLayout) -> None:
    """Badges that it was used for are printed in the event's, or in the built-in one."""
    session.execute(delete(LayoutUse).where(LayoutUse.layout_id == row.id))
    session.delete(row)
    session.flush()


def use_for(
    session: Session, event: Event, row: BadgeLayout, categories: Collection[Category], *, everyone: bool
) -> None:
    """Print the badges of these categories, and of all that have no layout of their own, in this one."""
    wanted: set[int | None] = {category.id for category in categories} | ({None} if everyone else set())
    for use in session.scalars(select(LayoutUse).where(LayoutUse.event_id == event.id)).all():
        if use.category_id in wanted:
            use.layout_id = row.id
            wanted.discard(use.category_id)
        elif use.layout_id == row.id:
            session.delete(use)
    session.flush()
    session.add_all(LayoutUse(event_id=event.id, category_id=key, layout_id=row.id) for key in sorted(wanted, key=str))
    session.flush()


def plain(layout: Layout) -> dict[str, Any]:
    return layout.model_dump(mode="json")
