"""Whether what stands on a badge has changed since it was printed."""

import hashlib

from sqlalchemy.orm import Session

from app.badges.queries import edited_since
from app.registration.models import Registration


def digest_of(registration: Registration) -> str:
    """16 hexadecimal digits that change with anything a badge tells of its person."""
    name, category = registration.name, registration.category.title
    organisation, job = registration.organisation, registration.job_title
    group = registration.group.name if registration.group else None
    told = (
        name.display_han(),
        name.latin_badge(),
        *(part for text in (organisation, job, category, group) for part in ((text.zh, text.en) if text else ("", ""))),
        registration.country,
    )
    return hashlib.blake2b("\x1f".join(told).encode(), digest_size=8).hexdigest()


def changed(session: Session, event_id: int) -> list[Registration]:
    """People whose badge, as it was printed last, tells another thing than is known of them now."""
    edited = edited_since(session, event_id)
    return [registration for registration, digest in edited if digest and digest != digest_of(registration)]
