"""The application with one guard taken away, which its race must find: `UNGUARDED` says which.

`places`: looks how many places are left when a request comes in, and counts without looking again.
`attendance`: looks whether somebody was here, and then lets them in.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import g
from sqlalchemy import Connection, Engine, insert, select, update

from app.checkin import at_once
from app.checkin.models import Attendance
from app.core.db import db
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


@contextmanager
def _without_lock(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection
        connection.commit()


def _look_and_then_claim(connection: Connection, values: dict[str, Any]) -> at_once._Told:
    [person] = at_once.PERSON.run(connection, values)
    values |= {"registration_id": person.id}
    here = (
        Attendance.checkpoint_id == values["checkpoint_id"],
        Attendance.registration_id == person.id,
        Attendance.window == values["window"],
    )
    found = connection.execute(select(Attendance.device_id).where(*here).limit(1)).first()
    connection.commit()
    verdict = values["lost"] if found else values["won"]
    with connection.begin():
        if found is None:
            names = ("event_id", "checkpoint_id", "registration_id", "window", "device_id", "scan_id")
            times = {"first_at": values["at"], "last_at": values["at"]}
            connection.execute(insert(Attendance).values({name: values[name] for name in names} | times))
        at_once.WRITE.run(connection, values | {"verdict": verdict})
    device_id = found.device_id if found else values["device_id"]
    return at_once._Told(person, device_id, "", values["at"], verdict, values["at"])


if os.environ["UNGUARDED"] == "places":
    places._count = _count_without_looking
else:
    at_once._record = _look_and_then_claim
    at_once.brief = _without_lock

from wsgi import app  # noqa: E402 - made of what was changed above

if os.environ["UNGUARDED"] == "places":
    app.before_request(_look)

__all__ = ["app"]
