"""Rate limits: counted together where there is a Redis, and still counted when it goes away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from app.core.db import db
from app.core.model import Base
from app.factory import create_app
from app.settings import Settings
from tests.integration.conftest import settings_for
from tests.integration.race.crowd import ask, open_connection
from tests.integration.race.visitors import open_form
from tests.services.redis import RedisServer, running
from tests.services.server import Server, serving

LIMIT = 3


def machine(folder: Path, redis_url: str) -> Settings:
    """Those of a machine that shares with another the Redis alone."""
    settings = settings_for(folder, "", redis_url=redis_url, sign_ins_per_ten_minutes=LIMIT)
    with create_app(settings).app_context():
        Base.metadata.create_all(db.engine)
        db.engine.dispose()
    return settings


def ask_for_links(server: Server, times: int) -> list[int]:
    form = replace(open_form(server.url, "/sign-in/"), path="/sign-in/link/")
    addresses = [{"address": f"p{number}@people.example"} for number in range(times)]
    return [ask(open_connection(server.url), form.sent_with(address)).status for address in addresses]


@pytest.fixture
def mortal_redis(tmp_path: Path) -> Iterator[RedisServer]:
    with running(tmp_path) as server:
        yield server


def test_two_machines_count_together(tmp_path: Path, redis_url: str) -> None:
    with ExitStack() as both:
        one, other = [both.enter_context(serving(machine(tmp_path / name, redis_url))) for name in ("one", "other")]
        answers = [*ask_for_links(one, 2), *ask_for_links(other, 2), *ask_for_links(one, 1)]
    assert answers == [303, 303, 303, 429, 429]


def test_when_redis_goes_away_each_process_goes_on_counting(tmp_path: Path, mortal_redis: RedisServer) -> None:
    settings = machine(tmp_path / "one", mortal_redis.url)
    with serving(settings) as server:
        assert ask_for_links(server, LIMIT + 1)[LIMIT:] == [429]
        mortal_redis.stop()
        answers = ask_for_links(server, 2 * LIMIT + 1)
    assert set(answers) == {303, 429}
    assert LIMIT <= answers.count(303) <= 2 * LIMIT
