"""Many requests at the same moment, each over a connection of its own that was opened before."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from contextlib import suppress
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
    """Send every request at once, and give the answers in their order.

    One thread sends them all, faster than fifty that wait for each other to be woken; the answers wait to be read.
    """
    links = [open_connection(url) for _request in requests]
    for link, request in zip(links, requests, strict=True):
        link.putrequest(request.method, request.path)
        for name, value in {**request.headers, "Content-Length": str(len(request.body))}.items():
            link.putheader(name, value)
    for link, request in zip(links, requests, strict=True):
        with suppress(OSError):  # told when its answer is read
            link.endheaders(request.body)
    return [_answer(link) for link in links]


def open_connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=100)
    link.connect()
    return link


def ask(link: http.client.HTTPConnection, request: Request) -> Answer:
    """One request; the connection is closed afterwards."""
    with suppress(OSError):
        link.request(request.method, request.path, request.body, request.headers)
    return _answer(link)


def _answer(link: http.client.HTTPConnection) -> Answer:
    try:
        response = link.getresponse()
        return Answer(response.status, response.read(), response.headers.get("Location", ""))
    except (OSError, http.client.HTTPException) as error:
        return Answer(0, repr(error).encode())
    finally:
        link.close()
