"""What is measured: for each name the requests, and how a right answer is told from a wrong one."""

from __future__ import annotations

import http.client
import json
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, repeat
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from bench.data import SURNAMES, Dataset
from bench.load import Check, Requests, request

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Workload:
    """Requests without end, the check of an answer, and which bare view its rate is a share of."""

    name: str
    requests: Requests
    check: Check
    compared_with: str


def bare() -> dict[str, Workload]:
    """The two views of the bare app."""
    return {
        "static": Workload("static", repeat(request("GET", "/static-view")), answers(200), ""),
        "insert": Workload("insert", repeat(request("POST", "/insert")), answers(200), ""),
    }


def answers(wanted: int) -> Check:
    return lambda status, _body: status == wanted


def page(name: str, path: str) -> Workload:
    return Workload(
        name, repeat(request("GET", path)), lambda status, body: status == 200 and len(body) > 500, "static"
    )


def event_page(data: Dataset) -> Workload:
    return page("event_page", f"/events/{data.slug}/?lang=zh")


def agenda_page(data: Dataset) -> Workload:
    return page("agenda_page", f"/events/{data.slug}/agenda/?lang=zh")


def feed_path(data: Dataset) -> str:
    return f"/events/{data.slug}/agenda.ics?lang=zh"


def feed_unchanged(url: str, data: Dataset) -> Workload:
    """A client that has the feed asks whether it changed."""
    _status, headers, _body = fetch(url, feed_path(data), {"Accept-Encoding": "br, gzip"})
    asked = request("GET", feed_path(data), {"If-None-Match": headers["ETag"]})
    return Workload("feed_304", repeat(asked), answers(304), "static")


def register(url: str, data: Dataset) -> Workload:
    """New people send the form, each under an address of their own."""
    path = f"/events/{data.slug}/register/"
    _status, headers, body = fetch(url, f"{path}?lang=en", {})
    token = _hidden(body, "csrf_token")
    cookies = "; ".join(value.split(";", 1)[0] for value in headers.get_all("Set-Cookie", []))
    fixed = {"csrf_token": token, "notice": _hidden(body, "notice"), "category": data.category, **PERSON}

    def requests() -> Iterator[bytes]:
        for number in count():
            han, latin = SURNAMES[number % len(SURNAMES)]
            own = {
                "email": f"new{number}.{time.time_ns()}@mail.example",
                "han_name": f"{han}小明",
                "family_name": latin,
            }
            yield request("POST", path, {**FORM, "Cookie": cookies}, urlencode(fixed | own).encode())

    return Workload("register", requests(), answers(303), "insert")


PERSON = {
    "given_name": "Xiaoming",
    "organisation_en": "Jiangnan University",
    "country": "DE",
    "phone": "+49301234567",
    "locale": "en",
    "consent_notice": "y",
    "consent_cross_border": "y",
}


def scan(data: Dataset) -> Workload:
    """One lane after another scans badges, each once at a checkpoint, one scan a request."""
    headers = {"Authorization": f"Bearer {data.token}", "Content-Type": "application/json"}

    def requests() -> Iterator[bytes]:
        for number in count():
            checkpoint, place = divmod(number, len(data.codes))
            item = {
                "scan_id": str(uuid7()),
                "checkpoint": data.checkpoints[checkpoint % len(data.checkpoints)],
                "code": data.codes[place],
                "sequence": number + 1,
                "scanned_at": datetime.now(UTC).isoformat(),
            }
            body = {"sent_at": datetime.now(UTC).isoformat(), "scans": [item]}
            yield request("POST", "/api/v1/scans", headers, json.dumps(body).encode())

    return Workload("scan", requests(), lambda status, body: status == 200 and b'"admitted"' in body, "insert")


def uuid7() -> UUID:
    """Time in milliseconds, then random bits, as a device makes its scan ids."""
    value = (time.time_ns() // 1_000_000 << 80) | int.from_bytes(os.urandom(10))
    return UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62)


def fetch(url: str, path: str, headers: dict[str, str]) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request outside the measured load."""
    parts = urlsplit(url)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    try:
        link.request("GET", path, headers=headers)
        response = link.getresponse()
        return response.status, response.headers, response.read()
    finally:
        link.close()


def _hidden(body: bytes, name: str) -> str:
    """The value of a hidden field of a form."""
    tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', body.decode())
    value = re.search(r'value="([^"]*)"', tag.group(0)) if tag else None
    return value.group(1) if value else ""
