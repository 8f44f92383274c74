"""The database: engine set-up, and how a transaction that writes begins.

SQLite allows one writer. A connection that writes takes a lock of the process and of the machine before ``BEGIN
IMMEDIATE``, so that writers queue fairly instead of polling the file, and gives both back with the connection.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from app.core.model import Base

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})

WRITES = "luntan_writes"


def begin_write(session: Session) -> None:
    """Begin a transaction that may write; call before the first statement of ``session``."""
    session.connection(execution_options={WRITES: True})


def turn_to_writing(session: Session, *, keep: bool = False) -> None:
    """End what was read so far and begin to write, since SQLite refuses to upgrade a stale read.

    ``keep``: objects stay as they were read, for who lets the database's own guards decide.
    """
    if session.in_transaction():
        if keep and session.get_bind().dialect.name == "postgresql":
            return
        session.commit() if keep else session.rollback()
    begin_write(session)


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session of its own that is committed at the end, whatever becomes of the request around it."""
    with Session(engine, expire_on_commit=False) as session:
        begin_write(session)
        yield session
        session.commit()


@contextmanager
def rebuilding(engine: Engine) -> Iterator[Connection]:
    """One transaction in which the schema may change; a failure leaves everything as it was.

    SQLite rebuilds a table to change it, and with foreign keys on that empties the tables that cascade from it: they
    are off meanwhile, and all references are checked before the end.
    """
    with engine.connect().execution_options(**{WRITES: True}) as connection:
        _heed_foreign_keys(connection, heed=False)
        try:
            with connection.begin():
                yield connection
                _check_references(connection)
        finally:
            _heed_foreign_keys(connection, heed=True)


def _heed_foreign_keys(connection: Connection, *, heed: bool) -> None:
    """SQLite listens to this only outside a transaction, so it goes past SQLAlchemy."""
    raw = connection.connection.driver_connection
    if connection.dialect.name == "sqlite" and raw is not None:
        raw.execute(f"PRAGMA foreign_keys = {'ON' if heed else 'OFF'}")


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if dangling:
            raise ValueError(f"there are dangling references: {[tuple(row) for row in dangling[:5]]}")


class WriterLock:
    """A lock of this process and, through a file beside the database, of this machine.

    A thread that holds it and asks again would wait for itself: that is an error, and said at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread_lock = threading.Lock()
        self._owner: int | None = None
        self._file: int | None = None

    def acquire(self) -> None:
        if self._owner == threading.get_ident():
            raise RuntimeError("a writing transaction was begun inside another one of the same thread")
        self._thread_lock.acquire()
        self._owner = threading.get_ident()
        try:
            if self._file is None:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._let_go()
            raise

    def release(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._let_go()

    def _let_go(self) -> None:
        self._owner = None
        self._thread_lock.release()


def prepare_engine(engine: Engine) -> None:
    """Set up what each connection of ``engine`` needs; PostgreSQL needs nothing."""
    if engine.dialect.name != "sqlite" or getattr(engine, "luntan_prepared", False):
        return
    engine.luntan_prepared = True  # type: ignore[attr-defined]
    path = engine.url.database
    lock = WriterLock(Path(f"{path}.lock")) if path and path != ":memory:" else None
    if path and lock:
        _create_for_its_owner(path)
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", lambda connection: _begin_sqlite(connection, lock))
    if lock:
        event.listen(engine.pool, "checkin", lambda dbapi, record: _give_back(record, lock))


def _create_for_its_owner(path: str) -> None:
    """SQLite would make the file as the umask has it; what it puts beside it is as readable as the file."""
    with suppress(OSError):  # connecting says better what is wrong
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def _configure_sqlite(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=15000",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection, lock: WriterLock | None) -> None:
    if not connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql("BEGIN")
        return
    info = connection.connection.record_info
    if lock and info is not None and not info.get(WRITES):
        lock.acquire()
        info[WRITES] = True
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _give_back(record: Any, lock: WriterLock) -> None:
    if record.record_info.pop(WRITES, False):
        lock.release()
