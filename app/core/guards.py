"""Routes that are worth trying again and again: how many attempts each declares that it takes."""

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from flask import request

from app.core import throttle
from app.core.addresses import counted_as
from app.core.db import db
from app.core.forms import clean_line

View = Callable[..., Any]


def by_address() -> str:
    """The network address that a request came from."""
    return request.remote_addr or ""


def by_network() -> str:
    """The network that a request came from: of IPv6 the part that one customer has whole."""
    try:
        address = ip_address(by_address())
    except ValueError:
        return by_address()
    return str(address if address.version == 4 else ip_network((address, 64), strict=False))


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
    name: str,
    *,
    limit: int,
    seconds: int,
    email: str = "",
    each_network: bool = False,
    who: Callable[[], str] = by_address,
) -> Callable[[View], View]:
    """Refuse a change with 429 after ``limit`` attempts in ``seconds``. Put it under ``@access``; of several the upper
    one counts first, and what it refuses does not reach those below.

    Counted by the mail address in the form field ``email``, and with ``each_network`` for each network that names it;
    or by what ``who`` answers. ``who`` must not read the database: the count is committed before the request begins to
    write.
    """

    def typed() -> str:
        address = counted_as(clean_line(request.form.get(email, "")))
        return f"{address} {by_network()}" if address and each_network else address

    def declare(view: View) -> View:
        guard = Guard(name, typed if email else who, limit, seconds)
        view.guards = (guard, *getattr(view, "guards", ()))  # type: ignore[attr-defined]
        return view

    return declare
