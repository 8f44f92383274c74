"""Values and tables in a form that both databases read, for backups.

Tables are reflected, not taken from the models: a backup is as old as its schema, and is restored into that schema
before migrations bring it up to date.
"""

import base64
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    Date,
    DateTime,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Uuid,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.types import TypeEngine

VERSION_TABLE = "alembic_version"
BATCH = 500


def tables_of(connection: Connection) -> list[Table]:
    """All tables but Alembic's, in an order in which each comes after those it refers to."""
    metadata = MetaData()
    metadata.reflect(connection)
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, JSON):
                column.type.none_as_null = True
    return [table for table in metadata.sorted_tables if table.name != VERSION_TABLE]


def schema_revision(connection: Connection) -> str:
    """The Alembic revision of this database, empty where there is none."""
    if not connection.dialect.has_table(connection, VERSION_TABLE):
        return ""
    return connection.scalar(text(f"select version_num from {VERSION_TABLE}")) or ""  # noqa: S608 - a constant


def rows_of(connection: Connection, table: Table) -> Iterator[bytes]:
    """Each row as a line of JSON, in the order of the primary key: a row refers to older ones of its table alone."""
    statement = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for row in connection.execute(statement):
        line = json.dumps([_encode(value) for value in row], ensure_ascii=False, separators=(",", ":"))
        yield line.encode() + b"\n"


def insert_rows(connection: Connection, table: Table, columns: list[str], lines: Iterable[bytes]) -> int:
    """Insert what `rows_of` wrote; returns how many rows. Raises `ValueError` for a column that is not there."""
    if unknown := set(columns) - set(table.columns.keys()):
        raise ValueError(f"table {table.name} has no column {sorted(unknown)}")
    decoders = [(name, _decoder(table.columns[name].type)) for name in columns]
    count, batch = 0, []
    for line in lines:
        values = zip(decoders, json.loads(line), strict=True)
        batch.append({name: None if value is None else decode(value) for (name, decode), value in values})
        if len(batch) == BATCH:
            count += _flush(connection, table, batch)
    return count + _flush(connection, table, batch)


def reset_sequences(connection: Connection, table: Table) -> None:
    """Let the next generated key follow the highest that was restored."""
    if connection.dialect.name != "postgresql":
        return
    for column in table.primary_key.columns:
        sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
        highest = connection.scalar(select(func.max(column)))
        if sequence and highest is not None:
            connection.execute(select(func.setval(sequence, highest)))


def _flush(connection: Connection, table: Table, batch: list[dict[str, Any]]) -> int:
    count = len(batch)
    if batch:
        connection.execute(insert(table), batch)
        batch.clear()
    return count


def _encode(value: Any) -> Any:
    match value:
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case datetime():
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case uuid.UUID():
            return value.hex
        case Decimal():
            return str(value)
    return value


def _decoder(kind: TypeEngine[Any]) -> Callable[[Any], Any]:
    match kind:
        case DateTime(timezone=True):
            return datetime.fromisoformat
        case DateTime():
            return lambda value: datetime.fromisoformat(value).replace(tzinfo=None)
        case Date():
            return date.fromisoformat
        case LargeBinary():
            return base64.b64decode
        case Boolean():
            return bool
        case Uuid():
            return uuid.UUID
        case Numeric(asdecimal=True):
            return Decimal
    return lambda value: value
