"""Fixtures of the tests of registration."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.core.db import db


@pytest.fixture
def statements(session: Session) -> Iterator[list[str]]:
    """Every statement that the database is sent; clear it to count from there."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
