"""What the URL arguments ``group``, ``base`` and ``theme`` name, archived entries included."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.core.edge import loads
from app.directory import queries
from app.directory.models import OverseasGroup, ProgramBase, Theme


@loads("group")
def load_group(session: Session, slug: str, loaded: Mapping[str, Any]) -> OverseasGroup | None:
    return queries.group_by_slug(session, slug)


@loads("base")
def load_base(session: Session, slug: str, loaded: Mapping[str, Any]) -> ProgramBase | None:
    return queries.base_by_slug(session, slug)


@loads("theme")
def load_theme(session: Session, slug: str, loaded: Mapping[str, Any]) -> Theme | None:
    return queries.theme_by_slug(session, slug)
