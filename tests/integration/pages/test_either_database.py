"""The same data gives the same bytes on either database, whatever order their rows lie in."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, insert, select, text
from werkzeug.routing import RequestRedirect

from app.core.db import db
from app.core.edge import Application
from app.core.model import Base
from app.core.pagecache import cache
from app.core.revisions import remembered
from app.directory.models import ProgramBase, Theme
from app.factory import create_app
from tests.integration.conftest import settings_for
from tests.integration.routes.demo_site import make_demo_site
from tests.services.postgres import PostgresServer

#: Of each kind of page, that many are compared.
OF_A_KIND = 10
#: What orders rows is made the same in many of them, so that only the last resort tells.
TIES = (
    *(f"update {table} set position = 0" for table in ("theme", "room", "track", "speaker", "session_speaker")),
    "update event set number = null where number in (select max(number) from event where state <> 'draft')",
    "update session set starts_at = (select min(starts_at) from session s where s.event_id = session.event_id)",
)
SHUFFLED = ("theme", "event", "session", "speaker", "room", "track", "leg", "stop", "event_theme", "session_speaker")


@pytest.fixture
def both(tmp_path: Path, postgres: PostgresServer) -> Iterator[tuple[Application, Application]]:
    """The demo on SQLite, and the same rows on PostgreSQL in another order."""
    embedded = make_demo_site(tmp_path / "sqlite")
    served = create_app(settings_for(tmp_path / "postgresql", postgres.create("either")))
    served.extensions["luntan_demo"] = True
    with embedded.app_context():
        source = db.engine
    with served.app_context():
        target = db.engine
    Base.metadata.create_all(target)
    with source.begin() as old, target.begin() as new:
        for statement in TIES:
            old.execute(text(statement))
        _copy(old, new)
    yield embedded, served
    target.dispose()
    postgres.drop(target.url.render_as_string(hide_password=False))


def _copy(old: Connection, new: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        rows = old.execute(select(table).order_by(*table.primary_key.columns)).mappings().all()
        if rows:
            new.execute(insert(table), [dict(row) for row in rows])
    for table in SHUFFLED:
        # The last comes first where nothing says otherwise.
        first = Base.metadata.tables[table].primary_key.columns.keys()[0]
        for key in reversed(new.scalars(text(f'select {first} from "{table}" order by 1')).all()):
            new.execute(text(f'update "{table}" set {first} = {first} where {first} = :key'), {"key": key})


def test_every_kind_of_page_and_feed(both: tuple[Application, Application]) -> None:
    addresses = list(_addresses(both[0]))
    assert {_kind(both[0], address) for address in addresses} == set(_kinds(both[0]))
    one, other = (_answers(application, addresses) for application in both)
    assert [address for address in addresses if one[address] != other[address]] == []


def _answers(application: Application, addresses: list[str]) -> dict[str, tuple[int, bytes]]:
    cache.clear()
    remembered.forget()
    client = application.test_client()
    answers = [client.get(address) for address in addresses]
    return {address: (answer.status_code, answer.data) for address, answer in zip(addresses, answers, strict=True)}


def _addresses(application: Application) -> Iterator[str]:
    """What the home page leads to, some of each kind, and the feeds; every other one in Chinese."""
    with application.app_context():
        slugs = {"bases": ProgramBase.slug, "themes": Theme.slug}
        named = {kind: db.session().scalars(select(column).order_by(column)).all() for kind, column in slugs.items()}
    yield from (f"/{kind}/{slug}/{kind[:-1]}.ics?lang=both" for kind in named for slug in named[kind][:OF_A_KIND])
    cache.clear()
    remembered.forget()
    client = application.test_client()
    todo, seen, kinds = deque(["/?lang=en"]), {"/?lang=en"}, Counter[str]()
    while todo:
        address = todo.popleft()
        kind = _kind(application, address)
        if kind is None or kinds[kind] == OF_A_KIND:
            continue
        kinds[kind] += 1
        yield address if kinds[kind] % 2 else address.replace("lang=en", "lang=zh")
        for link in _links(client, address):
            if link not in seen:
                seen.add(link)
                todo.append(link)


def _kinds(application: Application) -> Iterator[str]:
    """All shared pages and feeds."""
    for endpoint, view in application.view_functions.items():
        if getattr(view, "cached", False) and endpoint.startswith(("pages.", "calendars.")):
            yield endpoint


def _kind(application: Application, address: str) -> str | None:
    """The name of a shared page, None for any other address."""
    try:
        endpoint, _values = application.url_map.bind("").match(address.partition("?")[0])
    except RequestRedirect:
        return None
    return endpoint if endpoint in set(_kinds(application)) else None


def _links(client: FlaskClient, address: str) -> list[str]:
    text = client.get(address).text
    return [unescape(link) for link in re.findall(r'href="(?:http://127\.0\.0\.1:5000)?(/[^"#]*lang=en[^"#]*)', text)]
