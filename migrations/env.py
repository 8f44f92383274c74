"""How Alembic reaches the app's database and models.

SQLite rebuilds a table to change it, and with foreign keys on that empties the tables that cascade from it: they
are off during a migration, and all references are checked before it is committed. DDL is transactional on both
databases: a migration that fails leaves nothing behind.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, TypeDecorator

from app.core.db import WRITES

extension = current_app.extensions["migrate"]
engine: Engine = extension.db.engine


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations name plain column types, so that they outlive the code that made them."""
    if kind == "type" and isinstance(item, TypeDecorator):
        rendered = repr(item.impl_instance)
        return f"sa.{rendered}"
    return False


def _set_foreign_keys(connection: Connection, on: bool) -> None:
    """SQLite heeds this only outside a transaction, so it goes past SQLAlchemy."""
    if connection.dialect.name == "sqlite":
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute(f"PRAGMA foreign_keys = {'ON' if on else 'OFF'}")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if dangling:
            raise RuntimeError(f"this migration leaves dangling references: {dangling[:5]}")


def run() -> None:
    connection = engine.connect().execution_options(**{WRITES: True})
    _set_foreign_keys(connection, on=False)
    try:
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            render_item=render_item,
            transactional_ddl=True,
            **extension.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
            _check_references(connection)
    finally:
        _set_foreign_keys(connection, on=True)
        connection.close()


run()
