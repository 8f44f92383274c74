"""Reads of rounds: who is there, who is missing and why, which rounds count the same departure."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.checkin.expecting import expected_people
from app.checkin.models import Attendance, Checkpoint, Device
from app.headcounts.models import Absence, Round, Tally, Why
from app.registration.models import Registration


@dataclass(frozen=True, slots=True)
class Missing:
    person: Registration
    why: Why | None


@dataclass(slots=True)
class Count:
    """A round with those that were joined to it. ``there`` holds keys of registrations; ``others`` counts those of them
    who were not expected."""

    round: Round
    parts: list[Round] = field(default_factory=list)
    expected: int = 0
    there: set[int] = field(default_factory=set)
    others: int = 0
    missing: list[Missing] = field(default_factory=list)

    @property
    def aboard(self) -> int:
        return len(self.there)

    @property
    def unexplained(self) -> int:
        return sum(one.why is None for one in self.missing)


def round_by_public_id(session: Session, event_id: int, public_id: str) -> Round | None:
    return session.scalar(select(Round).where(Round.event_id == event_id, Round.public_id == public_id))


def rounds_of(session: Session, checkpoint_ids: Collection[int]) -> list[Round]:
    """Every round at some checkpoints, the last begun first."""
    mine = (
        select(Round)
        .where(Round.checkpoint_id.in_(checkpoint_ids))
        .options(joinedload(Round.device), joinedload(Round.checkpoint))
    )
    return list(session.scalars(mine.order_by(Round.started_at.desc(), Round.id.desc())))


def counts(session: Session, checkpoint: Checkpoint, locale: str) -> list[Count]:
    """The rounds of a checkpoint as organizers see them, the last begun first; parts stand with the one they joined."""
    rounds = rounds_of(session, [checkpoint.id])
    people = expected_people(session, checkpoint, locale) if rounds else []
    there, told = _there(session, checkpoint, rounds), _absences(session, rounds)
    whole = {row.id: Count(row) for row in rounds if row.joined_id is None}
    for row in rounds:
        count = whole[row.joined_id or row.id]
        count.there |= there[row.public_id]
        if row.joined_id:
            count.parts.append(row)
    for count in whole.values():
        _complete(count, people, told)
    return list(whole.values())


def _complete(count: Count, people: Sequence[Registration], told: Mapping[int, Mapping[int, Why]]) -> None:
    reasons = {key: why for row in (*count.parts, count.round) for key, why in told.get(row.id, {}).items()}
    missing = [person for person in people if person.id not in count.there]
    count.expected, count.missing = len(people), [Missing(person, reasons.get(person.id)) for person in missing]
    count.others = len(count.there) - (len(people) - len(missing))


def _there(session: Session, checkpoint: Checkpoint, rounds: Sequence[Round]) -> Mapping[str, set[int]]:
    found: defaultdict[str, set[int]] = defaultdict(set)
    mine = select(Attendance.window, Attendance.registration_id).where(
        Attendance.checkpoint_id == checkpoint.id, Attendance.window.in_([row.public_id for row in rounds])
    )
    for window, registration_id in session.execute(mine) if rounds else ():
        found[window].add(registration_id)
    return found


def _absences(session: Session, rounds: Sequence[Round]) -> Mapping[int, Mapping[int, Why]]:
    found: defaultdict[int, dict[int, Why]] = defaultdict(dict)
    told = select(Absence).where(Absence.round_id.in_([row.id for row in rounds]))
    for row in session.scalars(told) if rounds else ():
        found[row.round_id][row.registration_id] = row.why
    return found


def reasons_told(session: Session, rounds: Sequence[Round]) -> Mapping[int, list[tuple[str, Why]]]:
    """Public ids of people with why they are missing, by the key of the round."""
    found: defaultdict[int, list[tuple[str, Why]]] = defaultdict(list)
    told = select(Absence.round_id, Registration.public_id, Absence.why).join(Absence.registration)
    mine = told.where(Absence.round_id.in_([row.id for row in rounds])).order_by(Registration.public_id)
    for key, registration, why in session.execute(mine) if rounds else ():
        found[key].append((registration, why))
    return found


def tallies(session: Session, checkpoint_ids: Collection[int]) -> list[tuple[Tally, Device]]:
    """What each device counted, the latest day first."""
    mine = select(Tally, Device).join(Device, Device.id == Tally.device_id)
    mine = mine.where(Tally.checkpoint_id.in_(checkpoint_ids)).order_by(Tally.day.desc(), Device.name, Device.id)
    return [(tally, device) for tally, device in session.execute(mine)]
