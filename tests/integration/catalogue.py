"""What a database says of its own schema: columns, constraints with their texts, indexes with their predicates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, text

#: From what is described to its definition, whose parts are in no order.
Catalogue = dict[str, list[str]]
COLUMNS = """
    select table_name || '.' || column_name,
        concat_ws(' ', data_type, character_maximum_length, numeric_precision, numeric_scale, collation_name,
            'nullable ' || is_nullable, 'default ' || column_default, 'identity ' || is_identity)
    from information_schema.columns where table_schema = 'public'
"""
CONSTRAINTS = """
    select conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
    from pg_constraint where connamespace = 'public'::regnamespace
"""
INDEXES = "select indexname, indexdef from pg_indexes where schemaname = 'public'"


def catalogue(engine: Engine) -> Catalogue:
    """All of the schema but Alembic's own table."""
    read = _postgresql if engine.dialect.name == "postgresql" else _sqlite
    with engine.connect() as connection:
        return {name: parts for name, parts in read(connection) if "alembic_version" not in name}


def _postgresql(connection: Connection) -> Iterator[tuple[str, list[str]]]:
    for question in (COLUMNS, CONSTRAINTS, INDEXES):
        for name, definition in connection.execute(text(question)):
            yield name, [definition]


def _sqlite(connection: Connection) -> Iterator[tuple[str, list[str]]]:
    """SQLite keeps the statements themselves: their parts, without quotes and blanks that do not matter."""
    for name, statement in connection.execute(text("select name, sql from sqlite_master where sql is not null")):
        plain = re.sub(r"\s+", " ", statement.replace('"', ""))
        head, _parenthesis, body = plain.partition("(")
        yield name, [head.strip(), *sorted(part.strip() for part in re.split(r",(?![^(]*\))|\)$", body))]
