"""Roles granted on programme bases, and what they allow."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.policies import Actor, Grant, headquarters
from app.core.providers import provides
from app.directory.models import BaseGrant


@provides("grants")
def base_grants(session: Session, user_id: int) -> list[Grant]:
    """The bases that a user is host of."""
    bases = session.scalars(select(BaseGrant.base_id).where(BaseGrant.user_id == user_id))
    return [Grant("host", "program_base", base_id) for base_id in bases]


@provides("grants_of_all")
def grants_of_all(session: Session, user_ids: Collection[int]) -> list[tuple[int, Grant]]:
    """The same of several users, each with whose it is."""
    held = select(BaseGrant.user_id, BaseGrant.base_id).where(BaseGrant.user_id.in_(user_ids))
    return [(user_id, Grant("host", "program_base", base_id)) for user_id, base_id in session.execute(held)]


def hosts_a_base(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Headquarters, or a host of any base."""
    return headquarters(actor, args) or (actor.level == "staff" and any(g.role == "host" for g in actor.grants))


def hosts_base(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Headquarters, or a host of this base."""
    return headquarters(actor, args) or actor.holds("host", "program_base", args["base"].id)
