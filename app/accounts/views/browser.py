"""Which user a browser is signed in as: Flask-Login over ``SignIn`` rows, and the actor of a request."""

from flask import Flask, g, request
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.accounts import signing_in
from app.accounts.models import Level, SignIn, User
from app.accounts.queries import live_sign_in
from app.core import providers
from app.core.clock import now
from app.core.db import db, writing
from app.core.edge import session_of_request
from app.core.policies import ANONYMOUS, Actor, Grant

login = LoginManager()


class SignedIn(UserMixin):  # type: ignore[misc]
    """What Flask-Login keeps: the id of the sign-in, never of the user."""

    def __init__(self, sign_in: SignIn) -> None:
        self.sign_in = sign_in

    def get_id(self) -> str:
        return self.sign_in.public_id


@login.user_loader  # type: ignore[untyped-decorator]
def _load(public_id: str) -> SignedIn | None:
    sign_in = live_sign_in(session_of_request(), public_id, now())
    return SignedIn(sign_in) if sign_in else None


def current_sign_in() -> SignIn | None:
    return current_user.sign_in if current_user and current_user.is_authenticated else None


def load_actor() -> Actor:
    """The actor of this request, with every role; loaded once, when first asked for."""
    sign_in = current_sign_in()
    if sign_in is None:
        return ANONYMOUS
    _mark_seen(sign_in)
    return actor_of(sign_in.user, sign_in.level)


def actor_of(user: User, level: Level) -> Actor:
    grants: frozenset[Grant] = frozenset()
    if level is Level.STAFF:
        answers = providers.ask("grants", session_of_request(), user.id)
        grants = frozenset(grant for answer in answers for grant in answer)
    hq = user.headquarters and level is Level.STAFF
    return Actor(user.id, user.email, user.name, level.value, hq, grants)


def _mark_seen(sign_in: SignIn) -> None:
    """Now and then, in a transaction of its own; reading a page stays free of writes otherwise."""
    moment = now()
    if request.method == "GET" and moment - sign_in.last_seen_at > signing_in.SEEN_EVERY:
        with writing(db.engine) as session:
            session.get_one(SignIn, sign_in.id).last_seen_at = moment


def sign_in(user: User, level: Level) -> None:
    """Sign this browser in; the session starts anew, against fixation."""
    sign_out()
    cookie.clear()
    cookie.permanent = True
    browser = signing_in.Browser(request.user_agent.string, request.remote_addr or "")
    login_user(SignedIn(signing_in.start(session_of_request(), user, level, browser, now())))
    g.pop("actor", None)


def sign_out() -> None:
    if found := current_sign_in():
        signing_in.end(session_of_request(), found, now())
    logout_user()
    g.pop("actor", None)


def init_app(app: Flask) -> None:
    login.init_app(app, add_context_processor=False)
    login.session_protection = None
    # Reads the session after every request, which adds ``Vary: Cookie`` to shared pages, for a cookie we never set.
    app.after_request_funcs[None].remove(login._update_remember_cookie)
    app.extensions["luntan_actor"] = load_actor
