"""What every answer says beside its body: what browsers may do with it, and who may keep it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.agenda.models import Speaker
from app.core.db import db
from app.registration.models import Registration
from app.tickets.models import Ticket
from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.pages import LANGUAGES, LETTERS, READINGS, in_language, read
from tests.integration.routes.table import Row, rows_of

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: Who else but the strict policy, and why: the scanner alone compiles WebAssembly and sees the camera's picture; a
#: letter is shown in a frame of our own.
POLICIES = {
    "/scan/": STRICT.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    + "; worker-src 'self'; media-src 'self' blob:",
    "/mailbox/<letter>/": STRICT + "; frame-src 'self'",
}
#: An address that is a secret is told to nobody at all.
REFERRERS = {"/feeds/<secret>.ics": "no-referrer"}
#: Shared pages and feeds: the same for everyone who asks in a language.
SHARED = [
    row
    for row in rows_of("GET")
    if row.rule.startswith(("/events/<slug>/", "/series/<slug>/", "/bases/", "/themes/"))
    or row.rule in ("/", "/events/")
]
FEEDS = [row for row in SHARED if row.rule.endswith(".ics")]
FILES = frozenset({"/static/<path:filename>", "/vendor/<path:name>"})
#: Kept a while by their own rule.
OTHERWISE_KEPT = {
    "/api/v1/openapi.json": "public, max-age=300",
    "/feeds/<secret>.ics": "private, no-cache",
    "/scan/worker.js": "no-cache",
}
PRIVATE = [
    (row, reader)
    for row, reader in READINGS
    if row not in SHARED and row.rule not in FILES and row.rule not in OTHERWISE_KEPT
]


def _words(header: str | None) -> set[str]:
    return {word.strip() for word in (header or "").split(",") if word.strip()}


@pytest.mark.parametrize(("row", "reader"), READINGS, ids=str)
def test_the_policy_of_content_is_strict(site: DemoSite, row: Row, reader: str) -> None:
    answer = read(site, row, reader, "en")
    if row.rule not in LETTERS:
        assert answer.headers["Content-Security-Policy"] == POLICIES.get(row.rule, STRICT)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == REFERRERS.get(row.rule, "same-origin")
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=" in answer.headers["Permissions-Policy"]
    assert answer.headers["Content-Type"], "a browser would guess"
    assert "Server" not in answer.headers


def test_only_the_scanner_may_use_the_camera(site: DemoSite) -> None:
    for row, reader in READINGS:
        allowed = "camera=()" not in read(site, row, reader, "en").headers["Permissions-Policy"]
        assert allowed == (row.rule == "/scan/"), row


@pytest.mark.parametrize(("row", "reader"), PRIVATE, ids=str)
def test_a_private_answer_is_kept_by_nobody(site: DemoSite, row: Row, reader: str) -> None:
    assert "no-store" in _words(read(site, row, reader, "en").headers["Cache-Control"])


@pytest.mark.parametrize("row", [row for row in rows_of("GET") if row.rule in OTHERWISE_KEPT], ids=str)
def test_an_answer_with_a_rule_of_its_own_is_kept_by_it(site: DemoSite, row: Row) -> None:
    answer = read(site, row, "anon", "en")
    assert answer.headers["Cache-Control"] == OTHERWISE_KEPT[row.rule]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("row", [row for row in rows_of("GET") if row.rule in FILES], ids=str)
def test_a_file_asked_for_by_its_digest_is_kept_for_a_year(site: DemoSite, row: Row) -> None:
    answer = site.ask("owner", "GET", f"{site.addresses.url(row)}?v=0123456789")
    assert {"public", "max-age=31536000"} <= _words(answer.headers["Cache-Control"])
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in _words(answer.headers.get("Vary"))


@pytest.mark.parametrize("row", SHARED, ids=str)
def test_a_shared_page_knows_nothing_of_its_reader(site: DemoSite, row: Row) -> None:
    for language in LANGUAGES:
        anonymous = read(site, row, "anon", language)
        assert "public" in _words(anonymous.headers["Cache-Control"])
        assert _words(anonymous.headers["Vary"]) == {"Accept-Encoding"}
        assert "Set-Cookie" not in anonymous.headers
        for role in ("owner", "hq"):
            other = read(site, row, role, language, headers={"Accept-Language": "fr", "Cookie": "lang=zh"})
            assert other.data == anonymous.data
            assert other.headers["ETag"] == anonymous.headers["ETag"]
            assert "Set-Cookie" not in other.headers


@pytest.mark.parametrize("row", SHARED, ids=str)
def test_a_shared_page_is_not_sent_twice(site: DemoSite, row: Row) -> None:
    url = in_language(site.addresses.url(row), "en")
    first = site.ask("anon", "GET", url, headers={"Accept-Encoding": "br"})
    second = site.ask("anon", "GET", url, headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]})
    assert (second.status_code, second.data) == (304, b"")
    assert second.headers["Cache-Control"] == first.headers["Cache-Control"]


@pytest.mark.parametrize("row", [row for row in SHARED if row not in FEEDS], ids=str)
def test_a_page_whose_language_is_the_reader_s_is_theirs_alone(site: DemoSite, row: Row) -> None:
    url = site.addresses.url(row)
    chinese = site.ask("anon", "GET", url, headers={"Accept-Language": "zh-CN"})
    english = site.ask("anon", "GET", url, headers={"Accept-Language": "en"})
    for answer in (chinese, english):
        assert "private" in _words(answer.headers["Cache-Control"])
        assert {"Cookie", "Accept-Language"} <= _words(answer.headers["Vary"])
    assert 'lang="zh-CN"' in chinese.text
    assert 'lang="en"' in english.text


@pytest.mark.parametrize("row", FEEDS, ids=str)
def test_a_feed_ignores_cookies_and_accepted_languages(site: DemoSite, row: Row) -> None:
    url = site.addresses.url(row)
    plain = site.ask("anon", "GET", url)
    other = site.ask("owner", "GET", url, headers={"Accept-Language": "en", "Cookie": "lang=en"})
    assert other.data == plain.data
    assert _words(plain.headers["Vary"]) == {"Accept-Encoding"}


def _texts_about_people(site: DemoSite) -> set[str]:
    """What only they and organizers may read: names, addresses, telephones, codes; speakers' names are public."""
    with site.application.app_context():
        session = db.session()
        registered = session.scalars(select(Registration)).all()
        public = {name for speaker in session.scalars(select(Speaker)) for name in _names(speaker)}
        told = {value for one in registered for value in (*_names(one), one.contact_email, one.phone, one.public_id)}
        told |= {value for user in session.scalars(select(User)) for value in (user.email, user.name)}
        told |= {value for ticket in session.scalars(select(Ticket)) for value in (ticket.code, ticket.short_code)}
    return {text for text in told - public if len(text) > 1}


def _names(of: Registration | Speaker) -> set[str]:
    return {of.name.han, of.name.latin, f"{of.name.given} {of.name.family}", f"{of.name.family} {of.name.given}"}


def test_shared_answers_tell_nothing_of_people(site: DemoSite) -> None:
    secret = re.compile("|".join(re.escape(text) for text in sorted(_texts_about_people(site), key=len, reverse=True)))
    for row in SHARED:
        for language in LANGUAGES:
            told = secret.findall(_text(read(site, row, "anon", language)))
            assert not told, row


def _text(answer: TestResponse) -> str:
    return answer.data.decode().replace("\r\n ", "")
