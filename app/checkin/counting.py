"""How many have come: people once each, and times they passed, told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin.models import Admits, Attendance, Checkpoint, RosterEntry, Rule
from app.checkin.rules import window_of
from app.events.models import Event
from app.registration.models import Registration, RegistrationState


@dataclass(frozen=True, slots=True)
class Counters:
    """Of one checkpoint in its present window: ``people`` who came, how many are ``inside`` now, how many ``times``
    anybody came in, and how many people are ``expected``."""

    window: str
    people: int
    inside: int
    times: int
    expected: int


def counters(session: Session, event: Event, checkpoints: Sequence[Checkpoint], at: datetime) -> dict[int, Counters]:
    """The counters of checkpoints by their keys; those of today, where each day counts by itself."""
    expected = _expected(session, event, checkpoints)
    found = {}
    for rule in {checkpoint.rule for checkpoint in checkpoints}:
        alike = [checkpoint.id for checkpoint in checkpoints if checkpoint.rule is rule]
        window = window_of(rule, at, event.zone)
        came = _came(session, alike, window)
        for key in alike:
            people, inside, times = came.get(key, (0, 0, 0))
            present = inside if rule is Rule.IN_OUT else people
            found[key] = Counters(window, people, present, times, expected[key])
    return found


def _came(session: Session, checkpoint_ids: Sequence[int], window: str) -> dict[int, tuple[int, int, int]]:
    """People, people inside and times by checkpoint."""
    came = Attendance.count > 0
    counted = (
        select(
            Attendance.checkpoint_id,
            func.count().filter(came),
            func.count().filter(came, Attendance.inside),
            func.sum(Attendance.count),
        )
        .where(Attendance.checkpoint_id.in_(checkpoint_ids), Attendance.window == window)
        .group_by(Attendance.checkpoint_id)
    )
    return {key: (people, inside, int(times)) for key, people, inside, times in session.execute(counted)}


def _expected(session: Session, event: Event, checkpoints: Sequence[Checkpoint]) -> dict[int, int]:
    """How many accepted people each checkpoint would let through."""
    accepted = (Registration.event_id == event.id, Registration.state == RegistrationState.ACCEPTED)
    by_category = select(Registration.category_id, func.count()).where(*accepted).group_by(Registration.category_id)
    categories = {category: number for category, number in session.execute(by_category)}  # noqa: C416 - rows are typed
    rosters = _on_rosters(session, [row.id for row in checkpoints if row.admits is Admits.ROSTER])
    return {
        row.id: rosters.get(row.id, 0)
        if row.admits is Admits.ROSTER
        else sum(categories.get(category.id, 0) for category in row.categories)
        if row.admits is Admits.CATEGORIES
        else sum(categories.values())
        for row in checkpoints
    }


def _on_rosters(session: Session, checkpoint_ids: Sequence[int]) -> dict[int, int]:
    if not checkpoint_ids:
        return {}
    counted = (
        select(RosterEntry.checkpoint_id, func.count())
        .join(Registration, Registration.id == RosterEntry.registration_id)
        .where(RosterEntry.checkpoint_id.in_(checkpoint_ids), Registration.state == RegistrationState.ACCEPTED)
        .group_by(RosterEntry.checkpoint_id)
    )
    return {key: number for key, number in session.execute(counted)}  # noqa: C416 - rows are typed
