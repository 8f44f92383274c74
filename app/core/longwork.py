"""Long work: what takes longer than a request may, done by the worker while its page tells how far it is.

The table is the truth. The worker looks at it each second, as at the outbox: nothing is lost between two stores.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Engine, String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.i18n import current_locale
from app.core.model import Base, PublicId, one_of, partial_index

#: How long a finished work and its file are kept.
KEPT = timedelta(days=1)
#: A worker tells every few seconds that it is still there; one that is silent for so long has died.
SILENCE = timedelta(seconds=30)
ATTEMPTS = 3


class WorkState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class LongWork(PublicId, Base):
    """One piece of work. Like the audit log it holds keys of what it is about without referring to it."""

    __tablename__ = "long_work"
    __table_args__ = (partial_index("ix_long_work_open", "id", where="finished_at is null"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    event_id: Mapped[int | None] = mapped_column(index=True)
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime]
    #: Language of the reader who asked, for messages.
    locale: Mapped[str] = mapped_column(String(2), default="en")
    params: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[WorkState] = mapped_column(one_of(WorkState), default=WorkState.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    #: How often a worker took it up; the number that it was given tells one worker from the next.
    attempts: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    #: What its file is called when saved; empty where it leaves none.
    file_name: Mapped[str] = mapped_column(String(120), default="")
    #: Why it failed, in words for who asked; empty where the fault is ours.
    error: Mapped[str] = mapped_column(String(300), default="")

    @property
    def open(self) -> bool:
        return self.finished_at is None

    @property
    def percent(self) -> int:
        return min(100 * self.done // self.total, 100) if self.total else 0


class Stopped(Exception):
    """The work was cancelled, or another worker has taken it over."""


@dataclass(slots=True)
class Hands:
    """What a worker gives to the function that does the work: where to write, and `tell` of how far it is."""

    engine: Engine
    id: int
    event_id: int | None
    params: dict[str, Any]
    path: Path
    tell: Callable[[int, int], None]


#: Does one kind of work, writes to ``hands.path``, and answers what that file is called when saved.
Doer = Callable[[Hands], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """What its page is called, what does it, and the endpoint and label of the page that one asks for it on."""

    title: Any
    do: Doer
    back: str = ""
    back_label: Any = ""


kinds: dict[str, Kind] = {}


def long_work(name: str, title: Any, back: str = "", back_label: Any = "") -> Callable[[Doer], Doer]:
    """Register what does the work of a kind; see ``Kind``."""

    def register(do: Doer) -> Doer:
        kinds[name] = Kind(title, do, back, back_label)
        return do

    return register


def ask(session: Session, kind: str, event_id: int | None, by: int | None, at: datetime, **params: Any) -> LongWork:
    """Have work done by the worker; it begins within a second of the commit."""
    work = LongWork(kind=kind, event_id=event_id, asked_by=by, asked_at=at, locale=current_locale(), params=params)
    session.add(work)
    session.flush()
    return work


def cancel(session: Session, work: LongWork, at: datetime) -> bool:
    """Stop it at its next step; False where it was over already."""
    still = LongWork.id == work.id, LongWork.finished_at.is_(None)
    ended = update(LongWork).where(*still).values(state=WorkState.CANCELLED, finished_at=at)
    stopped: bool = session.execute(ended).rowcount > 0  # type: ignore[attr-defined]
    session.refresh(work)
    return stopped


def work_by_public_id(session: Session, event_id: int, public_id: str) -> LongWork | None:
    return session.scalar(select(LongWork).where(LongWork.event_id == event_id, LongWork.public_id == public_id))


def latest_work(session: Session, event_id: int, kind: str, limit: int = 3) -> list[LongWork]:
    """The works of a kind that are kept, the latest first."""
    mine = select(LongWork).where(LongWork.event_id == event_id, LongWork.kind == kind)
    return list(session.scalars(mine.order_by(LongWork.id.desc()).limit(limit)))


def file_of(instance_dir: Path, work: LongWork) -> Path:
    """Where its result lies, or will."""
    return instance_dir / "work" / work.public_id
