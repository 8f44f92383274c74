"""Alembic through Flask-Migrate, loaded only where it is used: processes that serve have no need of its 10 MiB."""

from flask import Flask, current_app

from app.core.db import db
from app.settings import ROOT


def configure(app: Flask) -> None:
    """Make `flask db` and `migrate_to` work on this application."""
    from flask_migrate import Migrate

    if "migrate" not in app.extensions:
        Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)


def migrate_to(revision: str = "head") -> None:
    """Bring the current application's database up to a revision of the schema."""
    from flask_migrate import upgrade

    configure(current_app._get_current_object())  # type: ignore[attr-defined]
    upgrade(revision=revision)
