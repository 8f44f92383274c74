"""One database with its data, our server and the bare one beside it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine, create_engine, text

import app.models  # noqa: F401 - every table is known before it is made
from app.core.db import prepare_engine, writing
from app.core.model import Base
from app.core.secrets import load_secrets
from app.registration import receivers  # noqa: F401 - keeps places and search keys in step
from app.serve import PLAN, answers
from app.settings import ROOT, Settings
from bench import processes
from bench.data import Dataset, fill
from tests.services.ports import free_port
from tests.services.postgres import PostgresServer
from tests.services.server import Server

SETTLED_AFTER = 5.0


@dataclass
class Stage:
    """What a measurement needs. `ours` runs web and worker, `bare` the app that shares refer to."""

    database: str
    size: int
    ours: Server
    bare: Server
    engine: Engine
    data: Dataset
    idle_mib: float = 0.0

    @property
    def label(self) -> str:
        return f"{self.database} {self.size}"


@contextmanager
def staged(folder: Path, database: str, postgres: PostgresServer | None, size: int) -> Iterator[Stage]:
    """Make the data, start both servers, and take everything down at the end."""
    url = postgres.create("bench") if postgres and database == "postgresql" else ""
    with _mail_server() as smtp_url:
        settings = Settings(
            instance_dir=folder, database_url=url, smtp_url=smtp_url, registrations_per_minute=10_000_000
        )
        with _filled(settings, database, url, size) as stage:
            yield stage


@contextmanager
def _filled(settings: Settings, database: str, url: str, size: int) -> Iterator[Stage]:
    folder = settings.instance_dir
    secrets = load_secrets(folder)
    engine = create_engine(settings.sqlalchemy_url)
    prepare_engine(engine)
    Base.metadata.create_all(engine)
    with writing(engine) as session:
        data = fill(session, secrets, size)
    _settle(engine)
    ours, bare = Server(settings), Server(settings, target="bench.bare:app", BARE_URL=_bare_table(folder, url))
    stage = Stage(database, size, ours, bare, engine, data)
    try:
        stage.idle_mib = _start(ours, bare)
        yield stage
    finally:
        ours.stop()
        bare.stop()
        engine.dispose()


@contextmanager
def _mail_server() -> Iterator[str]:
    """A real SMTP server in a process of its own, so that what registrations cause is sent while they come."""
    port = free_port()
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    server = subprocess.Popen(command)
    try:
        yield f"smtp://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(10)


def _settle(engine: Engine) -> None:
    """Fresh statistics, as autovacuum or a day of use would have made them."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("analyze"))


def _bare_table(folder: Path, url: str) -> str:
    """The bare app's own table: in the same PostgreSQL database, or in a SQLite file with the same journal."""
    url = url or f"sqlite:///{folder / 'bare.db'}"
    engine = create_engine(url)
    serial = "integer primary key" if engine.dialect.name == "sqlite" else "serial primary key"
    with engine.begin() as connection:
        connection.execute(text(f"create table bare (id {serial}, note text)"))
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("pragma journal_mode = wal")
    engine.dispose()
    return url


def _start(ours: Server, bare: Server) -> float:
    """Start both; returns the memory of ours as `make run` starts it, before any load."""
    with _supervised(ours) as supervisor:
        time.sleep(SETTLED_AFTER)
        memory = processes.memory_mib(processes.tree(supervisor.pid))
        if supervisor.poll() is not None:
            raise RuntimeError("the server ended by itself; its message is above")
    ours.start_web()
    ours.start_worker()
    bare.start_web(ready="/static-view")
    return memory


@contextmanager
def _supervised(server: Server) -> Iterator[subprocess.Popen[bytes]]:
    """The server's plan under the supervisor, until it answers and then to the end of the block."""
    environment = {**server.environment, PLAN: json.dumps(asdict(server.plan))}
    supervisor = subprocess.Popen([sys.executable, "-m", "app.serve"], cwd=ROOT, env=environment)
    try:
        while not answers(server.plan):
            if supervisor.poll() is not None:
                raise RuntimeError("the server did not start; its message is above")
            time.sleep(0.1)
        yield supervisor
    finally:
        supervisor.terminate()
        supervisor.wait(30)
