"""Roles granted on programme bases, and what they allow."""

from collections.abc import Mapping
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


def hosts_a_base(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Headquarters, or a host of any base."""
    return headquarters(actor, args) or (actor.level == "staff" and any(g.role == "host" for g in actor.grants))


def hosts_base(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Headquarters, or a host of this base."""
    return headquarters(actor, args) or actor.holds("host", "program_base", args["base"].id)
