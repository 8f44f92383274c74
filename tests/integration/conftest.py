"""An application on each database, a session, a client. Every test starts with empty tables."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.core.db import db
from app.core.edge import Application
from app.core.model import Base
from app.core.pagecache import cache
from app.core.revisions import remembered
from app.factory import create_app
from app.settings import Settings
from tests.integration.outside import OutsideClient

DATABASES = ("sqlite", "postgresql")


def settings_for(instance: Path, database_url: str, **chosen: Any) -> Settings:
    """Settings of a test: quick passwords, no limits that a test would meet by accident."""
    quick = {"argon2_passes": 1, "argon2_memory_kib": 8, "sign_ins_per_ten_minutes": 100_000}
    return Settings(
        instance_dir=instance, database_url=database_url, registrations_per_minute=100_000, **quick | chosen
    )


@pytest.fixture(scope="session")
def _applications(request: pytest.FixtureRequest, instance_root: Path) -> dict[str, Application]:
    return {}


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The database a test runs on; each test that uses it runs once on each."""
    return str(request.param)


@pytest.fixture
def application(
    database: str, _applications: dict[str, Application], instance_root: Path, request: pytest.FixtureRequest
) -> Application:
    if database not in _applications:
        _applications[database] = _make(database, instance_root / database, request)
    application = _applications[database]
    application.extensions["luntan_demo"] = False
    with application.app_context():
        _empty(db.engine)
    cache.clear()
    remembered.forget()
    return application


def _make(database: str, instance: Path, request: pytest.FixtureRequest) -> Application:
    shutil.rmtree(instance, ignore_errors=True)
    url = request.getfixturevalue("postgres").create() if database == "postgresql" else ""
    application = create_app(settings_for(instance, url))
    application.testing = True
    application.test_client_class = OutsideClient
    with application.app_context():
        Base.metadata.create_all(db.engine)
    return application


def _empty(engine: Engine) -> None:
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(
                text("truncate " + ", ".join(f'"{name}"' for name in tables) + " restart identity cascade")
            )
            return
        for name in tables:
            connection.execute(text(f'delete from "{name}"'))


@pytest.fixture
def session(application: Application) -> Iterator[Session]:
    """A session inside an application context. Commit what a request must see; `outside.catch_up` shows what it did."""
    with application.app_context():
        yield db.session()
        db.session.rollback()


@pytest.fixture
def client(application: Application) -> FlaskClient:
    return application.test_client()
