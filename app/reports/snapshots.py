"""The live picture as this process remembers it: read from the database once a second at most, however many look on.

Who asks while another reads gets what there was. Figures of a choice are made from the tally when first asked for; a
page of them is rendered once for each choice and language.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.checkin import queries
from app.checkin.conflicts import Waiting, waiting
from app.checkin.keeping import people_listed, tally_of
from app.checkin.models import Admits, Checkpoint
from app.directory.models import OverseasGroup, ProgramBase
from app.events.models import Event
from app.registration.models import Category
from app.registration.queries import categories
from app.reports.lanes import Lane, lanes
from app.reports.picture import Choice, Figures, Picture, figures_of, picture_of

READ_EVERY, LANES_EVERY = timedelta(seconds=1), timedelta(seconds=5)
KEPT, RENDERED = 16, 128


@dataclass(slots=True)
class Snapshot:
    """Of an event at ``at``. ``people`` came anywhere, ``times`` in all. ``names``: categories, groups and bases by
    their keys."""

    event: Event
    at: datetime
    checkpoints: list[Checkpoint]
    figures: Mapping[int, Figures]
    people: int
    times: int
    known: int
    waiting: Waiting
    lanes: list[Lane]
    lanes_at: datetime
    names: Mapping[str, Mapping[int, Category | OverseasGroup | ProgramBase]]
    lists: Mapping[int, Iterable[int]]
    pictures: dict[tuple[int, date | None], Picture] = field(default_factory=dict)

    def choice(self, checkpoint: str, day: str) -> Choice | None:
        """What is asked for by public id and ISO date; the first checkpoint and as things stand, where that is none."""
        if not self.checkpoints:
            return None
        chosen = next((one for one in self.checkpoints if one.public_id == checkpoint), self.checkpoints[0])
        return Choice(chosen, next((one for one in self.days if one.isoformat() == day), None))

    @property
    def days(self) -> list[date]:
        return days_of(self.event)

    def picture(self, engine: Engine, choice: Choice) -> Picture:
        key = choice.checkpoint.id, choice.day
        if key not in self.pictures:
            with tally_of(engine, self.event, fresh=False) as tally:
                listed = self.lists.get(choice.checkpoint.id, ())
                self.pictures[key] = picture_of(tally, choice, listed, self.at, self.event.zone)
        return self.pictures[key]


def days_of(event: Event) -> list[date]:
    """From the day of arrival to the day of departure; a month at most."""
    number = min((event.departure_on - event.arrival_on).days, 31)
    return [event.arrival_on + timedelta(days=n) for n in range(number + 1)]


def take(engine: Engine, slug: str, at: datetime, before: Snapshot | None = None) -> Snapshot | None:
    """A snapshot of an event, None where there is none of that name; lanes as ``before`` where those are recent."""
    with Session(engine, expire_on_commit=False) as session:
        event = session.scalar(select(Event).where(Event.slug == slug))
        return _taken(session, engine, event, at, before) if event else None


def _taken(session: Session, engine: Engine, event: Event, at: datetime, before: Snapshot | None) -> Snapshot:
    known = queries.checkpoints(session, event.id)
    recent = before if before and at - before.lanes_at < LANES_EVERY else None
    with tally_of(engine, event) as tally:
        lists = {row.id: people_listed(session, event, row) for row in known if row.admits is Admits.ROSTER}
        return Snapshot(
            event=event,
            at=at,
            checkpoints=known,
            figures={row.id: figures_of(tally, Choice(row), lists.get(row.id, ()), at, event.zone) for row in known},
            people=tally.anywhere.total(),
            times=tally.times,
            known=sum(number for kind, number in tally.known.items() if kind.accepted),
            waiting=waiting(session, event.id),
            lanes=recent.lanes if recent else lanes(session, event.id, at),
            lanes_at=recent.lanes_at if recent else at,
            names=_names(session, event.id),
            lists=lists,
        )


def _names(session: Session, event_id: int) -> Mapping[str, Mapping[int, Category | OverseasGroup | ProgramBase]]:
    return {
        "category": {row.id: row for row in categories(session, event_id)},
        "group": {row.id: row for row in session.scalars(select(OverseasGroup))},
        "base": {row.id: row for row in session.scalars(select(ProgramBase))},
    }


@dataclass(slots=True)
class _Watched:
    lock: threading.Lock = field(default_factory=threading.Lock)
    snapshot: Snapshot | None = None
    pages: OrderedDict[tuple[str, ...], "Rendered"] = field(default_factory=OrderedDict)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page of figures: its bytes, the ETag that tells whether they changed, and the snapshot they are of."""

    body: bytes
    compressed: bytes
    etag: str
    at: datetime


class Snapshots:
    """The snapshots of the events that are watched by way of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], _Watched] = OrderedDict()

    def present(self, engine: Engine, slug: str, at: datetime) -> Snapshot | None:
        """The event as of a second ago at most; only one request at a time reads, unless nothing was read before."""
        watched = self._watched(engine, slug)
        kept = watched.snapshot
        if kept and at - kept.at < READ_EVERY:
            return kept
        if not watched.lock.acquire(blocking=kept is None):
            return kept
        try:
            if watched.snapshot is None or at - watched.snapshot.at >= READ_EVERY:
                watched.snapshot = take(engine, slug, at, watched.snapshot)
            return watched.snapshot
        finally:
            watched.lock.release()

    def rendered(self, engine: Engine, snapshot: Snapshot, key: tuple[str, ...], render: Callable[[], str]) -> Rendered:
        """A page of ``snapshot``, rendered once for all who ask for the same."""
        pages = self._watched(engine, snapshot.event.slug).pages
        found = pages.get(key)
        if found is None or found.at != snapshot.at:
            body = render().encode()
            found = pages[key] = Rendered(
                body, gzip.compress(body, 5, mtime=0), hashlib.sha256(body).hexdigest()[:24], snapshot.at
            )
            while len(pages) > RENDERED:
                pages.popitem(last=False)
        return found

    def forget(self) -> None:
        with self._lock:
            self._kept.clear()

    def _watched(self, engine: Engine, slug: str) -> _Watched:
        with self._lock:
            watched = self._kept.setdefault((str(engine.url), slug), _Watched())
            self._kept.move_to_end((str(engine.url), slug))
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return watched


snapshots = Snapshots()
