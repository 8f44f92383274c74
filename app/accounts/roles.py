"""The roles that people hold, as shown to people; every package that grants some provides its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.core.providers import ask
from app.core.text import Bilingual


@dataclass(frozen=True, slots=True)
class Role:
    """``name`` on ``subject``: organizer on a forum, host of a base. ``path`` is where it is used."""

    on: Literal["event", "base"]
    name: Any
    subject: Bilingual
    path: str


def roles_of(session: Session, user_ids: Iterable[int]) -> dict[int, list[Role]]:
    """Each user's roles. Providers of ``roles`` answer ``list[tuple[int, Role]]`` for a list of user ids."""
    wanted = list(user_ids)
    found: dict[int, list[Role]] = {}
    for answer in ask("roles", session, wanted):
        for user_id, role in answer:
            found.setdefault(user_id, []).append(role)
    return found
