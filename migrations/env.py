"""How Alembic reaches the app's database and models.

All of an upgrade is one transaction, on both databases: a migration that fails leaves nothing behind. A restore brings
its own, as ``connection``.
"""

from contextlib import nullcontext
from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import TypeDecorator

from app.core.db import rebuilding

extension = current_app.extensions["migrate"]


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Migrations name plain column types, so that they outlive the code that made them."""
    if kind == "type" and isinstance(item, TypeDecorator):
        rendered = repr(item.impl_instance)
        return f"sa.{rendered}"
    return False


def run() -> None:
    given = context.config.attributes.get("connection")
    with nullcontext(given) if given is not None else rebuilding(extension.db.engine) as connection:
        context.configure(
            connection=connection,
            target_metadata=extension.db.metadata,
            render_item=render_item,
            transactional_ddl=True,
            **extension.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
