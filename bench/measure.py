"""One measurement after another on a stage, and what an edit takes to appear."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from psutil import Process
from sqlalchemy import Select, func, select

from app.agenda.models import AgendaSession
from app.core.db import writing
from app.core.outbox import OutboxMail
from app.core.text import Bilingual
from app.events.models import Event
from bench import lanes, load, processes, watching, workloads
from bench.stage import Stage
from bench.workloads import Workload
from tests.services.server import Server

AT_A_TIME = 8
WARM_UP = 1.0
MAIL_SENT_WITHIN = 300.0
COLD_EDITS = 4
#: How long a process may remember the revision of what the public sees.
REMEMBERED = 0.6


@dataclass(frozen=True)
class Row:
    """One line of the table. `bare_cpu_ms` stands beside it there alone."""

    name: str
    database: str
    size: int
    rps: float
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    errors: int
    share_of_bare: float
    bare_cpu_ms: float = 0.0

    def published(self) -> dict[str, object]:
        fields = asdict(self)
        del fields["bare_cpu_ms"]
        return fields


@dataclass(frozen=True)
class Figures:
    """What one run of load gave, CPU of all the server's processes included."""

    outcome: load.Outcome
    cpu_ms: float
    units: int = 1

    @property
    def rate(self) -> float:
        """Things a second."""
        return self.outcome.rate * self.units


def all_of(stage: Stage, names: Sequence[str], seconds: float) -> list[Row]:
    """Measure the bare views before and after ours, since the machine's mood changes; a share is of their mean."""
    before = _bare_rates(stage, seconds)
    found = {name: _measure(stage, name, seconds) for name in names}
    after = _bare_rates(stage, seconds)
    return [_row(stage, name, figures, before, after) for name, figures in found.items()]


def _bare_rates(stage: Stage, seconds: float) -> dict[str, Figures]:
    found = {name: _under_load(stage.bare, workload, seconds) for name, workload in workloads.bare().items()}
    wrong = {name: figures.outcome.wrong for name, figures in found.items() if figures.outcome.errors}
    if wrong:
        raise RuntimeError(f"the bare app answered wrongly, so there is nothing to compare with: {wrong}")
    return found


def _measure(stage: Stage, name: str, seconds: float) -> Figures:
    if name == "feed_cold":
        return _cold_feed(stage)
    figures = _under_load(stage.ours, _workload(stage, name), seconds)
    _until_mail_is_sent(stage)
    return figures


def _until_mail_is_sent(stage: Stage) -> None:
    """The worker is idle again, so that what it has left over weighs on no other measurement."""
    deadline = time.monotonic() + MAIL_SENT_WITHIN
    unsent = select(func.count()).select_from(OutboxMail).where(OutboxMail.sent_at.is_(None))
    while _asked(stage, unsent):
        if time.monotonic() > deadline:
            raise RuntimeError("the worker does not keep up with the mail")
        time.sleep(0.2)


def _asked(stage: Stage, question: Select[Any]) -> int:
    with stage.engine.connect() as connection:
        return int(connection.execute(question).scalar_one())


def _workload(stage: Stage, name: str) -> Workload:
    url, data = stage.ours.url, stage.data
    made: dict[str, Callable[[], Workload]] = {
        "event_page": lambda: workloads.event_page(data),
        "agenda_page": lambda: workloads.agenda_page(data),
        "feed_304": lambda: workloads.feed_unchanged(url, data),
        "register": lambda: workloads.register(url, data),
        "scan": lambda: lanes.scan(data),
        "scan_batch": lambda: lanes.scan_batch(data),
        "roster_snapshot": lambda: lanes.roster_snapshot(data),
        "roster_delta": lambda: lanes.roster_delta(data),
        "dashboard": lambda: watching.dashboard(data),
    }
    return made[name]()


def _under_load(server: Server, workload: Workload, seconds: float) -> Figures:
    address = _address(server)
    load.run(address, workload.requests, workload.check, connections=AT_A_TIME, seconds=WARM_UP)
    watched = _processes(server)
    before = processes.cpu_seconds(watched)
    outcome = load.run(address, workload.requests, workload.check, connections=AT_A_TIME, seconds=seconds)
    used = sum(processes.cpu_seconds(watched).values()) - sum(before.values())
    return Figures(outcome, 1000 * used / max(1, outcome.count * workload.units), workload.units)


def _address(server: Server) -> tuple[str, int]:
    parts = urlsplit(server.url)
    return parts.hostname or "", parts.port or 0


def _processes(server: Server) -> list[Process]:
    """Those of the web, and of the worker where there is one: a registration's mails are its cost, too."""
    return [process for part in (server.web, server.worker) if part for process in processes.tree(part.pid)]


def _cold_feed(stage: Stage) -> Figures:
    """First fetches after a change: each address is asked for once, so that every answer is built anew."""
    address = _address(stage.ours)
    outcome, used = load.Outcome(), 0.0
    for number in range(COLD_EDITS):
        title = f"第{number}次"
        _edit(stage, title)
        time.sleep(REMEMBERED)
        workload = workloads.feed_changed(stage.data, title)
        watched = _processes(stage.ours)
        before = processes.cpu_seconds(watched)
        outcome.add(load.run(address, workload.requests, workload.check, connections=AT_A_TIME, seconds=60))
        used += sum(processes.cpu_seconds(watched).values()) - sum(before.values())
    return Figures(outcome, 1000 * used / max(1, outcome.count))


def _edit(stage: Stage, title: str) -> None:
    """Rename one session, as an organizer in another process would."""
    with writing(stage.engine) as session:
        first = select(AgendaSession).where(AgendaSession.event_id == stage.data.event_id).order_by(AgendaSession.id)
        renamed = session.scalars(first.limit(1)).one()
        renamed.title = Bilingual(title, f"Renamed {title}")


def edit_appears(stage: Stage) -> float:
    """Seconds until the event's new title is read by everyone, while the page is under load."""
    workload, stop = workloads.event_page(stage.data), threading.Event()
    address = _address(stage.ours)

    def until_stopped() -> object:
        while not stop.is_set():
            yield next(workload.requests)

    loading = threading.Thread(target=load.run, args=(address, until_stopped(), workload.check), kwargs={"seconds": 20})
    loading.start()
    time.sleep(1)
    title = f"改名{time.time_ns()}"
    with writing(stage.engine) as session:
        session.get_one(Event, stage.data.event_id).title = Bilingual(title, title)
    start = time.perf_counter()
    seen = 0
    # Twenty answers in a row, each on a connection of its own, so that every process has been asked.
    while seen < 20 and time.perf_counter() - start < 10:
        _status, _headers, body = workloads.fetch(stage.ours.url, f"/events/{stage.data.slug}/?lang=zh", {})
        seen, last = (seen + 1, time.perf_counter()) if title.encode() in body else (0, 0.0)
        if seen == 1:
            first_seen = last
    stop.set()
    loading.join()
    return first_seen - start if seen else float("inf")


def memory_mib(server: Server) -> float:
    """Of web and worker, when they have nothing to do."""
    return processes.memory_mib(_processes(server))


def shares(stage: Stage) -> str:
    """How much CPU time each web process has used, in percent: connections may cling to one of them."""
    assert stage.ours.web
    used = list(processes.cpu_seconds(processes.tree(stage.ours.web.pid)[1:]).values())
    return " : ".join(f"{100 * seconds / max(0.01, sum(used)):.0f} %" for seconds in used)


def _row(stage: Stage, name: str, figures: Figures, before: dict[str, Figures], after: dict[str, Figures]) -> Row:
    compared_with = workloads.COMPARED_WITH[name]
    rates = [run[compared_with].outcome.rate for run in (before, after)]
    cpu = [run[compared_with].cpu_ms for run in (before, after)]
    outcome = figures.outcome
    return Row(
        name=name,
        database=stage.database,
        size=stage.size,
        rps=round(figures.rate, 1),
        p50_ms=round(1000 * outcome.percentile(0.5), 2),
        p99_ms=round(1000 * outcome.percentile(0.99), 2),
        cpu_ms=round(figures.cpu_ms, 3),
        errors=outcome.errors,
        share_of_bare=round(figures.rate / (sum(rates) / 2), 3),
        bare_cpu_ms=round(sum(cpu) / 2, 3),
    )
