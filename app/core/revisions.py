"""Revisions of public content: a counter a scope, raised in the transaction that changes what the public sees.

Scopes: ``shared`` (series, directory, which events exist) and ``event:<id>``. ``all`` rises with each of them, so that
one row tells that nothing has changed at all.
"""

import threading
import time
from collections.abc import Iterable

from sqlalchemy import BigInteger, String, event, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.model import Base

ALL = "all"
SHARED = "shared"
REMEMBERED_SECONDS = 0.5


class Revision(Base):
    __tablename__ = "revision"

    scope: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[int] = mapped_column(BigInteger, default=0)


def event_scope(event_id: int) -> str:
    return f"event:{event_id}"


def bump(session: Session, scopes: Iterable[str]) -> None:
    """Raise ``scopes`` and ``all``; rows are taken in one order, so that two editors never deadlock."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    for scope in sorted({*scopes, ALL}):
        statement = insert(Revision).values(scope=scope, value=1)
        raised = statement.on_conflict_do_update(index_elements=["scope"], set_={"value": Revision.value + 1})
        session.connection().execute(raised)
    session.info["revisions_raised"] = True


def values(session: Session, scopes: Iterable[str]) -> dict[str, int]:
    """The present value of each scope, 0 where it was never raised."""
    wanted = sorted(set(scopes))
    found = {
        row.scope: row.value
        for row in session.execute(select(Revision.scope, Revision.value).where(Revision.scope.in_(wanted)))
    }
    return {scope: found.get(scope, 0) for scope in wanted}


class Remembered:
    """The value of ``all``, read at most twice a second by this process and forgotten when it makes a change."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._value = -1
        self._until = 0.0
        self._forgotten = 0

    def get(self, session: Session) -> int:
        if time.monotonic() < self._until:
            return self._value
        forgotten = self._forgotten
        value = values(session, [ALL])[ALL]
        with self._lock:
            if forgotten == self._forgotten:
                self._value, self._until = value, time.monotonic() + REMEMBERED_SECONDS
        return value

    def known(self) -> int | None:
        """The remembered value, None once it is half a second old."""
        return self._value if time.monotonic() < self._until else None

    def stamp(self, session: Session) -> tuple[int, int]:
        """The value, and how often it was forgotten: what was read under another stamp may have changed."""
        value = self.get(session)
        return value, self._forgotten

    def forget(self) -> None:
        with self._lock:
            self._until, self._forgotten = 0.0, self._forgotten + 1


remembered = Remembered()


def _collect(session: Session, _context: object, _instances: object) -> None:
    touched = session.info.setdefault("revision_scopes", set())
    for row in [*session.new, *session.deleted]:
        touched.update(row.revision_scopes() if isinstance(row, Base) else ())
    for row in session.dirty:
        if isinstance(row, Base) and session.is_modified(row):
            touched.update(row.revision_scopes())


def _raise_collected(session: Session, _context: object) -> None:
    """After the flush, when new rows have their keys; a new event's scope is known only then."""
    touched = session.info.pop("revision_scopes", set())
    for row in session.new:
        touched.update(row.revision_scopes() if isinstance(row, Base) else ())
    if touched := {scope for scope in touched if not scope.endswith(":None")}:
        bump(session, touched)


def _forget(session: Session) -> None:
    if session.info.pop("revisions_raised", False):
        remembered.forget()


event.listen(Session, "before_flush", _collect)
event.listen(Session, "after_flush", _raise_collected)
event.listen(Session, "after_commit", _forget)
