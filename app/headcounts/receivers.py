"""Why somebody was missing goes with the person."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.signals import registrations_erased
from app.headcounts.models import Absence


@registrations_erased.connect
def forget_absences(_sender: Any, *, session: Session, keys: list[int]) -> None:
    session.execute(delete(Absence).where(Absence.registration_id.in_(keys)))
