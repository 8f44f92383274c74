"""The layouts and pictures of an event, as they are stored, and the kit that its badges are printed with."""

from collections.abc import Collection, Sequence

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, undefer

from app.badges.kits import Kit
from app.badges.layouts.builtin import CLASSIC
from app.badges.layouts.schema import Layout
from app.badges.models import BadgeImage, BadgeLayout, LayoutUse
from app.registration.models import Category


def kit_of(session: Session, event_id: int) -> Kit:
    """The layouts in use; the built-in one where the event has none for all."""
    usual, by_kind = CLASSIC, {}
    for use in uses(session, event_id):
        if use.category is None:
            usual = opened(use.layout)
        else:
            by_kind[use.category.kind.value] = opened(use.layout)
    wanted = frozenset[str]().union(usual.images, *(layout.images for layout in by_kind.values()))
    return Kit(usual, by_kind, bodies(session, event_id, wanted))


def kit_for(session: Session, event_id: int, layout: Layout) -> Kit:
    """One layout for everyone, to be looked at before it is in use."""
    return Kit(layout, {}, bodies(session, event_id, layout.images))


def opened(row: BadgeLayout) -> Layout:
    """What a row holds; the built-in layout where a later version of the software wrote it."""
    try:
        return Layout.model_validate(row.content)
    except ValidationError:
        return CLASSIC


def uses(session: Session, event_id: int) -> Sequence[LayoutUse]:
    loaded = joinedload(LayoutUse.layout), joinedload(LayoutUse.category)
    wanted = select(LayoutUse).where(LayoutUse.event_id == event_id).options(*loaded)
    return session.scalars(wanted.order_by(LayoutUse.id)).all()


def layouts(session: Session, event_id: int) -> Sequence[BadgeLayout]:
    mine = select(BadgeLayout).where(BadgeLayout.event_id == event_id)
    return session.scalars(mine.order_by(BadgeLayout.name, BadgeLayout.id)).all()


def layout_by_public_id(session: Session, event_id: int, public_id: str) -> BadgeLayout | None:
    mine = select(BadgeLayout).where(BadgeLayout.event_id == event_id, BadgeLayout.public_id == public_id)
    return session.scalar(mine)


def images(session: Session, event_id: int) -> Sequence[BadgeImage]:
    """Without their bodies."""
    return session.scalars(select(BadgeImage).where(BadgeImage.event_id == event_id).order_by(BadgeImage.id)).all()


def image_by_public_id(session: Session, event_id: int, public_id: str) -> BadgeImage | None:
    mine = select(BadgeImage).where(BadgeImage.event_id == event_id, BadgeImage.public_id == public_id)
    return session.scalar(mine.options(undefer(BadgeImage.body)))


def bodies(session: Session, event_id: int, public_ids: Collection[str]) -> dict[str, bytes]:
    """Pictures by public id; none for one that is gone."""
    if not public_ids:
        return {}
    mine = BadgeImage.event_id == event_id, BadgeImage.public_id.in_(public_ids)
    found = session.execute(select(BadgeImage.public_id, BadgeImage.body).where(*mine))
    return {row.public_id: row.body for row in found}


def kinds_in_use(session: Session, layout: BadgeLayout) -> list[Category | None]:
    """The categories that a layout is used for, None for all others."""
    mine = select(LayoutUse).where(LayoutUse.layout_id == layout.id).options(joinedload(LayoutUse.category))
    return [use.category for use in session.scalars(mine)]
