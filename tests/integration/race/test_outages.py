"""The server is killed, the disk fills up, the database goes away: what phones bring is neither lost nor doubled."""

from __future__ import annotations

import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil
import pytest
from flask import Flask
from psycopg import sql
from sqlalchemy import make_url, select

from app.checkin.facts import Verdict
from app.checkin.models import Attendance, Scan
from app.core.db import db
from app.settings import Settings
from tests.browser.journeys.books import ledger_adds_up
from tests.factories.checkin import make_checkpoint, make_phone
from tests.factories.registration import make_open_event, make_registration
from tests.factories.tickets import make_ticket
from tests.integration.race.uploads import Returning, at_once, queue_of
from tests.services.postgres import PostgresServer
from tests.services.server import Server, serving

pytestmark = [pytest.mark.races, pytest.mark.xdist_group("races")]
PHONES, GUESTS, KILLS = 3, 120, 4


@dataclass(frozen=True)
class Doors:
    """Each phone scanned everybody at the same door, which the first of them is to have been."""

    checkpoint: str
    tokens: list[str]
    codes: list[str]

    def phones(self, url: str) -> list[Returning]:
        return [Returning(url, token, queue_of(self.checkpoint, self.codes)) for token in self.tokens]


@pytest.fixture
def doors(prepared: Flask) -> Doors:
    session = db.session()
    event, category = make_open_event(session)
    category.capacity = event.capacity = None
    codes = [make_ticket(session, make_registration(session, category)).code for _ in range(GUESTS)]
    checkpoint = make_checkpoint(session, event)
    tokens = [make_phone(session, event).token for _ in range(PHONES)]
    session.commit()
    return Doors(checkpoint.public_id, tokens, codes)


def test_a_server_killed_in_mid_upload_loses_and_doubles_nothing(doors: Doors, settings: Settings) -> None:
    chance = random.Random(random.randrange(10**6))
    with serving(settings) as server:
        phones = doors.phones(server.url)
        sending = at_once(phones)
        for _ in range(KILLS):
            time.sleep(chance.uniform(0.05, 0.4))
            server.kill_web()
            server.start_web()
        for thread in sending:
            thread.join()
    assert sum((phone.trouble for phone in phones), Counter())[0], "no upload was cut short: the kills prove nothing"
    _check_books(phones)


@pytest.mark.parametrize("database", ["sqlite"])  # PostgreSQL's own server is who would meet it
def test_a_full_disk_is_told_and_made_good(doors: Doors, settings: Settings) -> None:
    with serving(settings) as server:
        phones = doors.phones(server.url)
        with _full_disk(server):
            sending = at_once(phones)
            _wait_for(lambda: all(phone.trouble for phone in phones))
            assert not any(phone.told for phone in phones)
        for thread in sending:
            thread.join()
    assert {status for phone in phones for status in phone.trouble} == {503}
    _check_books(phones)


@contextmanager
def _full_disk(server: Server) -> Iterator[None]:
    """No file of the web processes can grow: what they write fails as it does on a full disk."""
    assert server.web
    processes = [psutil.Process(server.web.pid), *psutil.Process(server.web.pid).children(recursive=True)]
    for process in processes:
        process.rlimit(resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    yield
    for process in processes:
        process.rlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.mark.parametrize("database", ["postgresql"])  # a file does not go away
def test_a_database_that_goes_away_is_told_and_made_good(
    doors: Doors, settings: Settings, postgres: PostgresServer
) -> None:
    with serving(settings) as server:
        phones = doors.phones(server.url)
        sending = at_once(phones)
        _wait_for(lambda: any(phone.told for phone in phones))
        with _gone(postgres, settings.database_url):
            before = [sum(phone.trouble.values()) for phone in phones]
            _wait_for(lambda: all(sum(p.trouble.values()) > n for p, n in zip(phones, before, strict=True)))
        for thread in sending:
            thread.join()
    assert {status for phone in phones for status in phone.trouble} == {503}
    _check_books(phones)


@contextmanager
def _gone(postgres: PostgresServer, url: str) -> Iterator[None]:
    """The database throws everybody out and lets nobody in."""
    name = make_url(url).database or ""
    closed = sql.SQL("alter database {} with allow_connections {}")
    mine = sql.SQL("select pg_terminate_backend(pid) from pg_stat_activity where datname = {}").format(name)
    postgres.execute(closed.format(sql.Identifier(name), sql.SQL("false")), mine)
    yield
    postgres.execute(closed.format(sql.Identifier(name), sql.SQL("true")))


def _wait_for(what: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _check_books(phones: list[Returning]) -> None:
    """Each scan is one line with the verdict that its phone was told first, and everybody came in once."""
    db.session.rollback()
    db.engine.dispose()  # its connections were thrown out, too
    lines = list(db.session.scalars(select(Scan)))
    assert len(lines) == PHONES * GUESTS
    told = {scan_id: verdict for phone in phones for scan_id, verdict in phone.told.items()}
    assert told.keys() == {str(line.scan_id) for line in lines}
    assert Counter(line.verdict for line in lines)[Verdict.ADMITTED] == GUESTS
    assert len(list(db.session.scalars(select(Attendance)))) == GUESTS
    assert ledger_adds_up(db.session())
