"""`flask backup` and `flask restore`, as an operator calls them."""

from __future__ import annotations

from pathlib import Path

from app.core import portable
from app.core.db import db
from tests.integration.backup.harm import of_a_later_version, rewritten
from tests.integration.backup.place import NewPlace, Place


def test_the_commands_back_up_and_restore(filled: Place, new_place: NewPlace, database: str, tmp_path: Path) -> None:
    target = tmp_path / "backups" / "today.zip"
    made = filled.command("backup", str(target))
    assert made.exit_code == 0, made.output
    assert f"{target}: " in made.output
    assert target.parent.stat().st_mode & 0o077 == 0

    other = new_place(database, "other")
    restored = other.command("restore", str(target))
    assert restored.exit_code == 0, restored.output
    assert other.rows() == filled.rows()
    with other.application.app_context():
        assert portable.schema_revision(db.session.connection()) != ""


def test_the_commands_say_what_is_wrong_without_a_traceback(filled: Place, new_place: NewPlace, tmp_path: Path) -> None:
    target = tmp_path / "backup.zip"
    filled.back_up(target)
    refusals = {
        ("backup", str(target)): "is there already",
        ("backup", "/proc/nowhere/backup.zip"): "/proc/nowhere",
        ("restore", str(target)): "--replace",
        ("restore", "--replace", str(rewritten(target, of_a_later_version))): "another version",
    }
    for arguments, said in refusals.items():
        answer = filled.command(*arguments)
        assert (answer.exit_code, said in answer.output) == (1, True), answer.output
    assert "no schema" in new_place("sqlite", "empty").command("backup", str(tmp_path / "empty.zip")).output
    assert not (tmp_path / "empty.zip").exists()
