"""What is measured: for each name the requests, and how a right answer is told from a wrong one."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, product, repeat
from urllib.parse import urlencode, urlsplit

from app.calendars.selection import CHOICES
from bench.data import SURNAMES, Dataset
from bench.load import Check, Requests, request

#: What is measured, and which view of the bare app it is a share of.
COMPARED_WITH = {
    "event_page": "static",
    "agenda_page": "static",
    "feed_cold": "static",
    "feed_304": "static",
    "register": "insert",
    "scan": "insert",
    "scan_batch": "insert",
    "roster_snapshot": "static",
    "roster_delta": "static",
    "dashboard": "static",
}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Workload:
    """Requests, and the check of an answer. ``units``: how many things each request does; rates count those."""

    requests: Requests
    check: Check
    units: int = 1


def bare() -> dict[str, Workload]:
    """The two views of the bare app."""
    return {
        "static": Workload(repeat(request("GET", "/static-view")), answers(200)),
        "insert": Workload(repeat(request("POST", "/insert")), answers(200)),
    }


def answers(wanted: int) -> Check:
    return lambda status, _body: status == wanted


def page(path: str) -> Workload:
    return Workload(repeat(request("GET", path)), lambda status, body: status == 200 and len(body) > 500)


def event_page(data: Dataset) -> Workload:
    return page(f"/events/{data.slug}/?lang=zh")


def agenda_page(data: Dataset) -> Workload:
    return page(f"/events/{data.slug}/agenda/?lang=zh")


def feed_path(data: Dataset) -> str:
    return f"/events/{data.slug}/agenda.ics?lang=zh"


def feed_unchanged(url: str, data: Dataset) -> Workload:
    """A client that has the feed asks whether it changed."""
    _status, headers, _body = fetch(url, feed_path(data), {"Accept-Encoding": "br, gzip"})
    asked = request("GET", feed_path(data), {"If-None-Match": headers["ETag"]})
    return Workload(repeat(asked), answers(304))


def feed_changed(data: Dataset, title: str) -> Workload:
    """Each address of the whole agenda's feed once; the right answer tells of the session's new ``title``."""
    options = product(CHOICES["lang"], ("", "0"), ("", *CHOICES["alarm"]))
    paths = [f"/events/{data.slug}/agenda.ics?{urlencode(_given(lang, kept, alarm))}" for lang, kept, alarm in options]
    asked = [request("GET", path, {"Accept-Encoding": "identity"}) for path in paths]
    return Workload(iter(asked), lambda status, body: status == 200 and title.encode() in body)


def _given(lang: str, cancelled: str, alarm: str) -> dict[str, str]:
    return {"lang": lang} | ({"cancelled": cancelled} if cancelled else {}) | ({"alarm": alarm} if alarm else {})


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

    return Workload(requests(), answers(303))


PERSON = {
    "given_name": "Xiaoming",
    "organisation_en": "Jiangnan University",
    "country": "DE",
    "phone": "+49301234567",
    "locale": "en",
    "consent_notice": "y",
    "consent_cross_border": "y",
}


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
