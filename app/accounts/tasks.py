"""Periodic work on accounts."""

from app.accounts.tidying import tidy
from app.core import throttle
from app.core.clock import now
from app.core.db import db, writing
from app.core.jobs import every_minute


@every_minute
def tidy_accounts() -> None:
    """Once an hour is enough; the rest of the time this does nothing."""
    if now().minute != 7:
        return
    throttle.sweep(db.engine)
    with writing(db.engine) as session:
        tidy(session, now())
