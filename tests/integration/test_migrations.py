"""Migrations lead from nothing to the models and back, on both databases, and keep what tables hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, Table, create_engine, func, inspect, select

from app.core.db import db, writing
from app.core.migrating import configure
from app.core.model import Base
from app.factory import create_app
from app.settings import ROOT
from tests.factories.every_table import fill_every_table
from tests.integration.catalogue import Catalogue, catalogue
from tests.integration.conftest import settings_for
from tests.services.postgres import PostgresServer

REVISIONS = [
    revision.revision for revision in reversed(list(ScriptDirectory(str(ROOT / "migrations")).walk_revisions()))
]


#: Each step of the way: the revision below, and the one it leads to.
STEPS = list(pairwise(["base", *REVISIONS]))


@pytest.fixture
def fresh_app(database: str, tmp_path: Path, postgres: PostgresServer) -> Iterator[Flask]:
    """An application whose database has no tables, in its context."""
    url = postgres.create("migrations") if database == "postgresql" else ""
    application = create_app(settings_for(tmp_path / "instance", url))
    with application.app_context():
        configure(application)
        yield application
        db.engine.dispose()
    if url:
        postgres.drop(url)


@pytest.fixture
def created(database: str, tmp_path: Path, postgres: PostgresServer) -> Iterator[Catalogue]:
    """The schema that the models make by themselves."""
    url = postgres.create("created") if database == "postgresql" else f"sqlite:///{tmp_path / 'created.db'}"
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    yield catalogue(engine)
    engine.dispose()
    if database == "postgresql":
        postgres.drop(url)


def counts() -> dict[str, int]:
    """How many rows each table that is there holds."""
    names = [Table(name, MetaData()) for name in tables()]
    with db.engine.connect() as connection:
        return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in names}


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_make_exactly_what_the_models_say(fresh_app: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_constraints_predicates_and_collations_are_those_of_the_models(fresh_app: Flask, created: Catalogue) -> None:
    """What autogenerate does not compare."""
    upgrade()
    assert catalogue(db.engine) == created


def test_a_filled_database_goes_down_to_nothing_and_up_again(fresh_app: Flask) -> None:
    upgrade()
    with writing(db.engine) as session:
        fill_every_table(session.connection())
    downgrade(revision="base")
    assert tables() == set()
    upgrade()
    assert tables() == set(Base.metadata.tables)


@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty"])
def test_each_step_down_and_up_again_keeps_schema_and_rows(fresh_app: Flask, filled: bool) -> None:
    upgrade()
    if filled:
        with writing(db.engine) as session:
            fill_every_table(session.connection())
    for below, here in reversed(STEPS):
        schema, before = catalogue(db.engine), counts()
        downgrade(revision=below)
        stayed = counts()
        assert stayed == {name: before[name] for name in stayed}
        upgrade(revision=here)
        assert catalogue(db.engine) == schema
        assert counts() == {name: stayed.get(name, 0) for name in before}
        downgrade(revision=below)
    assert tables() == set()


def test_a_migration_that_fails_on_the_way_leaves_nothing_behind(
    fresh_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import Operations

    original: Callable[..., object] = Operations.create_table

    def break_late(self: Operations, name: str, *args: object, **options: object) -> object:
        if name == "registration":
            raise OSError("the disk is full")
        return original(self, name, *args, **options)

    monkeypatch.setattr(Operations, "create_table", break_late)
    with pytest.raises((OSError, SystemExit)):
        upgrade()
    assert tables() == set()
