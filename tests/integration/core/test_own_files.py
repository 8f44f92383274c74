"""What an installation keeps in its folder is readable by its owner alone, whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.core import jobs
from app.core.db import db
from app.core.model import Base
from app.factory import create_app
from tests.integration.conftest import settings_for


@pytest.fixture
def _careless_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def readable_by_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


@pytest.mark.usefixtures("_careless_umask")
def test_the_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    create_app(settings_for(folder, ""))
    jobs.connect(tmp_path / "queue", "")
    assert not readable_by_others(folder)
    assert not readable_by_others(tmp_path / "queue")


@pytest.mark.usefixtures("_careless_umask")
def test_in_a_folder_that_is_open_the_files_are_closed(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    folder.mkdir()
    with create_app(settings_for(folder, "")).app_context():
        Base.metadata.create_all(db.engine)
        found = sorted(folder.glob("*"))
        db.engine.dispose()
    assert {"luntan.db", "luntan.db-wal", "secrets.json"} <= {path.name for path in found}
    assert [path.name for path in found if path.exists() and readable_by_others(path)] == []
