"""A backup of either database restores into either, whole, and nothing damaged is let in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Select, Table, create_engine, select, text

from app.core.backup import BackupError, restore_backup, write_backup
from app.core.db import prepare_engine, writing
from app.core.model import Base
from app.core.outbox import OutboxMail
from app.core.secrets import load_secrets
from tests.factories.every_table import fill_every_table
from tests.services.postgres import PostgresServer

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Place:
    """A database and the instance folder that belongs to it."""

    engine: Engine
    instance: Path

    def create_schema(self, _revision: str = "head") -> None:
        Base.metadata.create_all(self.engine)

    def back_up(self, target: Path) -> Path:
        write_backup(self.engine, self.instance, target)
        return target

    def put_back(self, source: Path, *, replace: bool = False) -> None:
        restore_backup(self.engine, self.instance, source, self.create_schema, replace=replace)

    def rows(self) -> Rows:
        with self.engine.connect() as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(_in_order(table))]
                for table in Base.metadata.sorted_tables
            }


def _in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key.columns)


@pytest.fixture
def new_place(tmp_path: Path, postgres: PostgresServer) -> Iterator[Callable[[str, str], Place]]:
    """Makes places, each with an empty database and secrets of its own."""
    engines: list[Engine] = []

    def make(database: str, name: str) -> Place:
        instance = tmp_path / name
        load_secrets(instance)
        url = postgres.create("backup") if database == "postgresql" else f"sqlite:///{instance / 'luntan.db'}"
        engines.append(create_engine(url))
        prepare_engine(engines[-1])
        return Place(engines[-1], instance)

    yield make
    for engine in engines:
        engine.dispose()
        if engine.dialect.name == "postgresql":
            postgres.drop(engine.url.render_as_string(hide_password=False))


@pytest.fixture
def filled(new_place: Callable[[str, str], Place], database: str) -> Place:
    """A place whose every table has rows."""
    place = new_place(database, "filled")
    place.create_schema()
    with writing(place.engine) as session:
        fill_every_table(session.connection())
    return place


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_every_row_of_every_table_comes_back_in_either_database(
    filled: Place, new_place: Callable[[str, str], Place], into: str, tmp_path: Path
) -> None:
    before = filled.rows()
    other = new_place(into, "other")
    other.put_back(filled.back_up(tmp_path / "backup.zip"))
    assert other.rows() == before
    assert all(before.values()), "a table without rows proves nothing"


def test_new_rows_follow_the_restored_ones(
    filled: Place, new_place: Callable[[str, str], Place], database: str, tmp_path: Path
) -> None:
    other = new_place(database, "other")
    other.put_back(filled.back_up(tmp_path / "backup.zip"))
    with writing(other.engine) as session:
        mail = OutboxMail(kind="later", to="later@forum.example", locale="zh", message_id="<later@luntan>")
        session.add(mail)
        session.flush()
        assert mail.id > 3
        session.rollback()


def test_secrets_move_along_and_those_replaced_are_kept(
    filled: Place, new_place: Callable[[str, str], Place], tmp_path: Path
) -> None:
    other = new_place("sqlite", "other")
    instance = other.instance
    own = load_secrets(instance)
    other.put_back(filled.back_up(tmp_path / "backup.zip"))
    assert load_secrets(instance) == load_secrets(filled.instance) != own
    assert instance.joinpath("secrets.json.before-restore").exists()
    assert instance.joinpath("secrets.json").stat().st_mode & 0o077 == 0


def test_a_backup_is_readable_by_its_owner_alone(filled: Place, tmp_path: Path) -> None:
    assert filled.back_up(tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


def test_a_backup_is_a_copy_of_one_moment(filled: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is written while the backup is under way is in all of its tables or in none."""
    from app.core import portable

    original = portable.tables_of

    def write_in_between(connection: Any) -> Any:
        tables = original(connection)
        with writing(filled.engine) as session:
            session.execute(text("update fact set value = 'changed meanwhile'"))
        return tables

    monkeypatch.setattr(portable, "tables_of", write_in_between)
    target = filled.back_up(tmp_path / "backup.zip")
    with zipfile.ZipFile(target) as archive:
        assert b"changed meanwhile" not in archive.read("tables/fact.jsonl")


def test_a_database_that_holds_rows_is_left_alone_unless_told(filled: Place, tmp_path: Path) -> None:
    source = filled.back_up(tmp_path / "backup.zip")
    before = filled.rows()
    with pytest.raises(BackupError, match="--replace"):
        filled.put_back(source)
    assert filled.rows() == before
    filled.put_back(source, replace=True)
    assert filled.rows() == before


@pytest.mark.parametrize("harm", ["a changed row", "a missing table", "another format", "not a zip"])
def test_a_damaged_backup_changes_nothing(filled: Place, tmp_path: Path, harm: str) -> None:
    source = damage(filled.back_up(tmp_path / "backup.zip"), harm)
    before = filled.rows()
    with pytest.raises(BackupError):
        filled.put_back(source, replace=True)
    assert filled.rows() == before


def damage(source: Path, harm: str) -> Path:
    harmed = source.with_name("harmed.zip")
    if harm == "not a zip":
        harmed.write_bytes(source.read_bytes()[:-100])
        return harmed
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(harmed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "tables/user.jsonl":
                if harm == "a missing table":
                    continue
                if harm == "a changed row":
                    content = content.replace(b"row1", b"row9", 1)
            if name == "manifest.json" and harm == "another format":
                content = json.dumps(json.loads(content) | {"format": 99}).encode()
            new.writestr(name, content)
    return harmed
