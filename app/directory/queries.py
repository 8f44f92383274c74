"""Reads of the directory."""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.directory.models import OverseasGroup, ProgramBase, Theme

Entry = TypeVar("Entry", OverseasGroup, ProgramBase, Theme)


def group_by_slug(session: Session, slug: str) -> OverseasGroup | None:
    return session.scalar(select(OverseasGroup).where(OverseasGroup.slug == slug))


def base_by_slug(session: Session, slug: str) -> ProgramBase | None:
    return session.scalar(select(ProgramBase).where(ProgramBase.slug == slug))


def theme_by_slug(session: Session, slug: str) -> Theme | None:
    return session.scalar(select(Theme).where(Theme.slug == slug))


def current_themes(session: Session) -> list[Theme]:
    """Themes that are in use, in their order."""
    return list(session.scalars(select(Theme).where(Theme.archived_at.is_(None)).order_by(Theme.position, Theme.id)))


def current_bases(session: Session, ids: Collection[int] | None = None) -> list[ProgramBase]:
    """Bases that are in use, or those of ``ids`` among them."""
    wanted = select(ProgramBase).where(ProgramBase.archived_at.is_(None)).order_by(ProgramBase.slug)
    return list(session.scalars(wanted if ids is None else wanted.where(ProgramBase.id.in_(ids))))


def entries(session: Session, model: type[Entry]) -> list[Entry]:
    """Every entry of one kind, archived ones too."""
    return list(session.scalars(select(model).order_by(model.slug)))


def slugs(session: Session, model: type[OverseasGroup] | type[ProgramBase] | type[Theme]) -> set[str]:
    """The addresses that entries of one kind have."""
    return set(session.scalars(select(model.slug)))
