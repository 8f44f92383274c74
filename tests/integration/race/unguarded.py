"""The application with one guard taken away, which its race must find: `UNGUARDED` says which.

`places`: looks how many places are left when a request comes in, and counts without looking again.
`attendance`: looks whether somebody was here, and then lets them in; the same statements but for their conflict clause.
"""

from __future__ import annotations

import os
from typing import Any

from flask import g
from sqlalchemy import Connection, TextualSelect, select, text, update

from app.checkin import at_once, statements
from app.core.db import db
from app.core.prepared import Prepared
from app.registration import places
from app.registration.models import Places


def _look() -> None:
    counters = db.session.execute(select(Places.taken, Places.capacity)).all()
    g.full = any(taken >= capacity for taken, capacity in counters)


#: The same counters as the guarded statements, without the guard.
UNGUARDED = {
    places.TAKE_IN_CATEGORY: update(Places).where(places.OF_CATEGORY).values(taken=Places.taken + 1),
    places.TAKE_IN_EVENT: update(Places).where(places.OF_EVENT).values(taken=Places.taken + 1),
}


def _count_without_looking(session: Any, statement: Any, owner: int) -> bool:
    if g.full:
        return False
    session.connection().execute(UNGUARDED[statement], {"owner": owner})
    return True


GUARD = 'on conflict (checkpoint_id, registration_id, "window") do update set count = attendance.count'
_FOUND = """select device_id, scan_id, first_at from attendance
    where checkpoint_id = :checkpoint_id and registration_id = {0} and "window" = cast(:window as varchar) limit 1"""
#: PostgreSQL: looks and claims in the one statement that it was, which others may overtake.
_LOOKS = f"where not exists ({_FOUND.format('person.id')})"
_CLAIM = f", claim as (select * from made union all ({_FOUND.format('(select id from person)')})), line as ("


def _changed(prepared: Prepared, *changes: tuple[str, str]) -> TextualSelect:
    """The real statement, with each text replaced by another."""
    real = prepared._statement
    sql = real.element.text
    for old, new in changes:
        assert sql.count(old) == 1, f"{old!r} is not what the statement says any more"
        sql = sql.replace(old, new)
    named = real.element._bindparams
    return text(sql).bindparams(*(named[name] for name in named)).columns(*real.selected_columns)


class _LooksOutsideTheLock(Prepared):
    """Finds the person, and whether they are here."""

    def run(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        people = super().run(connection, values)
        values["found"] = FOUND.run(connection, values | {"registration_id": people[0].id})
        return people


class _BelievesIt(Prepared):
    """Claims where nobody was here."""

    def run(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        return values["found"] or super().run(connection, values)


FOUND = Prepared(
    statements._typed(_FOUND.format(":registration_id")).columns(*at_once.CLAIM._statement.selected_columns)
)


def _look_and_then_claim() -> None:
    at_once.ALL_IN_ONE = Prepared(
        _changed(at_once.ALL_IN_ONE, ("claim as (", "made as ("), (GUARD, _LOOKS), (", line as (", _CLAIM))
    )
    at_once.PERSON = _LooksOutsideTheLock(at_once.PERSON._statement)
    at_once.CLAIM = _BelievesIt(_changed(at_once.CLAIM, (GUARD, "")))


if os.environ["UNGUARDED"] == "places":
    places._count = _count_without_looking
else:
    _look_and_then_claim()

from wsgi import app  # noqa: E402 - made of what was changed above

if os.environ["UNGUARDED"] == "places":
    app.before_request(_look)

__all__ = ["app"]
