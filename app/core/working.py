"""The worker's side of long work: take up what waits or was left by a dead worker, do it, clear away what is old."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import structlog
from flask import current_app
from sqlalchemy import Engine, Select, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from app.core.clock import now
from app.core.db import db, writing
from app.core.errors import DomainError
from app.core.i18n import force_locale
from app.core.i18n import gettext as _
from app.core.jobs import every_minute
from app.core.longwork import ATTEMPTS, KEPT, SILENCE, Hands, LongWork, Stopped, WorkState, file_of, kinds

log = structlog.get_logger()
BEAT_SECONDS = 5.0
#: Progress is written no more often than this.
TELL_SECONDS = 0.5


@dataclass(slots=True)
class Hold:
    """A worker's hold on a work: lost once it is cancelled or another worker has taken it."""

    engine: Engine
    id: int
    attempt: int
    told: float = field(default=0.0)
    lost: bool = False

    def tell(self, done: int, total: int) -> None:
        """Write how far it is. Raises `Stopped` once the hold is lost."""
        if not self.lost and (monotonic() - self.told >= TELL_SECONDS or done >= total):
            self.told = monotonic()
            self.write(done=done, total=total, beat_at=now())
        if self.lost:
            raise Stopped

    def write(self, **values: object) -> None:
        mine = LongWork.id == self.id, LongWork.attempts == self.attempt, LongWork.state == WorkState.RUNNING
        with writing(self.engine) as session:
            result = session.execute(update(LongWork).where(*mine).values(**values))
            self.lost = result.rowcount == 0  # type: ignore[attr-defined]


def work_off(instance_dir: Path) -> bool:
    """Do the oldest work that waits; whether there was one. Needs an application context."""
    work = _take(db.engine, now())
    if work is None:
        return False
    if work.state is WorkState.RUNNING:
        with force_locale(work.locale):
            _do(work, Hold(db.engine, work.id, work.attempts), file_of(instance_dir, work))
    return True


def _take(engine: Engine, at: datetime) -> LongWork | None:
    """The next work, taken by this worker, or failed where too many workers died over it."""
    with Session(engine) as session:
        if session.scalar(_waiting(at)) is None:
            return None
    with writing(engine) as session:
        work = session.scalar(_waiting(at).with_for_update(skip_locked=True))
        if work is None:
            return None
        if work.attempts < ATTEMPTS:
            work.state, work.attempts, work.beat_at = WorkState.RUNNING, work.attempts + 1, at
        else:
            with force_locale(work.locale):
                work.error = _("The server stopped several times while it did this. Ask for fewer at once.")
            work.state, work.finished_at = WorkState.FAILED, at
        return work


def _waiting(at: datetime) -> Select[LongWork]:
    deserted = and_(LongWork.state == WorkState.RUNNING, LongWork.beat_at < at - SILENCE)
    wanted = select(LongWork).where(LongWork.finished_at.is_(None), or_(LongWork.state == WorkState.WAITING, deserted))
    return wanted.order_by(LongWork.id).limit(1)


def _do(work: LongWork, hold: Hold, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{work.attempts}")
    hands = Hands(db.engine, work.id, work.event_id, work.params, unfinished, hold.tell)
    try:
        with _beating(hold):
            name = kinds[work.kind].do(hands)
            if name:
                unfinished.replace(path)
        hold.write(state=WorkState.DONE, file_name=name, finished_at=now())
    except Stopped:
        log.info("long_work_stopped", kind=work.kind, work=work.public_id)
    except DomainError as error:
        hold.write(state=WorkState.FAILED, error=str(error.message)[:300], finished_at=now())
    except Exception as error:  # noqa: BLE001 - whatever it is, who asked must learn that it failed
        log.error("long_work_failed", kind=work.kind, work=work.public_id, error=repr(error))
        hold.write(state=WorkState.FAILED, finished_at=now())
    finally:
        unfinished.unlink(missing_ok=True)


@contextmanager
def _beating(hold: Hold) -> Iterator[None]:
    """Tell from a thread that this worker is alive, however long a single step of the work takes."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS) and not hold.lost:
            hold.write(beat_at=now())

    thread = threading.Thread(target=beat, name="beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@every_minute
def clear_away() -> None:
    """What was finished a day ago, with its file, and files whose row is gone."""
    folder: Path = current_app.extensions["luntan_settings"].instance_dir / "work"
    files = list(folder.glob("*"))  # before the rows: a work that begins only now keeps its file
    with writing(db.engine) as session:
        session.execute(delete(LongWork).where(LongWork.finished_at < now() - KEPT))
        kept = set(session.scalars(select(LongWork.public_id)))
    for file in files:
        if file.stem not in kept:
            file.unlink(missing_ok=True)


def wait_and_work(stop: threading.Event, instance_dir: Path, pause: timedelta) -> None:
    """Work off until told to stop. Nothing that happens here ends the thread."""
    while not stop.is_set():
        try:
            busy = work_off(instance_dir)
        except Exception as error:  # noqa: BLE001 - the database is away: it may be back in a moment
            log.error("long_work_failed", error=repr(error))
            busy = False
        if not busy:
            stop.wait(pause.total_seconds())
