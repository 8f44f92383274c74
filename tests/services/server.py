"""The real server: granian's processes and the job worker, started with the flags that `make run` uses."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from app.plan import Plan, answers
from app.settings import ROOT, Settings
from tests.services.ports import free_port


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment in which another process reads these same settings."""
    values = settings.model_dump(mode="json")
    return {name.upper(): value if isinstance(value, str) else json.dumps(value) for name, value in values.items()}


class Server:
    """Web processes, and a worker if asked for, on a free port. Killed parts can be started again."""

    def __init__(self, settings: Settings, *, target: str = "wsgi:app", **environment: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.plan = Plan("127.0.0.1", port, self.url, target=target)
        self.environment = {**os.environ, **environment_of(settings), "PUBLIC_URL": self.url, **environment}
        self.log = Path(settings.instance_dir) / "server.log"
        self.web: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def start_web(self, seconds: float = 60, ready: str = "/healthz") -> None:
        self.web = self._start(self.plan.web_command())
        deadline = time.monotonic() + seconds
        while not answers(self.plan, ready):
            assert self.web.poll() is None, f"the server ended: {self.log.read_text()[-3000:]}"
            assert time.monotonic() < deadline, f"no answer after {seconds} s: {self.log.read_text()[-3000:]}"
            time.sleep(0.1)

    def start_worker(self) -> None:
        self.worker = self._start(self.plan.worker_command())

    def kill_web(self) -> None:
        """End all web processes as a power cut would."""
        _signal(self.web, signal.SIGKILL)

    def kill_worker(self) -> None:
        _signal(self.worker, signal.SIGKILL)

    def stop(self) -> None:
        for process in (self.web, self.worker):
            _signal(process, signal.SIGTERM)
        for process in (self.web, self.worker):
            _signal(process, signal.SIGKILL, after=15)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )


def _signal(process: subprocess.Popen[bytes] | None, number: int, after: float = 0) -> None:
    """Signal a process and those it started, once it had `after` seconds to end by itself."""
    if process is None:
        return
    with suppress(subprocess.TimeoutExpired):
        if after:
            process.wait(after)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
    if number == signal.SIGKILL:
        process.wait(10)


@contextmanager
def serving(settings: Settings, *, worker: bool = False, **options: Any) -> Iterator[Server]:
    """A running server on these settings; `worker` starts the job worker too."""
    server = Server(settings, **options)
    try:
        server.start_web()
        if worker:
            server.start_worker()
        yield server
    finally:
        server.stop()
