"""Finished answers to what the public asks most, sent before Flask is asked at all.

A kept page's first answer passes through Flask; its status line, headers and body are noted under all that they may
depend on. As long as the revision that this process remembers is the one they were made at, the same request gets the
same bytes for about the price of a static file. Twice a second, and after each change, one request goes the whole way.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from app.core import clock, i18n, revisions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from app.core.pagecache import Kept

#: Where a cached view leaves what its answer was made of.
MARK: Final = "luntan.kept"
NOTED = 1024
LONGEST = 300
_LANGUAGE = re.compile(rf"(?:^|;\s*){i18n.COOKIE}=([^;]*)")
_OF_THE_BODY = frozenset({"content-type", "content-encoding", "content-length", "content-disposition", "last-modified"})

Headers = list[tuple[str, str]]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """One answer as it was sent."""

    kept: "Kept"
    headers: Headers
    unchanged: Headers
    etag: str
    body: list[bytes]

    def holds(self) -> bool:
        """Whether the clock and the remembered revision still allow it; False also where none is remembered."""
        until = self.kept.page.until
        return self.kept.checked_at == revisions.remembered.known() and (until is None or clock.now() < until)


class FinishedAnswers:
    """WSGI middleware around Flask, inside of what corrects a proxy's headers."""

    def __init__(self, wsgi_app: "WSGIApplication") -> None:
        self._app = wsgi_app
        self._noted: dict[Key, Finished] = {}
        _everywhere.add(self)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            return self._app(environ, start_response)
        key = _key(environ)
        noted = self._noted.get(key)
        if noted and noted.holds():
            return _send(noted, environ.get("HTTP_IF_NONE_MATCH"), start_response)
        return self._ask(key, environ, start_response)

    def forget(self) -> None:
        self._noted.clear()

    def _ask(self, key: Key, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        said: list[Any] = []

        def overhear(status: str, headers: Headers, *exception: Any) -> Any:
            said[:] = status, headers
            return start_response(status, headers, *exception)

        answer = self._app(environ, overhear)
        kept: Kept | None = environ.get(MARK)
        if kept is not None and said and said[0][:3] in {"200", "304"} and max(map(len, key)) < LONGEST:
            self._note(key, kept, said[1])
        return answer

    def _note(self, key: Key, kept: "Kept", headers: Headers) -> None:
        """Note the answer; one that said "not modified" tells enough of itself in its tag."""
        sent = {name.lower(): value for name, value in headers}
        if "set-cookie" in sent:
            return
        if len(self._noted) >= NOTED:
            self._noted.clear()
        body, own = kept.sent_as(sent["etag"])
        bare = [(name, value) for name, value in headers if name.lower() not in _OF_THE_BODY]
        whole = [*bare, *((name, value) for name, value in own if name.lower() in _OF_THE_BODY)]
        self._noted[key] = Finished(kept, [*whole, ("Content-Length", str(len(body)))], bare, sent["etag"], [body])


_everywhere: WeakSet[FinishedAnswers] = WeakSet()


def forget_all() -> None:
    """Forget what all applications of this process have noted."""
    for answers in _everywhere:
        answers.forget()


def _key(environ: "WSGIEnvironment") -> Key:
    """All of a request that a kept page's answer may depend on, word for word."""
    language = _LANGUAGE.search(environ.get("HTTP_COOKIE", ""))
    return (
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT_ENCODING", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        language.group(1) if language else "",
        environ.get("HTTP_HOST", ""),
        environ["wsgi.url_scheme"],
    )


def _send(noted: Finished, known: str | None, start_response: "StartResponse") -> Iterable[bytes]:
    if known is not None and (known == noted.etag or noted.kept.is_known_as(known)):
        start_response("304 NOT MODIFIED", noted.unchanged)
        return []
    start_response("200 OK", noted.headers)
    return noted.body
