"""Pairing one phone after another without typing: names that count on, and the same terms again."""

import re
import secrets
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin.devices import PAIRING_LASTS, hash_of
from app.checkin.models import Device, Pairing
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l

LONGEST = 80
_NUMBERED = re.compile(r"(.*?)(\d{1,6})\s*")


def usual_name(session: Session, event_id: int) -> str:
    """What a phone is called that nobody named: the number of phones so far, and one."""
    paired = select(func.count()).where(Device.event_id == event_id, Device.user_id.is_(None))
    return str(_("Phone %(number)d", number=(session.scalar(paired) or 0) + 1))


def next_name(name: str) -> str:
    """“East door 1” is followed by “East door 2”; a name without a number by itself and 2."""
    numbered = _NUMBERED.fullmatch(name)
    if numbered is None:
        return f"{name[: LONGEST - 2]} 2"
    following = str(int(numbered[2]) + 1)
    return f"{numbered[1][: LONGEST - len(following)]}{following}"


def pair_another(session: Session, before: Pairing, by: int, at: datetime) -> tuple[Pairing, str]:
    """A code for the next phone on the same terms, or for this one where nobody used the code; ``DomainError`` where
    their time is over."""
    if before.device_expires_at <= at:
        raise DomainError(_l("This time is past."))
    code = secrets.token_hex(16).upper()
    own = {"id", "public_id", "code_hash", "name", "created_by", "created_at", "expires_at", "used_at", "device_id"}
    terms = {column.key: getattr(before, column.key) for column in Pairing.__table__.columns if column.key not in own}
    following = Pairing(
        **terms,
        code_hash=hash_of(code),
        name=next_name(before.name) if before.used_at else before.name,
        created_by=by,
        created_at=at,
        expires_at=at + PAIRING_LASTS,
    )
    session.add(following)
    session.flush()
    return following, code
