"""Runs the web server and the job worker side by side, and ends both together (`flask up`).

The application is made once, in this process, and both are forked from it: they share its memory, and start again at
once when they end by themselves. No connection and no thread crosses the fork.
"""

import ctypes
import json
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess

from app.plan import PLAN, Plan, answers

PATIENCE = 90.0
GRACE = 12.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
NAME_THIS_PROCESS, DIE_WITH_PARENT = 15, 1


@dataclass(slots=True)
class Child:
    """A process that is started again, after a pause that doubles, when it ends by itself."""

    name: str
    #: What `ps -o comm` shows: the command line is this process's own.
    title: str
    run: Callable[[], None]
    process: ForkProcess | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = field(default=0.0)

    def start(self) -> None:
        self.process = multiprocessing.get_context("fork").Process(target=self._begin)
        self.process.start()
        self.started = time.monotonic()

    def _begin(self) -> None:
        os.setsid()  # a signal reaches its own workers too, and Ctrl-C comes only through the supervisor
        _ask_the_system(DIE_WITH_PARENT, signal.SIGTERM)
        _ask_the_system(NAME_THIS_PROCESS, self.title.encode())
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        self.run()

    def signal(self, number: int) -> None:
        if self.process and self.process.pid:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def tend(self) -> None:
        """Notice an end, clear away what it left, and start again when its pause is over."""
        now = time.monotonic()
        if self.process and self.process.exitcode is not None:
            self._bury(self.process, now)
        if self.process is None and now >= self.due:
            self.start()

    def _bury(self, process: ForkProcess, now: float) -> None:
        self.signal(signal.SIGKILL)
        self.pause = 0.5 if now - self.started > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        _say(f"The {self.name} ended ({process.exitcode}); it starts again in {self.pause:g} s.")
        self.process, self.due = None, now + self.pause

    def end(self, deadline: float) -> None:
        if self.process is None:
            return
        self.process.join(max(0.1, deadline - time.monotonic()))
        if self.process.is_alive():
            _say(f"The {self.name} did not end in time and is killed.")
            self.process.kill()
        self.signal(signal.SIGKILL)


class Supervisor:
    """Keeps the children alive until it is told to stop."""

    def __init__(self, plan: Plan, serve: Callable[[], None], work: Callable[[], None]) -> None:
        self.plan = plan
        self.children = [Child("web server", "luntan-web", serve), Child("job worker", "luntan-worker", work)]
        self.stopping = False
        for number in SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup says to stay when the terminal goes
                signal.signal(number, self._stop)

    def _stop(self, number: int, frame: object) -> None:
        self.stopping = True

    def run(self) -> int:
        """Serve until a signal says stop. Returns the exit status."""
        for child in self.children:
            child.start()
        try:
            if not self._wait_for_answer():
                return 0 if self.stopping else 1
            _say(self.plan.greeting)
            while not self.stopping:
                self._tend()
        finally:
            self._end()
        return 0

    def _tend(self) -> None:
        for child in self.children:
            child.tend()
        time.sleep(0.2)

    def _wait_for_answer(self) -> bool:
        deadline = time.monotonic() + PATIENCE
        web = self.children[0].process
        while not self.stopping and time.monotonic() < deadline:
            if answers(self.plan):
                return True
            if web and web.exitcode is not None:
                _say(f"The web server could not start (it ended with {web.exitcode}); its message is above.")
                return False
            time.sleep(0.1)
        if not self.stopping:
            _say(f"The server did not answer at /healthz within {PATIENCE:g} s.")
        return False

    def _end(self) -> None:
        deadline = time.monotonic() + GRACE
        for child in self.children:
            child.signal(signal.SIGTERM)
        for child in self.children:
            child.end(deadline)


def _ask_the_system(what: int, argument: int | bytes) -> None:
    """Linux's prctl, where there is one."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(what, argument)


def _say(text: str) -> None:
    if text:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def main() -> int:
    """Serve what the environment says."""
    plan = Plan(**json.loads(os.environ.pop(PLAN)))
    os.environ["PUBLIC_URL"] = plan.public_url
    from app import web, work  # makes the application, of the environment as it is now

    web.prepare()
    return Supervisor(plan, lambda: web.run(plan.server_flags()), work.run).run()


if __name__ == "__main__":
    sys.exit(main())
