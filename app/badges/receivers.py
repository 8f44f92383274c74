"""What badges know of people goes with them."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.badges.models import BadgePrint
from app.badges.printlog import prints_of
from app.core.providers import provides
from app.core.signals import registrations_erased


@registrations_erased.connect
def forget_what_stood_on_badges(sender: Any, *, session: Session, keys: list[int]) -> None:
    """That a badge was printed stays in the log; what stood on it leaves no trace."""
    session.execute(update(BadgePrint).where(BadgePrint.registration_id.in_(keys)).values(digest=""))


provides("badge_prints")(prints_of)
