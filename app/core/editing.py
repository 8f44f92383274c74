"""Saving what a form holds: setting a row's attributes, and refusing an edit of what someone else has changed since."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError, InvalidRequestError
from sqlalchemy.orm import Session

from app.core.errors import DomainError, NotFound
from app.core.i18n import lazy_gettext as _l
from app.core.model import Base


class Stale(DomainError):
    """The row was changed after the form was opened."""

    def __init__(self) -> None:
        super().__init__(_l("Someone changed this while you were editing. Nothing was saved yet."))


def version_of(row: Any) -> str:
    """What a form carries to tell whether ``row`` (with ``Timestamps``) was changed since it was opened."""
    changed_at: datetime = row.changed_at
    return changed_at.isoformat()


def lock(session: Session, row: Base) -> None:
    """Read ``row`` again and keep others from changing it until the end; ``NotFound`` where it was removed."""
    try:
        session.refresh(row, with_for_update={"of": type(row)})
    except InvalidRequestError as error:
        raise NotFound(_l("This was removed meanwhile.")) from error


def check_version(session: Session, row: Base, version: str) -> None:
    """Lock ``row`` until the end of the transaction; raise ``Stale`` unless it is of ``version``."""
    lock(session, row)
    if version_of(row) != version:
        raise Stale


def assign(row: Base, values: Mapping[str, Any]) -> set[str]:
    """Set the attributes that differ; answers their names."""
    changed = {name for name, value in values.items() if getattr(row, name) != value}
    for name in changed:
        setattr(row, name, values[name])
    return changed


def flush(session: Session, refusals: Mapping[str, DomainError]) -> None:
    """Flush; a broken unique constraint becomes the ``DomainError`` of its first ``table.column``."""
    try:
        session.flush()
    except IntegrityError as error:
        broken = str(error.orig)
        for column, refusal in refusals.items():
            if column in broken or f"uq_{column.replace('.', '_')}" in broken:
                raise refusal from None
        raise
