"""Who may do what with an event: headquarters, hosts of its base, and roles granted on it."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.policies import Actor, Grant
from app.core.providers import provides
from app.events.models import Event, EventGrant, EventKind


@provides("grants")
def event_grants(session: Session, user_id: int) -> list[Grant]:
    """The roles that a user holds on single events."""
    rows = session.execute(select(EventGrant.role, EventGrant.event_id).where(EventGrant.user_id == user_id))
    return [Grant(role.value, "event", event_id) for role, event_id in rows]


@provides("grants_of_all")
def grants_of_all(session: Session, user_ids: Collection[int]) -> list[tuple[int, Grant]]:
    """The same of several users, each with whose it is."""
    held = select(EventGrant.user_id, EventGrant.role, EventGrant.event_id).where(EventGrant.user_id.in_(user_ids))
    return [(user_id, Grant(role.value, "event", event_id)) for user_id, role, event_id in session.execute(held)]


def organizes_event(actor: Actor, event: Event) -> bool:
    if actor.level == "staff" and actor.headquarters:
        return True
    return actor.holds("host", "program_base", event.host_base_id) or actor.holds("organizer", "event", event.id)


def answers_for_event(actor: Actor, event: Event) -> bool:
    """Headquarters, and the hosts of its base: whoever publishes and cancels it."""
    return actor.level == "staff" and (actor.headquarters or actor.holds("host", "program_base", event.host_base_id))


def organizes(actor: Actor, args: Mapping[str, Any]) -> bool:
    """May change the event, its agenda and its registrations."""
    return organizes_event(actor, args["event"])


def organizes_forum(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Shown the pages of an agenda."""
    return args["event"].kind is EventKind.FORUM and organizes(actor, args)


def organizes_trip(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Shown the pages of an itinerary."""
    return args["event"].kind is EventKind.TRIP and organizes(actor, args)


def checks_in(actor: Actor, args: Mapping[str, Any]) -> bool:
    """May scan at the event's checkpoints."""
    event: Event = args["event"]
    return organizes_event(actor, event) or actor.holds("checkin", "event", event.id)


def views(actor: Actor, args: Mapping[str, Any]) -> bool:
    """May read the event's registrations and figures, drafts included."""
    event: Event = args["event"]
    return organizes_event(actor, event) or actor.holds("viewer", "event", event.id)


def works_on(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Holds any role on the event."""
    return checks_in(actor, args) or views(actor, args)


def clones(actor: Actor, args: Mapping[str, Any]) -> bool:
    """May hand the event on to the next host."""
    return organizes(actor, args) and creates_events(actor, args)


def creates_events(actor: Actor, args: Mapping[str, Any]) -> bool:
    """Headquarters, or a host for their own base."""
    return actor.level == "staff" and (actor.headquarters or any(g.role == "host" for g in actor.grants))
