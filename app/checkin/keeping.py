"""The tallies that this process keeps, one an event, brought up to date by what has changed since they were last.

As phones follow the roster: a change is read more than once rather than missed. What has just come in is read again for
some seconds; now and then for as long as any transaction may take, and once in a while all is counted anew.
"""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, func, select, tuple_
from sqlalchemy.orm import Session

from app.checkin.models import Attendance, Checkpoint, RosterEntry, Scan, TouchedPlace
from app.checkin.tally import Came, Kind, Tally
from app.core.clock import now
from app.events.models import Event
from app.registration.models import Registration, RegistrationState

KEPT = 16
#: What is read again at each turn, and what now and then.
SHORTLY, MARGIN = timedelta(seconds=10), timedelta(minutes=2)
MARGIN_EVERY, ANEW_EVERY = timedelta(seconds=10), timedelta(minutes=15)
SOME, AT_ONCE = 5000, 400

_KIND = (
    Registration.id,
    Registration.category_id,
    Registration.group_id,
    Registration.base_id,
    Registration.state,
    Registration.walk_in,
)
#: Rounds of a headcount, whose windows have longer names, are counted where they are looked at.
_ROUND_LENGTH = 16
_IS_NO_ROUND = func.length(Attendance.window) < _ROUND_LENGTH
_CAME = (Attendance.window, Attendance.count, Attendance.inside, Attendance.first_at)


@dataclass(slots=True)
class Book:
    """An event's tally as this process keeps it, and how far it has been read."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    renewing: threading.Lock = field(default_factory=threading.Lock)
    tally: Tally | None = None
    zone: str = ""
    mark: tuple[Any, ...] = ()
    counted_at: datetime | None = None
    read_at: datetime | None = None
    margin_at: datetime | None = None
    #: People on the list of a checkpoint, with when that had last changed.
    lists: dict[int, tuple[datetime, tuple[int, ...]]] | None = None


class Books:
    """The events that were asked for last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Book] = OrderedDict()

    def of(self, engine: Engine, event: Event) -> Book:
        key = (str(engine.url), event.public_id)
        with self._lock:
            book = self._kept.setdefault(key, Book())
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return book

    def forget(self) -> None:
        """Count anew when next asked."""
        with self._lock:
            self._kept.clear()


books = Books()


@contextmanager
def tally_of(engine: Engine, event: Event, *, fresh: bool = True) -> Iterator[Tally]:
    """The event's tally as it is by now, nobody else's while it is looked at; not ``fresh``: as it was last.

    It is read in a transaction of its own, begun under the lock: an older one would bring back what was before.
    """
    book = books.of(engine, event)
    if fresh and book.tally and _is_over(book.counted_at, ANEW_EVERY, now()):
        _renew(engine, event, book)
    with book.lock:
        if fresh or book.tally is None:
            with Session(engine) as session:
                _bring_up_to_date(session, event, book)
        assert book.tally is not None
        yield book.tally


def _renew(engine: Engine, event: Event, book: Book) -> None:
    """Count anew while others go on with what there is."""
    if not book.renewing.acquire(blocking=False):
        return
    try:
        anew = Book(zone=event.zone)
        with Session(engine) as session:
            _count_anew(session, event, _checkpoints(session, event), anew, now())
        with book.lock:
            book.tally, book.zone, book.mark, book.counted_at = anew.tally, anew.zone, anew.mark, anew.counted_at
            book.read_at, book.margin_at = anew.read_at, anew.margin_at
    finally:
        book.renewing.release()


def people_listed(session: Session, event: Event, checkpoint: Checkpoint) -> tuple[int, ...]:
    """Who is on a checkpoint's list, read when that has changed; call inside ``tally_of``."""
    book = books.of(session.get_bind().engine, event)
    lists = book.lists = book.lists or {}
    known = lists.get(checkpoint.id)
    if known is None or known[0] != checkpoint.changed_at:
        listed = select(RosterEntry.registration_id).where(RosterEntry.checkpoint_id == checkpoint.id)
        known = lists[checkpoint.id] = checkpoint.changed_at, tuple(session.scalars(listed))
    return known[1]


def _bring_up_to_date(session: Session, event: Event, book: Book) -> None:
    moment = now()
    checkpoints = _checkpoints(session, event)
    if book.tally is None or book.zone != event.zone:
        _count_anew(session, event, checkpoints, book, moment)
        return
    mark, with_margin = _mark(session, event.id, checkpoints), _is_over(book.margin_at, MARGIN_EVERY, moment)
    if mark == book.mark and not with_margin:
        return
    assert book.read_at is not None
    since = book.read_at - (MARGIN if with_margin else SHORTLY)
    _read_changes(session, event.id, checkpoints, book.tally, since)
    book.mark, book.read_at = mark, moment
    if with_margin:
        book.margin_at = moment


def _checkpoints(session: Session, event: Event) -> list[int]:
    return list(session.scalars(select(Checkpoint.id).where(Checkpoint.event_id == event.id)))


def _is_over(since: datetime | None, time: timedelta, at: datetime) -> bool:
    return since is None or at - since > time


def _mark(session: Session, event_id: int, checkpoint_ids: Collection[int]) -> tuple[Any, ...]:
    """What is another as soon as anything that counts has changed, by the ends of three indexes."""
    changed = select(func.max(Registration.changed_at)).where(Registration.event_id == event_id)
    touched = select(func.max(TouchedPlace.touched_at)).where(TouchedPlace.checkpoint_id.in_(checkpoint_ids))
    ends = select(select(func.max(Scan.id)).scalar_subquery(), changed.scalar_subquery(), touched.scalar_subquery())
    return tuple(session.execute(ends).one())


def _count_anew(session: Session, event: Event, checkpoint_ids: list[int], book: Book, at: datetime) -> None:
    tally, mark = Tally(event.zone, event.arrival_on), _mark(session, event.id, checkpoint_ids)
    _put_people(session, tally, Registration.event_id == event.id)
    wanted = select(Attendance.checkpoint_id, Attendance.registration_id, *_CAME)
    mine = wanted.where(Attendance.checkpoint_id.in_(checkpoint_ids), _IS_NO_ROUND)
    for row in session.execute(mine.execution_options(yield_per=SOME)):
        tally.add(row[0], row[1], Came(*row[2:]))
    book.tally, book.zone, book.mark = tally, event.zone, mark
    book.counted_at = book.read_at = book.margin_at = at


def _put_people(session: Session, tally: Tally, *conditions: ColumnElement[bool]) -> None:
    people = select(*_KIND).where(*conditions).order_by(Registration.id)
    for key, category, group, base, state, walk_in in session.execute(people.execution_options(yield_per=SOME)):
        tally.person(key, Kind(category, group, base, state is RegistrationState.ACCEPTED, walk_in))


def _read_changes(session: Session, event_id: int, checkpoint_ids: list[int], tally: Tally, since: datetime) -> None:
    _put_people(session, tally, Registration.event_id == event_id, Registration.changed_at >= since)
    scanned = select(Scan.checkpoint_id, Scan.registration_id).where(
        Scan.checkpoint_id.in_(checkpoint_ids), Scan.received_at >= since, Scan.registration_id.is_not(None)
    )
    touched = select(TouchedPlace.checkpoint_id, TouchedPlace.registration_id).where(
        TouchedPlace.checkpoint_id.in_(checkpoint_ids), TouchedPlace.touched_at >= since
    )
    places = sorted({(one, other) for one, other in session.execute(scanned.union(touched)) if other is not None})
    for start in range(0, len(places), AT_ONCE):
        _put_places(session, tally, places[start : start + AT_ONCE])


def _put_places(session: Session, tally: Tally, places: list[tuple[int, int]]) -> None:
    found: defaultdict[tuple[int, int], list[Came]] = defaultdict(list)
    wanted = select(Attendance.checkpoint_id, Attendance.registration_id, *_CAME)
    chosen = wanted.where(tuple_(Attendance.checkpoint_id, Attendance.registration_id).in_(places), _IS_NO_ROUND)
    for row in session.execute(chosen):
        found[row[0], row[1]].append(Came(*row[2:]))
    for place in places:
        tally.place(*place, found[place])
