"""Which signed-in browsers may watch which event: asked anew every other second, of all that watch as one question.

So fifty that look on cost what one does, and a role that was taken ends within seconds.
"""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.accounts.models import Level, SignIn
from app.core import providers
from app.core.policies import Actor, Grant
from app.events.models import Event
from app.events.policies import works_on

ASKED_EVERY, FORGOTTEN_AFTER = timedelta(seconds=2), timedelta(minutes=1)
MOST = 5000
#: Public id of a sign-in, and an event's slug.
Watch = tuple[str, str]


@dataclass(slots=True)
class _Watcher:
    allowed: bool
    asked_at: datetime


class Watchers:
    """Those who watch by this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[Watch, _Watcher] = {}
        self._checked_at: datetime | None = None

    def may_watch(self, engine: Engine, watch: Watch, at: datetime) -> bool:
        """Whether a browser holds a role on the event, as of a few seconds ago at most."""
        with self._lock:
            known = self._known.get(watch)
            if known is None or self._checked_at is None or at - self._checked_at > ASKED_EVERY:
                self._ask_again(engine, watch, at)
                known = self._known.get(watch)
            if known is None or not known.allowed:
                return False
            known.asked_at = at
            return True

    def _ask_again(self, engine: Engine, watch: Watch, at: datetime) -> None:
        present = {key for key, one in self._known.items() if at - one.asked_at <= FORGOTTEN_AFTER} | {watch}
        with Session(engine) as session:
            allowed = _allowed(session, sorted(present)[:MOST] if len(present) > MOST else present, at)
        before = self._known
        self._known = {key: _Watcher(True, before[key].asked_at if key in before else at) for key in allowed}
        self._checked_at = at


watchers = Watchers()


def _allowed(session: Session, watches: Collection[Watch], at: datetime) -> set[Watch]:
    """Those of ``watches`` whose browser is signed in by password and holds a role on the event."""
    found = select(SignIn).where(SignIn.public_id.in_({browser for browser, _slug in watches}))
    sign_ins = {one.public_id: one for one in session.scalars(found) if _is_live(one, at)}
    events = {one.slug: one for one in session.scalars(select(Event).where(Event.slug.in_({s for _b, s in watches})))}
    grants: dict[int, set[Grant]] = {}
    for answer in providers.ask("grants_of_all", session, {one.user_id for one in sign_ins.values()}):
        for user_id, grant in answer:
            grants.setdefault(user_id, set()).add(grant)
    actors = {key: _actor(one, frozenset(grants.get(one.user_id, ()))) for key, one in sign_ins.items()}
    return {
        (browser, slug)
        for browser, slug in watches
        if browser in actors and slug in events and works_on(actors[browser], {"event": events[slug]})
    }


def _is_live(one: SignIn, at: datetime) -> bool:
    signed_in = one.revoked_at is None and one.expires_at > at and one.user.disabled_at is None
    return signed_in and one.level is Level.STAFF


def _actor(one: SignIn, grants: frozenset[Grant]) -> Actor:
    return Actor(one.user_id, one.user.email, one.user.name, one.level.value, one.user.headquarters, grants)
