"""What `flask up` is to serve and where, handed to the supervisor that it becomes."""

import http.client
import json
import os
import socket
import ssl
import sys
from dataclasses import asdict, dataclass

#: Carries the plan: other users of the machine see a command line, but not an environment.
PLAN = "LUNTAN_PLAN"


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

    def server_flags(self) -> list[str]:
        """The one set of granian's flags, also used by the bench and the race tests."""
        flags = ["--interface", "wsgi", "--no-ws", "--log-level", "warning"]
        flags += ["--host", self.host, "--port", str(self.port)]
        flags += ["--workers", str(self.workers), "--blocking-threads", str(self.threads)]
        flags += ["--respawn-failed-workers", "--respawn-interval", "0.5", "--workers-kill-timeout", "10"]
        if self.certificate:
            flags += ["--ssl-certificate", self.certificate, "--ssl-keyfile", self.key]
        return [*flags, self.target]

    def web_command(self) -> list[str]:
        """The web server by itself, as a service or a test starts it."""
        module = "app.web" if self.target == "wsgi:app" else "granian"
        return [sys.executable, "-m", module, *self.server_flags()]

    def worker_command(self) -> list[str]:
        return [sys.executable, "-m", "app.work"]


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


def become_the_supervisor(plan: Plan) -> None:
    """Give back the memory of whoever prepared the plan: the commands of `flask` load what no server needs."""
    os.environ[PLAN] = json.dumps(asdict(plan))
    os.execv(sys.executable, [sys.executable, "-m", "app.serve"])
