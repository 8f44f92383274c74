"""Public pages and feeds: rendered once a revision and language, kept, compressed once, answered with an ETag.

A cached view takes raw URL arguments, renders on a miss, and returns a ``Page``. Its answer is a pure function of the
build, the revision, the language and the clock's phase; it touches no session, no CSRF token and no flash message.
"""

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any

import brotli
from flask import Response, abort, current_app, g, redirect, request, url_for
from werkzeug.http import http_date

from app.core import clock, finished, i18n, revisions
from app.core.db import db

KEPT = 512
LONGEST_OPTION = 80
#: No revision: what was made under it is never taken for fresh.
UNTRUE = -1
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
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
        return kept

    def build(self, key: tuple[Any, ...], render: Callable[[], Page]) -> Kept:
        with self._lock:
            building = self._building.setdefault(key, threading.Lock())
        try:
            with building:
                return self.get(key) or self._keep(key, _render(render))
        finally:
            with self._lock:
                self._building.pop(key, None)

    def _keep(self, key: tuple[Any, ...], kept: Kept) -> Kept:
        with self._lock:
            self._kept[key] = kept
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return kept

    def clear(self) -> None:
        finished.forget_all()
        with self._lock:
            self._kept.clear()


cache = PageCache()


def _render(render: Callable[[], Page]) -> Kept:
    before = revisions.values(db.session(), [revisions.ALL])[revisions.ALL]
    page = render()
    after = revisions.values(db.session(), {*page.scopes, revisions.ALL})
    # An edit in between may be in one half of the page and not in the other: the next request makes it anew.
    scopes = {scope: after[scope] if after[revisions.ALL] == before else UNTRUE for scope in page.scopes}
    body = page.body.encode() if isinstance(page.body, str) else page.body
    etag = hashlib.sha256(body).hexdigest()[:24]
    bodies = {"identity": body}
    if len(body) > 500:
        bodies |= {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}
    kept = Kept(page, etag, before, scopes, bodies, {})
    kept.headers = {encoding: _headers(kept, encoding) for encoding in bodies}
    return kept


def _headers(kept: Kept, encoding: str) -> dict[str, str]:
    headers = {"Content-Type": kept.page.mimetype, "ETag": f'"{kept.etag}-{encoding}"', **kept.page.headers}
    if encoding != "identity":
        headers["Content-Encoding"] = encoding
    if kept.page.changed_at:
        headers["Last-Modified"] = http_date(kept.page.changed_at)
    return headers


def cached_page(
    *ids: str, negotiated: bool = True, **choices: Collection[str]
) -> Callable[[Callable[..., Page]], Callable[..., Response]]:
    """Cache a view by its URL arguments, its language and its options, which it reads by ``options`` and ``chosen``.

    ``ids``: query arguments that name something of the page. ``choices``: those that take one of a few values; another
    one counts as not given. ``negotiated``: without ``?lang=`` the language is the reader's, and the answer private.
    """

    def decorate(view: Callable[..., Page]) -> Callable[..., Response]:
        @wraps(view)
        def answer(**args: Any) -> Response:
            asked = i18n.asked_locale(request)
            g.locale = asked or (i18n.negotiated_locale(request) if negotiated else "zh")
            g.shared_answer = True
            g.page_options = _given(ids, choices)
            key = (
                request.endpoint,
                tuple(args.items()),
                g.locale,
                asked is None,
                tuple(g.page_options.items()),
                current_app.extensions.get("luntan_demo", False),
            )
            kept = cache.get(key) or cache.build(key, lambda: view(**args))
            return _respond(kept, private=negotiated and asked is None)

        return answer

    return decorate


def _given(ids: Iterable[str], choices: Mapping[str, Collection[str]]) -> dict[str, str]:
    """The options of this request, in one order."""
    asked = {name: request.args.get(name, "")[:LONGEST_OPTION] for name in (*ids, *choices)}
    return {name: value for name, value in asked.items() if value and value in choices.get(name, (value,))}


def options() -> dict[str, str]:
    """The options of this shared page that were given. Nothing else of the query string may show on it: it is the
    answer to every reader who asks for the same.
    """
    found: dict[str, str] = g.page_options
    return found


def chosen(name: str, known: Collection[str]) -> str:
    """The id that an option names, '' for none; where it is not ``known``, the reader is sent on without it.

    Whatever is made up thus costs no page of its own.
    """
    asked = options().get(name, "")
    if asked and asked not in known:
        rest = {other: value for other, value in options().items() if other != name}
        abort(redirect(url_for(str(request.endpoint), **{"lang": g.locale, **(request.view_args or {}), **rest})))
    return asked


def _respond(kept: Kept, private: bool) -> Response:
    request.environ[finished.MARK] = kept
    accepted = request.accept_encodings
    encoding = next((name for name in ("br", "gzip") if name in kept.bodies and accepted[name] > 0), "identity")
    headers = dict(kept.headers[encoding])
    headers["Vary"] = "Accept-Encoding, Cookie, Accept-Language" if private else "Accept-Encoding"
    headers["Cache-Control"] = (
        "private, no-cache" if private else f"public, max-age={kept.page.max_age}, must-revalidate"
    )
    # By the tag alone: bytes also change without any row's time, as when an edition leaves its series.
    if kept.is_known_as(request.headers.get("If-None-Match", "")):
        headers.pop("Content-Encoding", None)
        return Response(status=304, headers=headers)
    return Response(kept.bodies[encoding], headers=headers)
