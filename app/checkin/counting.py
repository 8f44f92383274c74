"""How many have come: people once each, and times they passed, told apart."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.checkin.keeping import people_listed, tally_of
from app.checkin.models import Admits, Checkpoint, Rule
from app.checkin.rules import window_of
from app.checkin.tally import Door, Kind, Tally
from app.events.models import Event

NOBODY = Door()


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
    with tally_of(session.get_bind().engine, event) as tally:
        return {row.id: _counters(session, event, tally, row, at) for row in checkpoints}


def _counters(session: Session, event: Event, tally: Tally, checkpoint: Checkpoint, at: datetime) -> Counters:
    window = window_of(checkpoint.rule, at, event.zone)
    door = tally.doors[checkpoint.id].get(window, NOBODY)
    people = door.people.total()
    inside = door.inside.total() if checkpoint.rule is Rule.IN_OUT else people
    return Counters(window, people, inside, door.times, let_in(session, event, tally, checkpoint).total())


def let_in(session: Session, event: Event, tally: Tally, checkpoint: Checkpoint) -> Counter[Kind]:
    """The accepted people whom a checkpoint lets in, by kind."""
    if checkpoint.admits is Admits.ROSTER:
        listed = tally.kinds_of(people_listed(session, event, checkpoint))
        return Counter(kind for _slot, kind in listed if kind.accepted)
    admitted = admission_of(checkpoint)
    return Counter({kind: number for kind, number in tally.known.items() if kind.accepted and admitted(kind)})


def admission_of(checkpoint: Checkpoint) -> Callable[[Kind], bool]:
    """Whether a checkpoint without a list lets in people of a kind, once they are accepted."""
    if checkpoint.admits is not Admits.CATEGORIES:
        return lambda kind: True
    chosen = {category.id for category in checkpoint.categories}
    return lambda kind: kind.category in chosen
