"""A backup of either database restores into either, whole."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.core import portable
from app.core.backup import BackupError
from app.core.db import writing
from app.core.outbox import OutboxMail
from app.core.secrets import load_secrets
from tests.integration.backup.place import NewPlace, Place


@pytest.mark.parametrize("into", ["sqlite", "postgresql"])
def test_every_row_of_every_table_comes_back_in_either_database(
    filled: Place, new_place: NewPlace, into: str, tmp_path: Path
) -> None:
    before = filled.rows()
    other = new_place(into, "other")
    other.put_back(filled.back_up(tmp_path / "backup.zip"))
    assert other.rows() == before
    assert all(before.values()), "a table without rows proves nothing"


def test_new_rows_follow_the_restored_ones(filled: Place, new_place: NewPlace, database: str, tmp_path: Path) -> None:
    other = new_place(database, "other")
    other.put_back(filled.back_up(tmp_path / "backup.zip"))
    with writing(other.engine) as session:
        mail = OutboxMail(kind="later", to="later@forum.example", locale="zh", message_id="<later@luntan>")
        session.add(mail)
        session.flush()
        assert mail.id > 3
        session.rollback()


def test_secrets_move_along_and_those_replaced_are_kept(filled: Place, new_place: NewPlace, tmp_path: Path) -> None:
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
