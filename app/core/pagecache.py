"""Public pages and feeds: rendered once a revision and language, kept, compressed once, answered with an ETag.

A cached view takes raw URL arguments, renders on a miss, and returns a ``Page``. Its answer is a pure function of the
build, the revision, the language and the clock's phase; it touches no session, no CSRF token and no flash message.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

import brotli
from flask import Response, current_app, g, request
from werkzeug.http import http_date

from app.core import clock, finished, i18n, revisions
from app.core.db import db

KEPT = 512
HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Page:
    """What a cached view renders: ``scopes`` are the revisions it depends on, ``until`` when the clock changes it."""

    body: str | bytes
    scopes: Iterable[str]
    until: datetime | None = None
    mimetype: str = HTML
    max_age: int = 0
    changed_at: datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Kept:
    page: Page
    etag: str
    checked_at: int
    scopes: dict[str, int]
    bodies: dict[str, bytes]
    headers: dict[str, dict[str, str]]

    def is_known_as(self, tags: str) -> bool:
        """Whether an ``If-None-Match`` names this answer, in whatever encoding it was sent."""
        named = {tag.strip().removeprefix("W/").strip('"').rsplit("-", 1)[0] for tag in tags.split(",")}
        return tags.strip() == "*" or self.etag in named

    def sent_as(self, tag: str) -> tuple[bytes, Iterable[tuple[str, str]]]:
        """The body and headers that were sent under an ETag."""
        encoding = tag.strip('"').rsplit("-", 1)[1]
        return self.bodies[encoding], self.headers[encoding].items()


class PageCache:
    """A bounded store of finished answers; one request at a time renders a page."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._building: dict[tuple[Any, ...], threading.Lock] = {}

    def get(self, key: tuple[Any, ...]) -> Kept | None:
        """The kept answer, where neither its revisions nor the clock have moved on."""
        kept = self._kept.get(key)
        if kept is None or (kept.page.until and clock.now() >= kept.page.until):
            return None
        revision = revisions.remembered.get(db.session())
        if kept.checked_at != revision:
            if revisions.values(db.session(), kept.scopes) != kept.scopes:
                return None
            kept.checked_at = revision
        return kept

    def build(self, key: tuple[Any, ...], render: Callable[[], Page]) -> Kept:
        with self._lock:
            building = self._building.setdefault(key, threading.Lock())
        with building:
            if kept := self.get(key):
                return kept
            kept = self._render(key, render)
        with self._lock:
            self._building.pop(key, None)
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return kept

    def _render(self, key: tuple[Any, ...], render: Callable[[], Page]) -> Kept:
        # Read before rendering: an edit in between makes this answer old, never a new one look old.
        revision = revisions.values(db.session(), [revisions.ALL])[revisions.ALL]
        page = render()
        scopes = revisions.values(db.session(), page.scopes)
        body = page.body.encode() if isinstance(page.body, str) else page.body
        etag = hashlib.sha256(body).hexdigest()[:24]
        bodies = {"identity": body}
        if len(body) > 500:
            bodies |= {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}
        kept = Kept(page, etag, revision, scopes, bodies, {})
        kept.headers = {encoding: _headers(kept, encoding) for encoding in bodies}
        return kept

    def clear(self) -> None:
        finished.forget_all()
        with self._lock:
            self._kept.clear()


cache = PageCache()


def _headers(kept: Kept, encoding: str) -> dict[str, str]:
    headers = {"Content-Type": kept.page.mimetype, "ETag": f'"{kept.etag}-{encoding}"', **kept.page.headers}
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    if kept.page.changed_at:
        headers["Last-Modified"] = http_date(kept.page.changed_at)
    return headers


def cached_page(*options: str, negotiated: bool = True) -> Callable[[Callable[..., Page]], Callable[..., Response]]:
    """Cache a view by its URL arguments, its language and the query arguments named in ``options``.

    ``negotiated``: without ``?lang=`` the language is the reader's, and the answer private to them.
    """

    def decorate(view: Callable[..., Page]) -> Callable[..., Response]:
        @wraps(view)
        def answer(**args: Any) -> Response:
            chosen = i18n.asked_locale(request)
            g.locale = chosen or (i18n.negotiated_locale(request) if negotiated else "zh")
            g.shared_answer = True
            picked = tuple(request.args.get(name, "")[:80] for name in options)
            key = (
                request.endpoint,
                tuple(args.items()),
                g.locale,
                chosen is None,
                picked,
                current_app.extensions.get("luntan_demo", False),
            )
            kept = cache.get(key) or cache.build(key, lambda: view(**args))
            return _respond(kept, private=negotiated and chosen is None)

        return answer

    return decorate


def _respond(kept: Kept, private: bool) -> Response:
    request.environ[finished.MARK] = kept
    accepted = request.headers.get("Accept-Encoding", "")
    encoding = next((name for name in ("br", "gzip") if name in accepted and name in kept.bodies), "identity")
    headers = dict(kept.headers[encoding])
    headers["Vary"] = "Accept-Encoding, Cookie, Accept-Language" if private else "Accept-Encoding"
    headers["Cache-Control"] = (
        "private, no-cache" if private else f"public, max-age={kept.page.max_age}, must-revalidate"
    )
    if _unchanged(kept, headers):
        headers.pop("Content-Encoding", None)
        return Response(status=304, headers=headers)
    return Response(kept.bodies[encoding], headers=headers)


def _unchanged(kept: Kept, headers: dict[str, str]) -> bool:
    asked = request.headers.get("If-None-Match")
    if asked is not None:
        return kept.is_known_as(asked)
    since = request.if_modified_since
    return bool(since and kept.page.changed_at and kept.page.changed_at.replace(microsecond=0) <= since)
