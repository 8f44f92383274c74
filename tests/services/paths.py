"""Folders and locks that the workers of one test run share."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def run_id() -> str:
    """The same in every worker of one run, different in two runs side by side."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID", f"pid{os.getpid()}")[:12]


def worker_id() -> str:
    """`gw0`, `gw1`, ... or `main` when the tests run in one process."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def shared_folder(name: str) -> Path:
    """A folder of this run that another system user may enter: PostgreSQL never runs as root."""
    folder = Path(tempfile.gettempdir()) / f"luntan-{name}-{run_id()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def instance_root() -> Iterator[Path]:
    """A folder for this worker's databases, secrets and uploads; gone after the run."""
    folder = Path(tempfile.mkdtemp(prefix=f"luntan-{worker_id()}-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
