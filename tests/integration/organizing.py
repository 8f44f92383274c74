"""People who organize, signed in; and counting what a page asks of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import event as happening
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.db import db
from app.events.models import Event
from tests.factories.accounts import PASSWORD, make_administrator, make_user, sign_in
from tests.factories.directory import make_host
from tests.factories.events import make_grant


def as_headquarters(client: FlaskClient, session: Session) -> User:
    """Commits the session and signs the client in as headquarters."""
    return _signed_in(client, session, make_administrator(session))


def as_host(client: FlaskClient, session: Session, event: Event) -> User:
    """As a host of the event's base."""
    user = make_user(session, password=PASSWORD)
    assert event.host_base
    make_host(session, user, event.host_base)
    return _signed_in(client, session, user)


def as_role(client: FlaskClient, session: Session, event: Event, role: str) -> User:
    """With a role on one event alone."""
    user = make_user(session, password=PASSWORD)
    make_grant(session, user, event, role)
    return _signed_in(client, session, user)


def _signed_in(client: FlaskClient, session: Session, user: User) -> User:
    session.commit()
    sign_in(client, user)
    return user


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that the database is sent inside the block."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    happening.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        happening.remove(db.engine, "before_cursor_execute", note)
