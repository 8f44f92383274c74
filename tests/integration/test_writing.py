"""One writer at a time on SQLite: the lock is taken by each write and given back after it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from app.core.db import prepare_engine, writing


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = create_engine(f"sqlite:///{tmp_path / 'counter.db'}")
    prepare_engine(engine)
    with engine.begin() as connection:
        connection.execute(text("create table counter (value int)"))
        connection.execute(text("insert into counter values (0)"))
    yield engine
    engine.dispose()


def add_one(engine: Engine) -> None:
    with writing(engine) as session:
        value = session.scalar(text("select value from counter"))
        session.execute(text("update counter set value = :value"), {"value": value + 1})


def test_a_write_gives_the_lock_back_for_another_connection(engine: Engine) -> None:
    add_one(engine)
    with engine.connect() as reader:  # keeps the first connection busy, so that the next write takes another
        reader.execute(text("select value from counter")).all()
        add_one(engine)


def test_a_failed_write_gives_the_lock_back(engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError), writing(engine):
        _ = 1 / 0
    add_one(engine)


def test_threads_that_read_and_then_write_lose_no_update(engine: Engine) -> None:
    threads = [threading.Thread(target=lambda: [add_one(engine) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with engine.connect() as connection:
        assert connection.scalar(text("select value from counter")) == 200


def test_a_write_within_a_write_of_the_same_thread_is_an_error_not_a_wait(engine: Engine) -> None:
    with writing(engine), pytest.raises(RuntimeError, match="inside another"):
        add_one(engine)
