"""A small HTTP/1.1 load generator: a few kept-alive connections in one thread, driven by readiness events.

One thread with an event loop costs the machine least; the table gives the server's own CPU per request beside
the rates, so that what this client takes away from the server is known.
"""

from __future__ import annotations

import itertools
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

#: One request, complete as bytes.
Requests = Iterator[bytes]
#: Whether an answer is right, from its status and its body.
Check = Callable[[int, bytes], bool]


def request(
    method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"", host: str = "127.0.0.1"
) -> bytes:
    """One request, complete as bytes."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}"]
    lines += [f"{name}: {value}" for name, value in ({"Accept-Encoding": "br, gzip"} | (headers or {})).items()]
    if body or method == "POST":
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass
class Outcome:
    """What came of one run. Times in seconds."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    wrong: Counter[int] = field(default_factory=Counter)
    examples: list[bytes] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Another run of the same kind, after this one."""
        self.seconds += other.seconds
        self.latencies += other.latencies
        self.wrong += other.wrong
        self.examples += other.examples

    @property
    def count(self) -> int:
        return len(self.latencies)

    @property
    def errors(self) -> int:
        return sum(self.wrong.values())

    @property
    def rate(self) -> float:
        return self.count / self.seconds if self.seconds else 0.0

    def percentile(self, share: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


class _Connection:
    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=10)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.begun = 0.0
        self.received = bytearray()

    def send(self, payload: bytes) -> None:
        # A request fits the socket's buffer, which is empty: the answer before it was read to the end.
        self.begun = time.perf_counter()
        self.socket.sendall(payload)

    def answer(self) -> tuple[int, bytes] | None:
        """Status and body once both are here."""
        chunk = self.socket.recv(262_144)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        self.received += chunk
        head_end = self.received.find(b"\r\n\r\n")
        if head_end < 0:
            return None
        head = bytes(self.received[:head_end]).lower()
        status = int(head[9:12])
        body = _body(status, head, self.received, head_end + 4)
        if body is None:
            return None
        self.received.clear()
        return status, body


def _body(status: int, head: bytes, received: bytearray, start: int) -> bytes | None:
    if status in {204, 304}:
        return b""
    marker = head.find(b"content-length:")
    if marker >= 0:
        end = start + int(head[marker + 15 :].split(b"\r\n", 1)[0])
        return bytes(received[start:end]) if len(received) >= end else None
    if b"chunked" in head:
        return bytes(received[start:]) if received.endswith(b"0\r\n\r\n") else None
    raise ConnectionError("an answer without length")


def run(
    address: tuple[str, int], requests: Requests, check: Check, *, connections: int = 8, seconds: float = 5.0
) -> Outcome:
    """Keep `connections` requests in flight until the time is over or the requests are used up."""
    outcome, selector = Outcome(), selectors.DefaultSelector()
    start = time.perf_counter()
    for first in itertools.islice(requests, connections):
        connection = _Connection(address)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send(first)
    deadline = start + seconds
    while selector.get_map():
        for ready, _ in selector.select(timeout=30) or _stalled():
            connection = ready.data
            if answer := connection.answer():
                _record(outcome, time.perf_counter() - connection.begun, answer, check)
                _go_on(selector, connection, requests, deadline)
    outcome.seconds = time.perf_counter() - start
    selector.close()
    return outcome


def _record(outcome: Outcome, latency: float, answer: tuple[int, bytes], check: Check) -> None:
    outcome.latencies.append(latency)
    if not check(*answer):
        outcome.wrong[answer[0]] += 1
        if len(outcome.examples) < 3:
            outcome.examples.append(answer[1][:300])


def _go_on(selector: selectors.BaseSelector, connection: _Connection, requests: Requests, deadline: float) -> None:
    following = next(requests, None) if time.perf_counter() < deadline else None
    if following is None:
        selector.unregister(connection.socket)
        connection.socket.close()
    else:
        connection.send(following)


def _stalled() -> NoReturn:
    raise TimeoutError("no answer within 30 s")
