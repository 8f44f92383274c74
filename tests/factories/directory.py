"""Overseas groups, programme bases and themes."""

from __future__ import annotations

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.text import Bilingual
from app.directory.models import BaseGrant, OverseasGroup, ProgramBase, Theme

_numbers = count(1)


def make_base(session: Session, **overrides: Any) -> ProgramBase:
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"wuhan-{number}",
        "name": Bilingual("武汉工作基地", "Wuhan Base"),
        "city": Bilingual("武汉", "Wuhan"),
        "province": Bilingual("湖北", "Hubei"),
        "address": Bilingual("东湖路1号", "1 East Lake Road"),
        "latitude": 30.5,
        "longitude": 114.3,
    }
    base = ProgramBase(**values | overrides)
    session.add(base)
    session.flush()
    return base


def make_group(session: Session, **overrides: Any) -> OverseasGroup:
    number = next(_numbers)
    values: dict[str, Any] = {
        "slug": f"group-{number}",
        "name": Bilingual("旅欧科技协会", "Association of Scientists in Europe"),
        "country": "DE",
        "city": Bilingual("柏林", "Berlin"),
    }
    group = OverseasGroup(**values | overrides)
    session.add(group)
    session.flush()
    return group


def make_theme(session: Session, **overrides: Any) -> Theme:
    number = next(_numbers)
    values: dict[str, Any] = {"slug": f"energy-{number}", "name": Bilingual("新能源", "New energy")}
    theme = Theme(**values | overrides)
    session.add(theme)
    session.flush()
    return theme


def make_host(session: Session, user: User, base: ProgramBase) -> BaseGrant:
    """Make ``user`` a host of ``base``."""
    grant = BaseGrant(user_id=user.id, base_id=base.id)
    session.add(grant)
    session.flush()
    return grant
