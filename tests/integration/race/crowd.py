"""Many requests at the same moment, each over a connection of its own that was opened before."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """`status` 0: the connection broke before there was an answer."""

    status: int
    body: bytes
    location: str = ""


def all_at_once(url: str, requests: Sequence[Request]) -> list[Answer]:
    """Send every request at once, and give the answers in their order."""
    start = threading.Barrier(len(requests))
    answers: list[Answer] = [Answer(0, b"")] * len(requests)

    def send(number: int) -> None:
        link = open_connection(url)
        start.wait(30)
        answers[number] = ask(link, requests[number])

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return answers


def open_connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=100)
    link.connect()
    return link


def ask(link: http.client.HTTPConnection, request: Request) -> Answer:
    """One request; the connection is closed afterwards."""
    try:
        link.request(request.method, request.path, request.body, request.headers)
        response = link.getresponse()
        return Answer(response.status, response.read(), response.headers.get("Location", ""))
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, repr(error).encode())
    finally:
        link.close()
