"""What is handed out at a checkpoint and comes back: who still holds what.

Handing out is coming in and taking back is going out, so that attendance says who holds something.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.checkin.models import Attendance, Checkpoint
from app.registration.models import Registration


@dataclass(frozen=True, slots=True)
class Holder:
    """``item``: the label of what was handed out, '' where none was noted."""

    person: Registration
    item: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Stock:
    """``out``: how many are with people; ``back``: how many people have given theirs back."""

    out: int
    back: int


def holders(session: Session, checkpoint: Checkpoint, locale: str) -> Sequence[Holder]:
    """Who still holds something, by name."""
    name = Registration.sort_zh if locale == "zh" else Registration.sort_en
    mine = select(Attendance).where(Attendance.checkpoint_id == checkpoint.id, Attendance.inside, Attendance.count > 0)
    mine = mine.join(Attendance.registration).order_by(name, Registration.id)
    rows = session.scalars(mine.options(joinedload(Attendance.registration).joinedload(Registration.category)))
    return [Holder(row.registration, row.item, row.last_at) for row in rows]


def stock(session: Session, checkpoint: Checkpoint) -> Stock:
    mine = Attendance.checkpoint_id == checkpoint.id, Attendance.count > 0
    counted = select(func.count().filter(Attendance.inside), func.count().filter(~Attendance.inside)).where(*mine)
    return Stock(*session.execute(counted).one())
