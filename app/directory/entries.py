"""Entries of the directory: making, editing, archiving and restoring groups, bases and themes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.editing import assign, check_version, flush
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.slugs import free, proposal
from app.directory.models import OverseasGroup, ProgramBase, Theme
from app.directory.queries import slugs

Entry = OverseasGroup | ProgramBase | Theme


def taken(model: type[Entry]) -> dict[str, DomainError]:
    return {f"{model.__tablename__}.slug": DomainError(_l("This address is taken. Choose another."), "slug")}


def create(session: Session, model: type[Entry], values: Mapping[str, Any], used: set[str] | None = None) -> Entry:
    """A new entry; its address is proposed from its name where not given, apart from those that are ``used``."""
    used = slugs(session, model) if used is None else used
    slug = values.get("slug") or free(proposal(values["name"]), used.__contains__, model.__tablename__.split("_")[-1])
    entry = model(**{**values, "slug": slug})
    session.add(entry)
    flush(session, taken(model))
    used.add(slug)
    return entry


def edit(session: Session, entry: Entry, values: Mapping[str, Any], version: str) -> Entry:
    """Change an entry that is still of ``version``; an empty address keeps the one it has."""
    check_version(session, entry, version)
    assign(entry, {**values, "slug": values.get("slug") or entry.slug})
    flush(session, taken(type(entry)))
    return entry


def archive(session: Session, entry: Entry, at: datetime) -> None:
    """Offer it no more where one chooses; what refers to it keeps it."""
    entry.archived_at = entry.archived_at or at
    session.flush()


def restore(session: Session, entry: Entry) -> None:
    entry.archived_at = None
    session.flush()
