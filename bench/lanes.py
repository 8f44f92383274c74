"""What phones on site ask for: one scan after another, what waited while they were off, and the roster."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, repeat
from uuid import UUID

from bench.data import Dataset
from bench.load import request
from bench.workloads import Workload, fetch

#: Phones that come back at once, what waits on each, and how much of it one request brings.
PHONES, WAITING, BATCH = 20, 500, 50
LET_IN = {"device_verdict": "admitted"}


def scan(data: Dataset) -> Workload:
    """A lane scans badges, each once at a checkpoint, one scan a request, each let in by the phone as it does."""

    def requests() -> Iterator[bytes]:
        for number in count():
            now = datetime.now(UTC)
            yield _sent(data.phones[number % PHONES], [_item(data, number, number + 1, now, just_now=True) | LET_IN])

    return Workload(requests(), lambda status, body: status == 200 and b'"admitted"' in body)


def scan_batch(data: Dataset) -> Workload:
    """Phones that were off all morning deliver in turn, oldest first, what they let in by themselves."""
    began = datetime.now(UTC) - timedelta(hours=3)

    def waiting(phone: int, at: int) -> dict[str, object]:
        """What a phone scanned as its ``at``-th: five hundred badges that no other phone scans, then others."""
        turn, place = divmod(at, WAITING)
        number = (turn * PHONES + phone) * WAITING + place
        return _item(data, number, at + 1, began + timedelta(seconds=at), just_now=False) | LET_IN

    def requests() -> Iterator[bytes]:
        for number in count():
            part, phone = divmod(number, PHONES)
            items = [waiting(phone, at) for at in range(part * BATCH, (part + 1) * BATCH)]
            yield _sent(data.phones[PHONES + phone], items)

    return Workload(requests(), lambda status, body: status == 200 and _recorded(body) == BATCH, units=BATCH)


def _recorded(body: bytes) -> int:
    """How many of a batch were written down."""
    return gzip.decompress(body).count(b'"error":null')


def roster_snapshot(data: Dataset) -> Workload:
    """A phone that knows nothing asks for everybody."""
    return _roster(data, "/api/v1/roster")


def roster_delta(data: Dataset) -> Workload:
    """A phone that follows asks for what has changed, while nothing has for a while."""
    since = (datetime.now(UTC) + timedelta(minutes=10)).isoformat().replace("+", "%2B")
    return _roster(data, f"/api/v1/roster?since={since}")


def _roster(data: Dataset, path: str) -> Workload:
    asked = request("GET", path, {"Authorization": f"Bearer {data.token}", "Accept-Encoding": "gzip"})
    return Workload(repeat(asked), lambda status, body: status == 200 and len(body) > 200)


@dataclass(frozen=True)
class Weight:
    """What a whole roster takes, asked for alone: milliseconds, and KB on the way and unpacked."""

    ms: float
    sent_kb: float
    whole_kb: float


def weigh_roster(url: str, data: Dataset) -> Weight:
    """The best of three."""
    headers = {"Authorization": f"Bearer {data.token}", "Accept-Encoding": "gzip"}
    times, body = [], b""
    for _ in range(3):
        start = time.perf_counter()
        _status, _headers, body = fetch(url, "/api/v1/roster", headers)
        times.append(time.perf_counter() - start)
    return Weight(1000 * min(times), len(body) / 1024, len(gzip.decompress(body)) / 1024)


def _item(data: Dataset, number: int, sequence: int, at: datetime, *, just_now: bool) -> dict[str, object]:
    """The scan of a badge that is at no checkpoint twice; those just now begin at the first, others at the last."""
    checkpoint, place = divmod(number, len(data.codes))
    doors = data.checkpoints if just_now else data.checkpoints[::-1]
    return {
        "scan_id": str(uuid7()),
        "checkpoint": doors[checkpoint % len(doors)],
        "code": data.codes[place],
        "sequence": sequence,
        "scanned_at": at.isoformat(),
    }


def _sent(token: str, items: list[dict[str, object]]) -> bytes:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    body = {"sent_at": datetime.now(UTC).isoformat(), "scans": items}
    return request("POST", "/api/v1/scans", headers, json.dumps(body).encode())


def uuid7() -> UUID:
    """Time in milliseconds, then random bits, as a device makes its scan ids."""
    value = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10))
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)
