"""Work done outside the test's own application context: a server never finds one with ``g`` and a session in it."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from typing import Any, ParamSpec, TypeVar

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

P = ParamSpec("P")
T = TypeVar("T")


def elsewhere(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call ``function`` where no application context is active."""
    return Context().run(function, *args, **kwargs)


def catch_up(session: Session) -> None:
    """Let a test's session see what requests have committed since, rows it already holds included.

    On SQLite it must also do so before it writes again.
    """
    session.rollback()
    session.expire_all()


class OutsideClient(FlaskClient):
    """A client whose requests share nothing with the test; Flask would reuse a context that is there."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        return elsewhere(super().open, *args, **kwargs)
