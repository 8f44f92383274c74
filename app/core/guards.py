"""Routes that are worth trying again and again: how many attempts each declares that it takes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import request

from app.core import throttle
from app.core.db import db

View = Callable[..., Any]


def by_address() -> str:
    """The network address that a request came from."""
    return request.remote_addr or ""


@dataclass(frozen=True, slots=True)
class Guard:
    """Counts the attempts of ``who`` at what ``name`` guards."""

    name: str
    who: Callable[[], str]
    limit: int
    seconds: int

    def count(self) -> None:
        """Count this request; ``Throttled`` when it is one too many. Nobody named, nothing counted."""
        if who := self.who():
            throttle.count(db.engine, self.name, who, limit=self.limit, seconds=self.seconds)


def guarded(
    name: str, *, limit: int, seconds: int, form_field: str = "", who: Callable[[], str] = by_address
) -> Callable[[View], View]:
    """Refuse a change with 429 after ``limit`` attempts in ``seconds``. Put it under ``@access``; several add up.

    Counted by the value of ``form_field``, or by what ``who`` answers. ``who`` must not read the database: the count is
    committed before the request begins to write.
    """

    def typed() -> str:
        return request.form.get(form_field, "").strip().lower()[:254]

    def declare(view: View) -> View:
        guard = Guard(name, typed if form_field else who, limit, seconds)
        view.guards = (guard, *getattr(view, "guards", ()))  # type: ignore[attr-defined]
        return view

    return declare
