"""A backup that cannot be used changes nothing, whatever is wrong with it and whenever that shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import IntegrityError

from app.core import portable
from app.core.backup import BackupError
from app.core.db import writing
from app.core.secrets import load_secrets
from tests.integration.backup.harm import CHANGES, damage, rewritten
from tests.integration.backup.place import Place


def test_a_damaged_backup_changes_nothing(filled: Place, tmp_path: Path) -> None:
    source = filled.back_up(tmp_path / "backup.zip")
    before = filled.rows()
    for harm in ("a changed row", "a missing table", "another format", "not a zip"):
        with pytest.raises(BackupError):
            filled.put_back(damage(source, harm), replace=True)
        assert filled.rows() == before, harm


def test_a_backup_that_fits_no_schema_changes_nothing(filled: Place, tmp_path: Path) -> None:
    source = filled.back_up(tmp_path / "backup.zip")
    before, secrets = filled.rows(), load_secrets(filled.instance)
    for change in CHANGES:
        with pytest.raises(BackupError):
            filled.put_back(rewritten(source, change), replace=True)
        assert filled.rows() == before, change
        assert load_secrets(filled.instance) == secrets, change
    assert [path.name for path in filled.instance.glob("*secrets*")] == ["secrets.json"]


def test_a_restore_that_is_broken_off_leaves_everything_as_it_was(
    filled: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = filled.back_up(tmp_path / "backup.zip")
    before = filled.rows()

    def break_off(connection: Connection, table: Table) -> None:
        if table.name == "registration":
            raise KeyboardInterrupt

    monkeypatch.setattr(portable, "reset_sequences", break_off)
    with pytest.raises(KeyboardInterrupt):
        filled.put_back(source, replace=True)
    assert filled.rows() == before
    with writing(filled.engine) as session, pytest.raises(IntegrityError):
        session.execute(text("delete from category"))
