"""Who hosts for a programme base, and how colleagues come to headquarters or to a base."""

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
from app.core.providers import provides
from app.directory.models import BaseGrant, ProgramBase


@dataclass(frozen=True, slots=True)
class Colleague:
    """Whom to invite, and to what."""

    email: str
    name: str
    locale: str
    headquarters: bool = False
    base: ProgramBase | None = None


def invite(session: Session, colleague: Colleague, at: datetime) -> User:
    """Invite a colleague and give them their role, the one or the other or both."""
    if not colleague.headquarters and colleague.base is None:
        raise DomainError(_l("Choose what this person works on."), "base")
    user = staff.invite(session, colleague.email, colleague.name, colleague.locale, at)
    if colleague.headquarters:
        staff.set_headquarters(session, user, granted=True)
    if colleague.base is not None:
        make_host(session, user, colleague.base)
    return user


def make_host(session: Session, user: User, base: ProgramBase) -> BaseGrant:
    """Make a user a host of a base, and so an organizer of every event it hosts."""
    grant = BaseGrant(user=user, base_id=base.id)
    try:
        with session.begin_nested():
            session.add(grant)
    except IntegrityError:
        raise DomainError(_l("This person is a host of that base already."), "base") from None
    return grant


def dismiss_host(session: Session, user: User, base: ProgramBase) -> None:
    """Take that role again, where they hold it."""
    held = select(BaseGrant).where(BaseGrant.user_id == user.id, BaseGrant.base_id == base.id)
    grant = session.scalar(held.options(joinedload(BaseGrant.user)))
    if grant is not None:
        session.delete(grant)


def bases_of(session: Session, user_id: int) -> list[ProgramBase]:
    """The bases that a user is host of."""
    mine = select(ProgramBase).join(BaseGrant, BaseGrant.base_id == ProgramBase.id)
    return list(session.scalars(mine.where(BaseGrant.user_id == user_id).order_by(ProgramBase.slug)))


def hosts_of(session: Session, base_id: int | None) -> list[User]:
    """The hosts of a base, by name."""
    if base_id is None:
        return []
    hosts = select(User).join(BaseGrant, BaseGrant.user_id == User.id).where(BaseGrant.base_id == base_id)
    return list(session.scalars(hosts.order_by(User.name, User.email)))


@provides("roles")
def host_roles(session: Session, user_ids: Collection[int]) -> list[tuple[int, Role]]:
    """Which bases each of these users is host of."""
    held = (
        select(BaseGrant.user_id, ProgramBase)
        .join(ProgramBase, BaseGrant.base_id == ProgramBase.id)
        .where(BaseGrant.user_id.in_(user_ids))
        .order_by(ProgramBase.slug)
    )
    return [(user_id, Role("base", _l("Host"), base.name, "/manage/")) for user_id, base in session.execute(held)]
