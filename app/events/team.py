"""Who works on an event, in which role."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from app.accounts import staff
from app.accounts.models import User
from app.accounts.roles import Role
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.outbox import enqueue
from app.core.providers import provides
from app.events.models import Event, EventGrant, EventRole

ROLE_NAMES = {
    EventRole.ORGANIZER: _l("Organizer"),
    EventRole.CHECKIN: _l("Check-in"),
    EventRole.VIEWER: _l("Viewer"),
}


@dataclass(frozen=True, slots=True)
class Member:
    """Whom to give a role, by mail address."""

    email: str
    name: str
    role: EventRole
    locale: str


def members(session: Session, event_id: int) -> list[EventGrant]:
    """The roles on an event with their users, by role and name."""
    granted = select(EventGrant).join(EventGrant.user).where(EventGrant.event_id == event_id)
    rows = session.scalars(granted.options(joinedload(EventGrant.user)).order_by(User.name, User.email))
    return sorted(rows, key=lambda grant: list(EventRole).index(grant.role))


def member(session: Session, event_id: int, user_id: int, role: str = "") -> EventGrant | None:
    """A user's role on an event, or whichever they hold."""
    held = select(EventGrant).where(EventGrant.event_id == event_id, EventGrant.user_id == user_id)
    wanted = held.where(EventGrant.role == role) if role else held
    return session.scalars(wanted.options(joinedload(EventGrant.user)).limit(1)).first()


def add(session: Session, event: Event, newcomer: Member, at: datetime) -> User:
    """Give a role to whoever has that address, and tell them: by an invitation, or by a mail that names the event."""
    user = staff.invite(session, newcomer.email, newcomer.name, newcomer.locale, at)
    try:
        with session.begin_nested():
            session.add(EventGrant(user=user, event_id=event.id, role=newcomer.role))
    except IntegrityError:
        raise DomainError(_l("This person has that role already."), "email") from None
    if user.password_hash:
        enqueue(session, "event_role", user.email, user.locale, {"event": event.id, "role": newcomer.role.value})
    return user


def remove(session: Session, grant: EventGrant) -> None:
    session.delete(grant)


@provides("roles")
def event_roles(session: Session, user_ids: Collection[int]) -> list[tuple[int, Role]]:
    """The roles that these users hold on single events, the latest first."""
    held = (
        select(EventGrant.user_id, EventGrant.role, Event)
        .join(Event, EventGrant.event_id == Event.id)
        .where(EventGrant.user_id.in_(user_ids))
        .order_by(Event.starts_on.desc(), Event.id.desc())
    )
    return [
        (user_id, Role("event", ROLE_NAMES[role], event.title, f"/manage/events/{event.slug}/"))
        for user_id, role, event in session.execute(held)
    ]
