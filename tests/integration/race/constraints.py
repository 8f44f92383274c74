"""Tables without the constraints that stand behind a guard."""

from __future__ import annotations

from sqlalchemy import MetaData, Table, insert, select

from app.core.db import db
from app.core.model import Base


def drop_constraints(model: type[Base]) -> None:
    """Make the model's table anew with its primary key alone, and the rows it held. SQLite can drop no constraint."""
    table = model.__table__
    assert isinstance(table, Table)
    copy = table.to_metadata(MetaData())
    copy.constraints = {copy.primary_key}
    with db.engine.begin() as connection:
        rows = [dict(row) for row in connection.execute(select(table)).mappings()]
        table.drop(connection)
        copy.create(connection)
        if rows:
            connection.execute(insert(table), rows)
