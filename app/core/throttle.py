"""Counted attempts at what is worth guessing, kept in the database so that every process sees them.

Counting commits at once, in a transaction of its own: a refused request counts too. SQLite has one writer, so a request
counts before it begins to write; the edge does that for routes that are ``guarded``.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Engine, String, delete, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.db import writing
from app.core.errors import Throttled
from app.core.i18n import lazy_gettext as _l
from app.core.model import Base


class Attempt(Base):
    __tablename__ = "attempt"

    #: Digest of what is guarded and who tries, with the start of the window.
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    expires_at: Mapped[datetime] = mapped_column(index=True)


def count(engine: Engine, guard: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one attempt of ``who`` at ``guard``; raise ``Throttled`` past ``limit`` in a window of ``seconds``."""
    moment = now()
    window = _window(moment, seconds)
    key = _key(guard, who, window)
    insert = postgresql_insert if engine.dialect.name == "postgresql" else sqlite_insert
    row = insert(Attempt).values(key=key, count=1, expires_at=moment + timedelta(seconds=seconds))
    raised = row.on_conflict_do_update(index_elements=["key"], set_={"count": Attempt.count + 1})
    with writing(engine) as session:
        counted = session.execute(raised.returning(Attempt.count)).scalar_one()
    if counted > limit:
        remaining = (window + 1) * seconds - int(moment.timestamp())
        raise Throttled(_l("Too many attempts. Wait a few minutes and try again."), remaining)


def forgive(engine: Engine, guard: str, who: str, *, seconds: int) -> None:
    """Take back one attempt that ``count`` has counted, where its window still runs."""
    mine = update(Attempt).where(Attempt.key == _key(guard, who, _window(now(), seconds)), Attempt.count > 0)
    with writing(engine) as session:
        session.execute(mine.values(count=Attempt.count - 1))


def _window(moment: datetime, seconds: int) -> int:
    return int(moment.timestamp()) // seconds


def _key(guard: str, who: str, window: int) -> str:
    return hashlib.sha256(f"{guard}\0{who}\0{window}".encode()).hexdigest()


def sweep(engine: Engine) -> None:
    """Drop counters of past windows."""
    with writing(engine) as session:
        session.execute(delete(Attempt).where(Attempt.expires_at < now()))
