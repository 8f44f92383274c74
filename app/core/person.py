"""A person's name as columns of a model."""

from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import composite, mapped_column

from app.core.names import PersonName


def person_name(*, sensitive: bool = False) -> Any:
    """A mapped composite of the six parts of a name; ``sensitive`` keeps the values out of the audit log."""
    parts = {"han": 60, "family": 80, "given": 80, "latin": 120, "preferred": 80, "order": 12}
    info = {"sensitive": sensitive}
    columns = [mapped_column(f"{part}_name", String(length), default="", info=info) for part, length in parts.items()]
    return composite(PersonName, *columns)
