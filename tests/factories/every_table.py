"""Rows in every table, made from the tables' own description: for what must lose nothing, whatever the models hold."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    TypeDecorator,
    Uuid,
    insert,
    select,
)

from app.core.model import Base

ROWS = 3
#: Columns that a check constraint holds in this order.
ORDERED = (
    ("starts_at", "ends_at"),
    ("opens_at", "closes_at"),
    ("registration_opens_at", "registration_closes_at"),
    ("arrives_on", "leaves_on"),
    ("ends_on", "departure_on"),
)
TEXT = '吕小明 "Lü" \\ line\nnext 䶮 '


def fill_every_table(connection: Connection) -> dict[str, int]:
    """Insert `ROWS` rows into each table; returns how many each table holds. No table may be left empty."""
    for table in Base.metadata.sorted_tables:
        for number in range(1, ROWS + 1):
            connection.execute(insert(table).values(**_row(connection, table, number)))
    return {table.name: ROWS for table in Base.metadata.sorted_tables}


def _row(connection: Connection, table: Table, number: int) -> dict[str, Any]:
    row = {column.name: _value(connection, column, number) for column in table.columns if not _generated(column)}
    for earlier, later in ORDERED:
        if row.get(earlier) and row.get(later):
            row[later] = row[earlier] + timedelta(days=1)
    return row


def _generated(column: Column[Any]) -> bool:
    return column.primary_key and not column.foreign_keys and isinstance(column.type, Integer)


def _value(connection: Connection, column: Column[Any], number: int) -> Any:
    for reference in column.foreign_keys:
        if reference.column.table is column.table:
            return None
        return connection.scalar(select(reference.column).order_by(reference.column).offset(number - 1).limit(1))
    if column.nullable and number == ROWS:
        return None
    return _plain(column, number)


def _plain(column: Column[Any], number: int) -> Any:
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    match kind:
        case Enum():
            return list(column.type.python_type)[number % len(column.type.enums)] if column.type.enum_class else None
        case JSON():
            return {"zh": TEXT, "number": number, "list": [None, True, 1.5]}
        case DateTime():
            return datetime(2027, 6, 20 + number, 1, 2, 3, 456789, tzinfo=UTC)
        case Date():
            return date(2027, 6, 20 + number)
        case Boolean():
            return number % 2 == 0
        case Uuid():
            return uuid.UUID(int=number)
        case LargeBinary():
            return bytes(range(256)) * number
        case Float():
            return 30.5 + number / 7
        case Numeric():
            return Decimal(number) / 4
        case Integer():
            return number
        case String():
            return _text(column, number)
    raise AssertionError(f"no value for {column}: {kind!r}")


def _text(column: Column[Any], number: int) -> str:
    length = column.type.length or 200
    if "email" in column.name or length < 20:
        return f"row{number}"[:length]
    return f"{number}{TEXT}"[:length]
