"""The rows behind the figures: who came, is inside, is missing; and each time that counts as one.

What a figure is counted by in memory is said here once more, to the database: a test compares the two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from app.checkin.facts import Verdict
from app.checkin.models import Admits, Attendance, Checkpoint, Device, RosterEntry, Rule, Scan
from app.checkin.tally import STEP
from app.directory.models import OverseasGroup, ProgramBase
from app.events.models import Event
from app.events.phases import local_midnight
from app.registration.models import Category, Registration, RegistrationState
from app.reports.picture import Choice

WHICH = ("came", "inside", "expected", "expected_came", "walk_ins", "others", "missing", "anywhere")
#: In a filter: who has no group, or no base.
NONE = "none"
_IS_NO_ROUND = func.length(Attendance.window) < 16


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a list shows, as the arguments of its URL; '' does not narrow. ``step``: the clock at which ten minutes
    begin."""

    which: str = "came"
    category: str = ""
    group: str = ""
    base: str = ""
    step: str = ""

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> Self:
        found = {field.name: args.get(field.name, "").strip()[:80] for field in fields(cls)}
        return cls(**found | {"which": found["which"] if found["which"] in WHICH else "came"})

    def args(self, **changes: str) -> dict[str, str]:
        """The URL arguments, those that are '' left out."""
        chosen = replace(self, **changes)
        return {field.name: value for field in fields(self) if (value := getattr(chosen, field.name))}


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when: an event's checkpoint on a day, as it stands ``at`` that moment. ``choice`` None: anywhere."""

    event: Event
    choice: Choice | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Present:
    """A person of a list; ``since`` when they came, None: they did not."""

    registration: Registration
    since: datetime | None


def size(session: Session, place: Place, narrowed: Narrowed) -> int:
    """How many people ``page`` has in all."""
    return session.scalar(_people(select(func.count(Registration.id)), place, narrowed)) or 0


def page(session: Session, place: Place, narrowed: Narrowed, locale: str, *, limit: int, offset: int) -> list[Present]:
    """People by name."""
    name = Registration.sort_zh if locale == "zh" else Registration.sort_en
    columns: list[Any] = [Registration, Attendance.first_at] if _has_time(place, narrowed) else [Registration]
    wanted = _people(select(*columns), place, narrowed)
    loaded = wanted.options(joinedload(Registration.category), joinedload(Registration.group))
    rows = session.execute(loaded.order_by(name, Registration.id).limit(limit).offset(offset))
    return [Present(row[0], row[1] if len(row) > 1 else None) for row in rows]


def groups_and_bases(session: Session) -> tuple[Sequence[OverseasGroup], Sequence[ProgramBase]]:
    """Those that people may be narrowed to."""
    return session.scalars(select(OverseasGroup)).all(), session.scalars(select(ProgramBase)).all()


def _has_time(place: Place, narrowed: Narrowed) -> bool:
    return place.choice is not None and narrowed.which not in ("expected", "missing")


def _people(wanted: Select[Any], place: Place, narrowed: Narrowed) -> Select[Any]:
    wanted = wanted.where(Registration.event_id == place.event.id, *_parts(narrowed))
    if place.choice is None or narrowed.which == "anywhere":
        return wanted.where(_was_anywhere(place.event))
    choice, expected = place.choice, _is_expected(place.choice.checkpoint)
    if narrowed.which in ("expected", "missing"):
        wanted = wanted.where(expected)
        came = select(Attendance.id).where(_attends(place, narrowed), *_when(place, narrowed)).exists()
        return wanted.where(~came) if narrowed.which == "missing" else wanted
    wanted = wanted.join(Attendance, and_(_attends(place, narrowed), *_when(place, narrowed)))
    conditions: dict[str, ColumnElement[bool]] = {
        "came": true(),
        "inside": true() if choice.checkpoint.rule is not Rule.IN_OUT else Attendance.inside.expression,
        "expected_came": expected,
        "walk_ins": and_(not_(expected), Registration.walk_in),
        "others": and_(not_(expected), not_(Registration.walk_in)),
    }
    return wanted.where(conditions[narrowed.which])


def _attends(place: Place, narrowed: Narrowed) -> ColumnElement[bool]:
    assert place.choice is not None
    return and_(
        Attendance.registration_id == Registration.id,
        Attendance.checkpoint_id == place.choice.checkpoint.id,
        Attendance.window == place.choice.window(place.at, place.event.zone),
        Attendance.count > 0,
    )


def _when(place: Place, narrowed: Narrowed) -> list[ColumnElement[bool]]:
    """Only who first came on the chosen day, or within ten minutes of it."""
    choice, zone = place.choice, place.event.zone
    assert choice is not None
    conditions: list[ColumnElement[bool]] = []
    if choice.day and not choice.whole:
        conditions += _between(local_midnight(choice.day, zone), local_midnight(choice.day + timedelta(days=1), zone))
    if narrowed.step:
        begins = _step(narrowed.step, choice.day or place.at.astimezone(ZoneInfo(zone)).date(), zone)
        conditions += _between(begins, begins + STEP) if begins else [false()]
    return conditions


def _between(begin: datetime, end: datetime) -> list[ColumnElement[bool]]:
    return [Attendance.first_at >= begin, Attendance.first_at < end]


def _step(clock: str, day: date, zone: str) -> datetime | None:
    try:
        return datetime.combine(day, datetime.strptime(clock, "%H:%M").time(), ZoneInfo(zone))  # noqa: DTZ007 - local
    except ValueError:
        return None


def _is_expected(checkpoint: Checkpoint) -> ColumnElement[bool]:
    """Accepted and let in: by the checkpoint's list, or by its categories and not come unannounced."""
    accepted = Registration.state == RegistrationState.ACCEPTED
    if checkpoint.admits is Admits.ROSTER:
        listed = select(RosterEntry.registration_id).where(RosterEntry.checkpoint_id == checkpoint.id)
        return and_(accepted, Registration.id.in_(listed))
    announced = and_(accepted, not_(Registration.walk_in))
    if checkpoint.admits is not Admits.CATEGORIES:
        return announced
    return and_(announced, Registration.category_id.in_([category.id for category in checkpoint.categories]))


def _was_anywhere(event: Event) -> ColumnElement[bool]:
    of_event = select(Checkpoint.id).where(Checkpoint.event_id == event.id)
    return (
        select(Attendance.id)
        .where(
            Attendance.registration_id == Registration.id,
            Attendance.checkpoint_id.in_(of_event),
            Attendance.count > 0,
            _IS_NO_ROUND,
        )
        .exists()
    )


def _parts(narrowed: Narrowed) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if narrowed.category:
        named = select(Category.id).where(Category.public_id == narrowed.category)
        conditions.append(Registration.category_id.in_(named))
    for value, column, model in (
        (narrowed.group, Registration.group_id, OverseasGroup),
        (narrowed.base, Registration.base_id, ProgramBase),
    ):
        if value == NONE:
            conditions.append(column.is_(None))
        elif value:
            conditions.append(column.in_(select(model.id).where(model.slug == value)))
    return conditions


@dataclass(frozen=True, slots=True)
class Time:
    """A line of the ledger that counts as one time somebody came in."""

    scan: Scan
    checkpoint: Checkpoint
    device: Device
    registration: Registration


def times(session: Session, place: Place, device: Device | None, since: datetime | None) -> Select[Any]:
    """The times that count at a place, or anywhere; by one device and since then, where given."""
    undone = aliased(Scan)
    lines = (
        select(Scan)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .where(
            Scan.event_id == place.event.id,
            Scan.registration_id.is_not(None),
            Scan.verdict == Verdict.ADMITTED,
            ~and_(Checkpoint.rule == Rule.IN_OUT, Scan.direction == "out"),
            Scan.round == "",
            ~select(undone.id).where(undone.undoes_id == Scan.id).exists(),
        )
    )
    if place.choice:
        window = place.choice.window(place.at, place.event.zone)
        lines = lines.where(Scan.checkpoint_id == place.choice.checkpoint.id, Scan.window == window)
    if device:
        lines = lines.where(Scan.device_id == device.id)
    return lines.where(Scan.corrected_at >= since) if since else lines


def number_of_times(session: Session, lines: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(lines.subquery())) or 0


def times_page(session: Session, lines: Select[Any], *, limit: int, offset: int) -> list[Time]:
    """The last first."""
    named = lines.with_only_columns(Scan, Checkpoint, Device, Registration)
    named = named.join(Device, Device.id == Scan.device_id).join(Registration, Registration.id == Scan.registration_id)
    named = named.options(joinedload(Registration.category)).order_by(Scan.id.desc())
    return [Time(*row) for row in session.execute(named.limit(limit).offset(offset))]
