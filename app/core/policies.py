"""Who may do what. A policy is a function of the actor and of the objects that the URL names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

#: ``mail``: signed in by a link sent by mail, sees what is their own. ``staff``: signed in by a password.
Level = Literal["anonymous", "mail", "staff"]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role on one object: host on a programme base; organizer, checkin or viewer on an event."""

    role: str
    object_type: str
    object_id: int


@dataclass(frozen=True, slots=True)
class Actor:
    """The person behind a request."""

    user_id: int | None = None
    email: str = ""
    name: str = ""
    level: Level = "anonymous"
    headquarters: bool = False
    grants: frozenset[Grant] = field(default_factory=frozenset)

    @property
    def signed_in(self) -> bool:
        return self.level != "anonymous"

    @property
    def is_staff(self) -> bool:
        """Signed in by password and holding any role."""
        return self.level == "staff" and (self.headquarters or bool(self.grants))

    def holds(self, role: str, object_type: str, object_id: int | None) -> bool:
        return self.level == "staff" and object_id is not None and Grant(role, object_type, object_id) in self.grants


ANONYMOUS = Actor()

Policy = Callable[[Actor, Mapping[str, Any]], bool]


def public(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Anyone."""
    return True


def signed_in(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Anyone who proved a mail address or a password."""
    return actor.signed_in


def staff(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Anyone with a role, signed in by password."""
    return actor.is_staff


def headquarters(actor: Actor, args: Mapping[str, Any]) -> bool:
    return actor.level == "staff" and actor.headquarters


def bearer(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Open to the edge: the view itself authenticates a bearer token, and answers 401 without one."""
    return True
