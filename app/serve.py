"""Runs the web server and the job worker side by side, and ends both together (`flask up`).

It imports nothing but the standard library: it stays for as long as the server runs, and is small.
"""

import ctypes
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field

#: Carries the plan: other users of the machine see a command line, but not an environment.
PLAN = "LUNTAN_PLAN"
PATIENCE = 90.0
GRACE = 12.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What to serve and where; `greeting` is printed once the server answers."""

    host: str
    port: int
    public_url: str
    greeting: str = ""
    certificate: str = ""
    key: str = ""
    workers: int = 2
    threads: int = 4
    target: str = "wsgi:app"

    def web_command(self) -> list[str]:
        """The one set of server flags, also used by the bench and the race tests."""
        module = "app.web" if self.target == "wsgi:app" else "granian"
        command = [sys.executable, "-m", module, "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
        command += ["--host", self.host, "--port", str(self.port)]
        command += ["--workers", str(self.workers), "--blocking-threads", str(self.threads)]
        command += ["--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "10"]
        if self.certificate:
            command += ["--ssl-certificate", self.certificate, "--ssl-keyfile", self.key]
        return [*command, self.target]

    def worker_command(self) -> list[str]:
        return [sys.executable, "-m", "app.work"]


@dataclass(slots=True)
class Child:
    """A process that is started again, after a pause that doubles, when it ends by itself."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    due: float = field(default=0.0)

    def start(self) -> None:
        # A session of its own: a signal reaches its own workers too, and Ctrl-C comes only through us.
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
        )
        self.started = time.monotonic()

    def signal(self, number: int) -> None:
        if self.process:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def tend(self) -> None:
        """Notice an end, clear away what it left, and start again when its pause is over."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            self._bury(now)
        if self.process is None and now >= self.due:
            self.start()

    def _bury(self, now: float) -> None:
        assert self.process
        self.signal(signal.SIGKILL)
        self.pause = 0.5 if now - self.started > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        _say(f"The {self.name} ended ({self.process.returncode}); it starts again in {self.pause:g} s.")
        self.process, self.due = None, now + self.pause

    def end(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _say(f"The {self.name} did not end in time and is killed.")
        self.signal(signal.SIGKILL)


class Supervisor:
    """Keeps the children alive until it is told to stop."""

    def __init__(self, plan: Plan) -> None:
        environment = {**os.environ, "PUBLIC_URL": plan.public_url}
        self.plan = plan
        self.children = [
            Child("web server", plan.web_command(), environment),
            Child("job worker", plan.worker_command(), environment),
        ]
        self.stopping = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
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
            if web and web.poll() is not None:
                _say(f"The web server could not start (it ended with {web.returncode}); its message is above.")
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


def answers(plan: Plan, path: str = "/healthz") -> bool:
    """Whether `path` answers 200 on this machine."""
    host = "127.0.0.1" if plan.host in {"0.0.0.0", "::", ""} else plan.host  # noqa: S104
    link: http.client.HTTPConnection = http.client.HTTPConnection(host, plan.port, timeout=3)
    if plan.certificate:
        # Only whether it is up: the certificate is our own, and names what people will type.
        context = ssl._create_unverified_context()  # noqa: S323
        link = http.client.HTTPSConnection(host, plan.port, timeout=3, context=context)
    try:
        link.request("GET", path, headers={"Connection": "close"})
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def why_not(host: str, port: int) -> OSError | None:
    """What keeps us from listening there. The server itself shares its port, and would start beside another."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error
    return None


def replace_this_process(plan: Plan) -> None:
    """Become the supervisor, so that the memory of whoever prepared the plan is given back."""
    os.environ[PLAN] = json.dumps(asdict(plan))
    os.execv(sys.executable, [sys.executable, "-m", "app.serve"])


def _die_with_parent() -> None:
    """On Linux, a child ends when its supervisor is killed outright."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _say(text: str) -> None:
    if text:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(Supervisor(Plan(**json.loads(os.environ.pop(PLAN)))).run())
