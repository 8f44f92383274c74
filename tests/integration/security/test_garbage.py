"""Whatever anybody sends, the answer is an answer: no error of the server, on either database."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.integration.routes.addresses import arguments_of
from tests.integration.routes.bodies import JSON
from tests.integration.routes.demo_site import SignedInSite
from tests.integration.routes.pages import READINGS
from tests.integration.routes.table import rows
from tests.integration.security.forms import Form, forms_of
from tests.integration.security.garbage import GARBAGE, encoded, in_path

#: What pages may be asked beside what their own links and forms ask.
QUESTIONS = (
    "page", "q", "sort", "state", "kind", "room", "track", "view", "day", "lang", "next", "series", "to", "who",
    "action", "thing", "since", "until", "feed", "held", "device", "checkpoint", "verdict", "category", "group",
    "alarm", "v",
)  # fmt: skip
#: Every how many kinds of garbage all the fields of a form are filled with.
STEP = 4
Pairs = list[tuple[str, bytes]]
#: What a single field gets while the others are as they should be: what databases stumble over.
ALONE = (b"a\0b", b"x" * 5_000, b"9" * 20, "𠀀💥".encode() * 200)
#: What every field is to meet, wherever it stands in its form: arithmetic with them overflows.
HUGE = (b"1e1000000", b"-1e999999999999999999")
VALUES = (None, True, -1, 2**70, 1.5, "", "\0", "x" * 5_000, "𠀀", "2026-13-45T99:99:99Z", [], {}, [[]], {"a": 1})


def _send(site: SignedInSite, role: str, method: str, url: str, pairs: Pairs) -> int:
    if method == "GET":
        return site.ask(role, "GET", f"{url}?{encoded(pairs).decode()}").status_code
    body = encoded([("csrf_token", site.token_of(role).encode()), *pairs])
    kind = "application/x-www-form-urlencoded"
    return site.client(role).open(url, method=method, data=body, content_type=kind).status_code


def _all_wrong(form: Form) -> Iterator[Pairs]:
    """All fields garbage at once, in turn."""
    for turn in range(0, len(GARBAGE), STEP if len(form.names) > 1 else 2):
        yield [(name, GARBAGE[(turn + 7 * place) % len(GARBAGE)]) for place, name in enumerate(form.names)]
    for number in HUGE:
        yield [(name, number) for name in form.names]


def _one_wrong(form: Form) -> Iterator[Pairs]:
    """One field at a time garbage that gets past a careless form, the others as they should be."""
    usual = [(name, value.encode()) for name, value in form.fields]
    for place, name in enumerate(form.names):
        rest = [pair for pair in usual if pair[0] != name]
        yield [*rest, (name, ALONE[(place + len(form.url)) % len(ALONE)])]


@pytest.mark.parametrize("variants", [_all_wrong, _one_wrong])
def test_no_form_breaks_on_garbage(site: SignedInSite, variants: Callable[[Form], Iterator[Pairs]]) -> None:
    broken, sent = {}, 0
    for form in list(forms_of(site)):
        changed = False
        for pairs in variants(form):
            status = _send(site, form.role, form.method, form.url, pairs)
            sent, changed = sent + 1, changed or (form.method != "GET" and status < 400)
            if status >= 500:
                broken.setdefault(f"{form}: {status}", [(name, value[:40]) for name, value in pairs])
        if changed:
            site.set_back()
    assert sent > 500
    assert not broken, "\n".join(f"{form} {pairs}" for form, pairs in broken.items())


def test_no_page_breaks_on_garbage_in_its_question(site: SignedInSite) -> None:
    broken = {}
    for row, reader in READINGS:
        url = site.addresses.url(row)
        for turn in range(0, len(GARBAGE), STEP):
            pairs = [(name, GARBAGE[(turn + 3 * place) % len(GARBAGE)]) for place, name in enumerate(QUESTIONS)]
            if _send(site, reader, "GET", url, pairs) >= 500:
                broken.setdefault(url, pairs)
    assert not broken, "\n".join(f"{url} {pairs}" for url, pairs in broken.items())


def test_no_address_breaks_on_garbage_in_it(site: SignedInSite) -> None:
    broken = set()
    for row in rows():
        role = next((role for role in ("hq", "owner", "anon", "supervisor") if row.outcomes.get(role) == "yes"), "hq")
        for argument in arguments_of(row.rule):
            for value in GARBAGE[2:14:2]:
                url = site.addresses.url(row, **{argument: in_path(value)})
                if site.ask(role, row.method, url).status_code >= 500:
                    broken.add(f"{row} {argument}={value[:40]!r}")
    assert not broken, "\n".join(sorted(broken))


def _mutated(value: Any) -> Iterator[Any]:
    """``value`` with each part of it in turn replaced by each of ``VALUES``."""
    yield from VALUES
    if isinstance(value, dict):
        for name, inner in value.items():
            yield {key: other for key, other in value.items() if key != name}
            yield from (value | {name: changed} for changed in _mutated(inner))
    elif isinstance(value, list):
        yield from ([changed] for inner in value for changed in _mutated(inner))


SCAN = {
    "scan_id": "01a1f78a-c060-74c3-a1d6-978ae0ea0f54",
    "checkpoint": "<checkpoint>",
    "sequence": 1,
    "scanned_at": "2026-11-22T10:00:00Z",
    "code": "<badge>",
    "short_code": "",
    "registration": "",
    "direction": "in",
    "verdict": "admitted",
}


def test_no_device_breaks_the_api(site: SignedInSite) -> None:
    bodies = {**JSON, "/api/v1/scans": {"sent_at": "2026-11-22T10:00:00Z", "scans": [SCAN]}}
    broken = set()
    for url, body in bodies.items():
        usual = json.loads(site.addresses.fill(json.dumps(body)))
        for sent in _mutated(usual):
            answer = site.ask("supervisor", "POST", url, json=sent)
            if answer.status_code >= 500:
                broken.add(f"{url} {json.dumps(sent)[:200]}: {answer.status_code}")
    for raw in (b"", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 5_000, b"1" * 10_000):
        answer = site.ask("supervisor", "POST", "/api/v1/scans", data=raw, content_type="application/json")
        assert answer.status_code in (400, 413, 422), raw[:20]
    assert not broken, "\n".join(sorted(broken)[:20])
