"""One lane of a large forum: the real server, and the scanner in Chromium with badges held before its camera."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright
from sqlalchemy import Engine, create_engine, func, select

import app.models  # noqa: F401 - every table is known before it is made
from app.checkin.models import Scan
from app.core.db import prepare_engine, writing
from app.core.model import Base
from app.core.secrets import load_secrets
from app.registration import receivers  # noqa: F401 - keeps places and search keys in step
from app.settings import Settings
from bench import processes
from bench.data import Dataset, fill
from tests.services import lens
from tests.services.chromium import FLAGS, find_chromium
from tests.services.server import Server, serving

BECOME = "(token) => import('/static/js/scan/store.js').then((store) => store.becomeDevice({ token, device: '' }))"
#: The page's own measures of its verdicts (`static/js/scan/pace.js`), beside when the badge came into the picture.
LISTEN = """() => { window.paces = []; new PerformanceObserver((list) => list.getEntries().forEach((pace) =>
  window.paces.push({ total: pace.startTime + pace.duration - lens.shownAt, ...pace.detail }))
).observe({ entryTypes: ["measure"] }); }"""
SHOWN = "(already) => window.paces.length > already"


@dataclass
class Lane:
    """The scanner at work, and how to look into it."""

    server: Server
    engine: Engine
    data: Dataset
    page: Page
    tools: CDPSession
    complaints: list[str]
    judged: int = 0

    def pass_by(self, code: str) -> str:
        """Hold a badge into the picture until there is a verdict; answers its tone."""
        lens.hold(self.page, f"{self.server.url}/c/", code)
        self.page.wait_for_function(SHOWN, arg=self.judged, timeout=15_000)
        self.judged += 1
        lens.take_away(self.page)
        return str(self.page.locator("#verdict").get_attribute("data-tone"))

    def paces(self) -> list[dict[str, float]]:
        """Milliseconds from the badge in the picture to each step, and in `total` to the painted verdict."""
        found: list[dict[str, float]] = self.page.evaluate("window.paces")
        return found

    def lines(self) -> int:
        """Scans in the server's ledger."""
        with self.engine.connect() as connection:
            return int(connection.execute(select(func.count()).select_from(Scan)).scalar_one())

    def figures(self) -> dict[str, float]:
        """What must not grow, after a collection of garbage; memory in MiB."""
        self.tools.send("HeapProfiler.collectGarbage")
        heap = self.tools.send("Runtime.getHeapUsage")["usedSize"]
        nodes = self.tools.send("Memory.getDOMCounters")["nodes"]
        stored = self.page.evaluate("navigator.storage.estimate().then((e) => e.usageDetails?.indexedDB ?? e.usage)")
        assert self.server.web
        return {
            "heap": heap / 2**20,
            "nodes": float(nodes),
            "stored": stored / 2**20,
            "server": processes.memory_mib(processes.tree(self.server.web.pid)),
        }


@contextmanager
def lane(folder: Path, people: int, throttle: float) -> Iterator[Lane]:
    """Fill a forum, serve it, pair a phone whose processor is ``throttle`` times slower, and start it."""
    settings = Settings(instance_dir=folder)
    secrets = load_secrets(folder)
    engine = create_engine(settings.sqlalchemy_url)
    prepare_engine(engine)
    Base.metadata.create_all(engine)
    with writing(engine) as session:
        data = fill(session, secrets, people)
    with serving(settings, worker=True) as server, sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        context = chromium.new_context(viewport={"width": 390, "height": 844})
        lens.fit(context)
        complaints: list[str] = []
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        page = context.new_page()
        tools = context.new_cdp_session(page)
        tools.send("Emulation.setCPUThrottlingRate", {"rate": throttle})
        _start(page, server.url, data.token)
        yield Lane(server, engine, data, page, tools, complaints)
        chromium.close()
    engine.dispose()


def _start(page: Page, url: str, token: str) -> None:
    page.goto(f"{url}/scan/?lang=en")
    page.evaluate(BECOME, token)
    page.reload()
    page.evaluate(LISTEN)
    page.locator("#start").click()
    page.locator("#stage[data-roster='held']").wait_for(timeout=120_000)


def wait_for_lines(lane: Lane, number: int, seconds: float = 30) -> int:
    """The ledger's lines, once there are ``number``: the phone does not wait for the server."""
    deadline = time.monotonic() + seconds
    while (found := lane.lines()) < number and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def percentile(values: list[float], share: float) -> float:
    ordered: list[Any] = sorted(values)
    return float(ordered[min(len(ordered) - 1, int(len(ordered) * share))])
