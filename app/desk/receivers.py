"""What the desk wrote of people is part of their data, and goes when they are erased."""

from typing import Any

from flask import current_app
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.core.providers import provides
from app.core.signals import registrations_erased
from app.desk.models import DeskNote, WalkIn
from app.desk.notes import note_of
from app.registration.models import Registration


@registrations_erased.connect
def forget_people(_sender: Any, *, session: Session, keys: list[int]) -> None:
    """The row of a walk-in stays for the counts; its digest goes, since a guess at the name could be tried on it."""
    walk_ins = update(WalkIn).where(WalkIn.registration_id.in_(keys))
    session.execute(walk_ins.values(note="", digest=""))
    session.execute(delete(DeskNote).where(DeskNote.registration_id.in_(keys)))


@provides("own_data")
def written_of_me(session: Session, registration: Registration) -> dict[str, Any]:
    """What organizers told the desk of a person."""
    note = note_of(session, current_app.extensions["luntan_secrets"], registration)
    if not (note.vip or note.call or note.note):
        return {}
    return {"desk_note": {"vip": note.vip, "call": note.call, "note": note.note}}
