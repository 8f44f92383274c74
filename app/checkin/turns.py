"""Doing again what came in twice at once."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app.core.db import turn_to_writing

#: One that loses finds what won, so that a second time nearly always does; a batch may meet many lone scans.
ATTEMPTS = 10
#: PostgreSQL's code for who was chosen to give way.
DEADLOCK = "40P01"
T = TypeVar("T")


def in_turn(session: Session, work: Callable[[], T]) -> T:
    """Do ``work`` in a transaction that writes; again where another request recorded the same meanwhile.

    ``work`` looks up whatever it needs, since nothing that was read before stands. The caller commits.
    """
    for _again in range(ATTEMPTS - 1):
        turn_to_writing(session)
        try:
            return work()
        except DBAPIError as error:
            if not _was_overtaken(error):
                raise
    turn_to_writing(session)
    return work()


def _was_overtaken(error: DBAPIError) -> bool:
    return isinstance(error, IntegrityError) or getattr(error.orig, "sqlstate", "") == DEADLOCK
