"""The application on the demo's data, with somebody signed in for every role, set back after every change."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.core.authority import certificate_for
from app.core.clock import today_in
from app.core.commands import deliver_pending
from app.core.db import db, writing
from app.core.edge import Application
from app.core.model import Base
from app.core.pagecache import cache
from app.core.revisions import remembered
from app.demo.build import make_demo
from app.demo.maker import ZONE
from app.factory import create_app
from tests.factories.accounts import sign_in
from tests.integration.conftest import settings_for
from tests.integration.forms import csrf_token
from tests.integration.outside import OutsideClient
from tests.integration.routes.addresses import Addresses
from tests.integration.routes.cast import add_cast, bearer_of
from tests.integration.routes.roles import DEVICES, SIGNED_IN

#: Attempts are counted even where they are refused; when something was last seen or fetched is no change either.
COUNTED_ANYWAY = {"attempt": set(), "sign_in": {"last_seen_at"}, "organizer_feed": {"last_fetched_at"}}


def make_demo_site(instance: Path, database_url: str = "", **chosen: Any) -> Application:
    """An application whose database holds the demo and the cast of the tables."""
    shutil.rmtree(instance, ignore_errors=True)
    application = create_app(settings_for(instance, database_url, **chosen))
    application.testing = True
    application.test_client_class = OutsideClient
    certificate_for(instance, ["127.0.0.1"])
    hasher, secrets = application.extensions["luntan_hasher"], application.extensions["luntan_secrets"]
    with application.app_context():
        Base.metadata.create_all(db.engine)
        with writing(db.engine) as session:
            make_demo(session, hasher, secrets, today_in(ZONE))
            add_cast(session, secrets)
    application.extensions["luntan_demo"] = True
    with application.app_context():
        deliver_pending(application)
    return application


class SignedInSite:
    """The demo's application on one database, and a signed-in browser for every role."""

    def __init__(self, instance: Path, database_url: str = "", **chosen: Any) -> None:
        self.application = make_demo_site(instance, database_url, **chosen)
        self.prepare()
        self._cookies = {role: self._sign_in(role) for role in SIGNED_IN}
        self._cookies["anon"] = ""
        self._tokens = {role: self._csrf(role) for role in self._cookies}
        with self.application.app_context():
            self.addresses = Addresses(db.session())

    def prepare(self) -> None:
        """Change what the site begins with."""

    def _sign_in(self, role: str) -> str:
        email, level = SIGNED_IN[role]
        with self.application.app_context():
            user = db.session.scalars(select(User).where(User.email == email)).one()
        client = self.application.test_client()
        sign_in(client, user, level)
        cookie = client.get_cookie("luntan")
        assert cookie
        return cookie.value

    def _csrf(self, role: str) -> str:
        client = self.client(role)
        token = csrf_token(client, "/sign-in/")
        cookie = client.get_cookie("luntan")
        assert cookie
        self._cookies[role] = cookie.value
        return token

    def cookie_of(self, role: str) -> str:
        """The session cookie of a browser in which ``role`` is signed in; '' for nobody's."""
        return self._cookies[role] if role in SIGNED_IN else ""

    def token_of(self, role: str) -> str:
        """What the forms of ``role`` carry against forgery."""
        return self._tokens[role]

    def client(self, role: str) -> FlaskClient:
        """A browser of ``role`` that no request was made with yet."""
        client = self.application.test_client()
        if cookie := self._cookies.get(role):
            client.set_cookie("luntan", cookie)
        return client

    def ask(self, role: str, method: str, url: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """A request of ``role``, with a right CSRF token where it changes something; a device bears its token."""
        headers = dict(options.pop("headers", {}))
        if role in DEVICES:
            headers["Authorization"] = f"Bearer {bearer_of(role)}"
        if method != "GET" and role in self._tokens and "json" not in options:
            data = {"csrf_token": self._tokens[role], **(data or {})}
        return self.client(role).open(url, method=method, data=data, headers=headers, **options)


class DemoSite(SignedInSite):
    """The same on SQLite, with the way back to where it was."""

    def __init__(self, instance: Path, **chosen: Any) -> None:
        super().__init__(instance, **chosen)
        with self.application.app_context():
            self._path = str(db.engine.url.database)
        self._watcher = sqlite3.connect(self._path)
        self._first = sqlite3.connect(":memory:")
        self._watcher.backup(self._first)
        self._version = self._data_version()

    def _data_version(self) -> int:
        """Rises whenever somebody else commits a change."""
        return int(self._watcher.execute("pragma data_version").fetchone()[0])

    def changes(self) -> list[str]:
        """The tables that differ from the demo as it was made."""
        if self._data_version() == self._version:
            return []
        names = (table.name for table in Base.metadata.sorted_tables)
        return [name for name in names if _content(self._watcher, name) != _content(self._first, name)]

    def set_back(self) -> None:
        """Make the database what it was."""
        if self._data_version() == self._version:
            return
        self._watcher.commit()
        with sqlite3.connect(self._path) as target:
            self._first.backup(target)
        target.close()
        self._version = self._data_version()
        forget_pages()

    def close(self) -> None:
        self._watcher.close()
        self._first.close()


def forget_pages() -> None:
    """The database was changed behind the application's back."""
    cache.clear()
    remembered.forget()


def _content(connection: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    left_out = COUNTED_ANYWAY.get(table)
    if left_out == set():
        return []
    columns = [row[1] for row in connection.execute(f'pragma table_info("{table}")')]
    wanted = ", ".join(f'"{column}"' for column in columns if column not in (left_out or ()))
    return sorted(connection.execute(f'select {wanted} from "{table}"').fetchall(), key=repr)
