"""A database of its own for each race, and the server's processes on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app.core.db import db
from app.core.model import Base
from app.factory import create_app
from app.settings import Settings
from tests.integration.conftest import settings_for
from tests.services.postgres import PostgresServer
from tests.services.smtp import SmtpPeer


@pytest.fixture
def settings(database: str, tmp_path: Path, postgres: PostgresServer, smtp: SmtpPeer) -> Iterator[Settings]:
    """Settings with an empty database and the tests' mail server."""
    url = postgres.create("race") if database == "postgresql" else ""
    yield settings_for(tmp_path / "instance", url, smtp_url=smtp.url)
    if url:
        postgres.drop(url)


@pytest.fixture
def prepared(settings: Settings) -> Iterator[Flask]:
    """An application in its context, with tables, to make data with and to look at what came of it."""
    application = create_app(settings)
    with application.app_context():
        Base.metadata.create_all(db.engine)
        yield application
        db.session.remove()
        db.engine.dispose()
