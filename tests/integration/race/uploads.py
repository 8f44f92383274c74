"""Phones that come back with what they scanned alone, and send it again until each scan has an answer."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.factories.checkin import uuid7
from tests.integration.race.crowd import Answer, Request, ask, open_connection

BATCH, PAUSE = 25, 0.2


@dataclass
class Returning:
    """A phone with its queue. ``told``: the verdict of each scan, by its id; ``trouble``: the statuses of what failed,
    0 for a connection that broke."""

    url: str
    token: str
    queue: list[dict[str, Any]]
    told: dict[str, str] = field(default_factory=dict)
    trouble: Counter[int] = field(default_factory=Counter)

    def send_all(self, deadline: float) -> None:
        """As the scanner's queue does: oldest first, the same ids again after whatever went wrong."""
        while waiting := [scan for scan in self.queue if scan["scan_id"] not in self.told]:
            assert time.monotonic() < deadline, f"{len(waiting)} scans were never answered: {self.trouble}"
            answer = self._send(waiting[:BATCH])
            if answer.status != 200:
                self.trouble[answer.status] += 1
                time.sleep(PAUSE)
                continue
            for scan, result in zip(waiting, json.loads(answer.body)["results"], strict=False):
                assert result["error"] is None
                self.told[scan["scan_id"]] = result["verdict"]

    def _send(self, scans: list[dict[str, Any]]) -> Answer:
        body = json.dumps({"sent_at": datetime.now(UTC).isoformat(), "scans": scans}).encode()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        try:
            return ask(open_connection(self.url), Request("POST", "/api/v1/scans", body, headers))
        except OSError:
            return Answer(0, b"")


def queue_of(checkpoint: str, codes: list[str]) -> list[dict[str, Any]]:
    """One scan a code, a second after the other, an hour ago, each let in by the phone itself."""
    began = datetime.now(UTC) - timedelta(hours=1)
    return [
        {
            "scan_id": str(uuid7()),
            "checkpoint": checkpoint,
            "code": code,
            "sequence": number + 1,
            "scanned_at": (began + timedelta(seconds=number)).isoformat(),
            "device_verdict": "admitted",
        }
        for number, code in enumerate(codes)
    ]


def at_once(phones: list[Returning], seconds: float = 90) -> list[threading.Thread]:
    """Let all of them begin to send; join the threads that are returned."""
    deadline = time.monotonic() + seconds
    threads = [threading.Thread(target=phone.send_all, args=(deadline,)) for phone in phones]
    for thread in threads:
        thread.start()
    return threads
