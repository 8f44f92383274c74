"""The edge: how a request is loaded, allowed, acted on and committed, once for every route.

load the objects that the URL names → the route's declared policy → the view → commit, or roll back.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Request, Response, abort, current_app, flash, g, redirect, request, url_for
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import Session
from werkzeug.routing import MapAdapter
from werkzeug.wrappers import Response as WerkzeugResponse

from app.core import headers, i18n
from app.core.audit import AuditedBy
from app.core.db import begin_write, db
from app.core.errors import DomainError, NotFound
from app.core.guards import by_address
from app.core.incoming import Incoming, is_probe
from app.core.policies import Actor, Policy, public

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
View = Callable[..., Any]
#: Loads what a URL argument names; ``loaded`` holds the arguments before it, its parents among them.
Loader = Callable[[Session, str, Mapping[str, Any]], Any]

csrf = CSRFProtect()
_loaders: dict[str, Loader] = {}


def loads(argument: str) -> Callable[[Loader], Loader]:
    """Register the loader of a URL argument; it answers None, or an object of other parents, as 404."""

    def register(loader: Loader) -> Loader:
        _loaders[argument] = loader
        return loader

    return register


def access(
    policy: Policy, *, cached: bool = False, api: bool = False, reads_first: bool = False
) -> Callable[[View], View]:
    """Declare who may use a route. Put it directly under the route decorator.

    ``cached``: a shared public page, which touches no session. ``api``: no cookie, no CSRF token, errors in JSON.
    ``reads_first``: begins to write by itself, when it has read what it needs; see ``app.core.db.turn_to_writing``.
    """

    def declare(view: View) -> View:
        view.access = policy  # type: ignore[attr-defined]
        view.cached = cached  # type: ignore[attr-defined]
        view.api = api  # type: ignore[attr-defined]
        view.reads_first = reads_first  # type: ignore[attr-defined]
        return view

    return declare


#: Paths whose answers depend on no cookie; their requests open no session.
COOKIELESS = ("/api/", "/static/", "/vendor/")


class CookieSessions(SecureCookieSessionInterface):
    """Flask's sessions, but for requests that have no use for one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        return None if request.path.startswith(COOKIELESS) else super().open_session(app, request)


class Application(Flask):
    """Flask, with deny-by-default routes and one commit a request.

    What serves programs and shared caches passes no extension: their work would double what it costs.
    """

    request_class = Incoming
    session_interface = CookieSessions()

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """What watches over the service asks by an address, which is no trusted host."""
        if request is not None and is_probe(request):
            return self.url_map.bind_to_environ(request.environ)
        return super().create_url_adapter(request)

    def preprocess_request(self) -> ResponseReturnValue | None:
        return None if _is_plain() else super().preprocess_request()

    def process_response(self, response: Response) -> Response:
        return headers.secure(response) if _is_plain() else super().process_response(response)

    def dispatch_request(self) -> ResponseReturnValue:
        if request.routing_exception is not None:
            self.raise_routing_exception(request)
        assert request.url_rule is not None
        view = self.view_functions[request.url_rule.endpoint]
        args: dict[str, Any] = request.view_args or {}
        _refuse_nul(args)
        if getattr(view, "cached", False) or request.url_rule.endpoint == "static":
            return self.ensure_sync(view)(**args)  # type: ignore[no-any-return]
        if request.method == "OPTIONS":
            return self.make_default_options_response()
        return self._act(view, args)

    def _act(self, view: View, args: dict[str, Any]) -> Response:
        writes = request.method not in SAFE_METHODS
        if writes and not view.api:  # type: ignore[attr-defined]
            csrf.protect()
        if writes:
            for guard in getattr(view, "guards", ()):
                guard.count()
            if not view.reads_first:  # type: ignore[attr-defined]
                begin_write(session_of_request())
        loaded = self._load(args)
        if not view.api:  # type: ignore[attr-defined]
            self._allow(view, loaded)
        response = self.make_response(self.ensure_sync(view)(**loaded))
        _end(commit=writes and response.status_code < 400)
        return response

    def _load(self, args: dict[str, Any]) -> dict[str, Any]:
        loaded: dict[str, Any] = {}
        for name, value in args.items():
            loader = _loaders.get(name)
            loaded[name] = value if loader is None else loader(session_of_request(), value, loaded)
            if loaded[name] is None:
                abort(404)
        return loaded

    def _allow(self, view: View, loaded: Mapping[str, Any]) -> None:
        policy: Policy = view.access  # type: ignore[attr-defined]
        g.url_objects = loaded
        if policy is public:
            return
        actor = current_actor()
        if policy(actor, loaded):
            act_as(actor)
            return
        abort(403 if actor.signed_in else 401)


def _refuse_nul(args: Mapping[str, Any]) -> None:
    """No name or search holds NUL, and PostgreSQL takes none."""
    if any("\0" in value for value in args.values() if isinstance(value, str)):
        abort(404)
    if b"%00" in request.query_string:
        abort(400)


def _is_plain() -> bool:
    """Whether this request's view is of the API or answers a shared page."""
    if request.url_rule is None:
        return False
    view = current_app.view_functions[request.url_rule.endpoint]
    return getattr(view, "api", False) or getattr(view, "cached", False)


def _end(*, commit: bool) -> None:
    """End the request's session, where it has used one."""
    if db.session.registry.has():
        session = session_of_request()
        session.commit() if commit else session.rollback()


def session_of_request() -> Session:
    """The database session of this request."""
    return db.session()


def current_actor() -> Actor:
    """The person behind this request, read once; loading it is registered by ``accounts``."""
    if "actor" not in g:
        load: Callable[[], Actor] = current_app.extensions["luntan_actor"]
        g.actor = load()
    return g.actor  # type: ignore[no-any-return]


def act_as(actor: Actor) -> None:
    """Log what this request changes in the name of ``actor``, where that is a member of staff."""
    if actor.level == "staff":
        by = AuditedBy(actor.user_id, actor.name or actor.email, by_address())
        session_of_request().info["audited_by"] = by


def check_declared(app: Flask) -> None:
    """Refuse to start where a route declares no policy."""
    bare = [
        rule.endpoint for rule in app.url_map.iter_rules() if not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    if bare:
        raise RuntimeError(f"routes without a declared policy: {sorted(set(bare))}")


def attempt(action: Callable[[], Any], form: Any = None) -> Any:
    """Run a service; a domain error becomes a message beside the form's field, or a flash. None when refused."""
    try:
        result = action()
        session_of_request().flush()
    except NotFound:
        abort(404)
    except DomainError as error:
        session = session_of_request()
        session.rollback()
        if form is not None:
            form.refuse(error)
        else:
            flash(str(error.message), "error")
        return None
    return True if result is None else result


def back_to(endpoint: str, **values: Any) -> WerkzeugResponse:
    """See the result of a change: a redirect that turns POST into GET."""
    return redirect(url_for(endpoint, **values), 303)


def keep_language(response: Response) -> Response:
    """Remember ``?lang=`` in a cookie, on answers that no shared cache keeps."""
    asked = i18n.asked_locale(request)
    if asked and not getattr(g, "shared_answer", False) and request.cookies.get(i18n.COOKIE) != asked:
        response.set_cookie(i18n.COOKIE, asked, max_age=31_536_000, samesite="Lax", secure=request.is_secure, path="/")
    return response
