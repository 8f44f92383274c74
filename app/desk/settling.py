"""Walk-ins with a trouble, once somebody has looked at them."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.desk.models import WalkIn


def settle(session: Session, walk_in: WalkIn, by: int | None, at: datetime) -> None:
    """Wait for nobody any more."""
    session.refresh(walk_in, with_for_update={"of": WalkIn})
    if walk_in.trouble is None or walk_in.settled_at:
        raise DomainError(_l("Somebody has looked at this already."))
    walk_in.settled_at, walk_in.settled_by = at, by
    audit.record(session, "settle", walk_in.registration)
