"""What time alone does to files that phones exported."""

from app.core import jobs
from app.core.clock import now
from app.core.db import db, writing
from app.fleet import importing


@jobs.every_minute
def drop_files_left_behind() -> None:
    """Once an hour: they hold who was scanned, if sealed, and nobody brings them in any more."""
    at = now()
    if at.minute == 41:
        with writing(db.engine) as session:
            importing.drop_old(session, at)
