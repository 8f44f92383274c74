"""Alembic through Flask-Migrate, loaded only where it is used: processes that serve have no need of its 10 MiB."""

from flask import Flask, current_app
from sqlalchemy import Connection

from app.core.db import db
from app.settings import ROOT


class UnknownRevision(Exception):
    """No migration of this version leads to that revision of the schema."""


def configure(app: Flask) -> None:
    """Make `flask db` and `migrate_to` work on this application."""
    from flask_migrate import Migrate

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)


def migrate_to(revision: str = "head", connection: Connection | None = None) -> None:
    """Bring the current application's database up to a revision of the schema.

    ``connection``: in its transaction, which ``app.core.db.rebuilding`` has begun.
    """
    from alembic import command
    from alembic.util import CommandError

    configure(current_app._get_current_object())  # type: ignore[attr-defined]
    config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise UnknownRevision(str(error)) from error
