"""People who register and phones that scan for as long as they are let, and remember what they were told."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, cycle

from tests.factories.checkin import uuid7
from tests.integration.race.crowd import Answer, Request, ask, open_connection
from tests.integration.race.visitors import OpenForm

PAUSE = 0.1


@dataclass
class Told:
    """Mail addresses and scan ids by what their sender knows of them."""

    registered: set[str] = field(default_factory=set)
    #: Sent, and the connection broke before an answer came.
    unknown: set[str] = field(default_factory=set)
    refused: list[Answer] = field(default_factory=list)
    #: Scan id to the verdict that the phone was told.
    scanned: dict[str, str] = field(default_factory=dict)


class Load:
    """Threads that go on until `stop()`; what they were told is in `told`."""

    def __init__(self, url: str) -> None:
        self.told = Told()
        self._url = url
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._numbers = count(1)

    def registering(self, form: OpenForm, category: str) -> None:
        """One more person after another registers, each under an address of their own."""
        self._start(lambda: self._register(form, category))

    def scanning(self, token: str, checkpoint: str, codes: Iterator[str] | list[str]) -> None:
        """A phone scans one badge after another, and sends each scan again until it has an answer."""
        badges, sequence = cycle(codes), count(1)
        self._start(lambda: self._scan(token, checkpoint, next(badges), next(sequence)))

    def stop(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _start(self, work: Callable[[], None]) -> None:
        def go_on() -> None:
            while not self._stop.is_set():
                work()
                time.sleep(PAUSE)

        thread = threading.Thread(target=go_on)
        self._threads.append(thread)
        thread.start()

    def _register(self, form: OpenForm, category: str) -> None:
        number = next(self._numbers)
        email = f"guest{number}@mail.example"
        answer = self._send(form.registration(category, email, f"Guest{number}"))
        if answer is None:
            return
        if answer.status == 303:
            self.told.registered.add(email)
        elif answer.status == 0:
            self.told.unknown.add(email)
        else:
            self.told.refused.append(answer)

    def _scan(self, token: str, checkpoint: str, code: str, sequence: int) -> None:
        moment = datetime.now(UTC).isoformat()
        item = {"scan_id": str(uuid7()), "checkpoint": checkpoint, "code": code, "sequence": sequence}
        body = json.dumps({"sent_at": moment, "scans": [item | {"scanned_at": moment}]}).encode()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        while not self._stop.is_set():
            answer = self._send(Request("POST", "/api/v1/scans", body, headers))
            if answer and answer.status == 200:
                self.told.scanned[item["scan_id"]] = json.loads(answer.body)["results"][0]["verdict"]
                return
            if answer and answer.status:
                self.told.refused.append(answer)
                return
            time.sleep(PAUSE)

    def _send(self, request: Request) -> Answer | None:
        """None where nobody listened: then nothing was sent."""
        try:
            link = open_connection(self._url)
        except OSError:
            return None
        return ask(link, request)
