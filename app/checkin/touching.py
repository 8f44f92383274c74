"""Places whose attendance was changed by other than a scan that came in, noted for the phones that follow it.

A scan is noticed by the time at which it was received. A supervisor's word on an older one, or a late arrival that puts
it off, leaves that time as it is.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from app.checkin.judging import Place
from app.checkin.models import TouchedPlace


def touch(session: Session, places: Collection[Place], at: datetime) -> None:
    """Have the phones told of ``places`` at their next turn; call after ``lock_people``."""
    if not places:
        return
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(TouchedPlace)
    changed = row.on_conflict_do_update(
        index_elements=["checkpoint_id", "registration_id"], set_={"touched_at": row.excluded.touched_at}
    )
    rows = [{"checkpoint_id": one, "registration_id": other, "touched_at": at} for one, other in sorted(places)]
    session.connection().execute(changed, rows)
