"""What the desk wrote of people goes when they are erased."""

from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.core.signals import registrations_erased
from app.desk.models import DeskNote, WalkIn


@registrations_erased.connect
def forget_people(_sender: Any, *, session: Session, keys: list[int]) -> None:
    """The row of a walk-in stays for the counts; its digest goes, since a guess at the name could be tried on it."""
    walk_ins = update(WalkIn).where(WalkIn.registration_id.in_(keys))
    session.execute(walk_ins.values(note="", digest=""))
    session.execute(delete(DeskNote).where(DeskNote.registration_id.in_(keys)))
