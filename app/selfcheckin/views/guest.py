"""Guests with their own phones: the screen's code or the poster's number becomes a grant, the grant one scan.

``GET`` checks nobody in and stores nothing but the grant in the browser that asked, so that previews do no harm. Every
answer is a plain page: WeChat's own scanner opens it. A code that has moved on is a page like any other, with 200:
browsers inside other apps put their own in the place of an error.
"""

from collections.abc import Callable
from secrets import token_hex
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.core.clock import now
from app.core.db import db
from app.core.edge import access, current_actor, session_of_request
from app.core.errors import DomainError, Throttled
from app.core.forms import Form
from app.core.guards import by_network
from app.core.policies import public
from app.events.views.head import masthead
from app.registration.models import Registration
from app.registration.policies import owns
from app.registration.queries import registrations_of
from app.selfcheckin import attempts, checking_in, finding, slots
from app.selfcheckin.allowing import Standing, standing
from app.selfcheckin.attempts import Attempt
from app.selfcheckin.forms import NameForm, NumberForm, TicketForm, not_found, too_many, wrong_number
from app.selfcheckin.grants import Grant
from app.selfcheckin.numbers import is_number, number_of
from app.selfcheckin.views.loaders import Point, secrets

bp = Blueprint("selfcheckin", __name__)
KEPT = "self_check_in"
BROWSER = "self_check_in_browser"


@bp.get("/i/<self_point>/<slot>")
@access(public)
def arrive(self_point: Point, slot: str) -> ResponseReturnValue:
    """What the screen's code opens: a grant for this browser, where the code is that of the moment."""
    moment = now()
    if _is_open(self_point) and self_point.allowed.by_screen and slots.is_good(secrets(), self_point.id, slot, moment):
        _grant(self_point)
        return _back(self_point)
    return _page(self_point, moved_on=True)


@bp.get("/i/<self_point>/")
@access(public)
def page(self_point: Point) -> ResponseReturnValue:
    """Who one is, for a browser with a grant; else how to get one."""
    return _page(self_point, grant=_granted(self_point))


@bp.post("/i/<self_point>/number/")
@access(public, reads_first=True)
def number(self_point: Point) -> ResponseReturnValue:
    """The number of the day, from a poster, becomes a grant."""
    form = NumberForm()
    if not (_is_open(self_point) and self_point.allowed.by_number):
        return _back(self_point)
    attempt = Attempt(attempts.NUMBER, by_network(), _browser(), self_point.id)
    refused = _refused(form, attempt, lambda: _is_today(self_point, form.number.data or ""), wrong_number())
    if refused:
        return _page(self_point, number=form), refused
    _grant(self_point)
    return _back(self_point)


def _is_today(point: Point, typed: str) -> bool:
    today = number_of(secrets(), point.id, point.allowed.number_turn, point.event.zone, now())
    return is_number(today, typed)


@bp.post("/i/<self_point>/mine/<my_registration>/")
@access(owns, reads_first=True)
def mine(self_point: Point, my_registration: Registration) -> ResponseReturnValue:
    """One button, for whom this browser is signed in."""
    if my_registration.event_id != self_point.event.id:
        abort(404)
    grant = _granted(self_point)
    return _record(self_point, grant, my_registration) if grant else _back(self_point)


@bp.post("/i/<self_point>/ticket/")
@access(public, reads_first=True)
def by_ticket(self_point: Point) -> ResponseReturnValue:
    form, grant = TicketForm(), _granted(self_point)
    if grant is None:
        return _back(self_point)
    attempt = Attempt(attempts.WHO, by_network(), _browser(), self_point.id)
    where = session_of_request(), self_point.event.id
    return _identified(self_point, grant, form, attempt, lambda: finding.by_ticket(*where, form.code.data or ""))


@bp.post("/i/<self_point>/name/")
@access(public, reads_first=True)
def by_name(self_point: Point) -> ResponseReturnValue:
    form, grant = NameForm(), _granted(self_point)
    if grant is None or not self_point.allowed.by_name:
        return _back(self_point)
    typed = form.name.data or "", form.tail.data or ""
    attempt = Attempt(attempts.WHO, by_network(), _browser(), self_point.id, typed[0])
    where = session_of_request(), self_point.event.id
    return _identified(self_point, grant, form, attempt, lambda: finding.by_name(*where, *typed))


@bp.get("/i/<self_point>/done/")
@access(public)
def done(self_point: Point) -> ResponseReturnValue:
    """What became of this browser's grant, as often as it is looked at."""
    grant = _kept(self_point)
    answer = grant and checking_in.answer_to(session_of_request(), self_point.allowed, grant)
    if not (grant and answer and grant.told_at(now())):
        return _back(self_point)
    return render_template("selfcheckin/done.html", point=self_point, answer=answer, **_head(self_point))


def _identified(
    point: Point, grant: Grant, form: NameForm | TicketForm, attempt: Attempt, find: Callable[[], Registration | None]
) -> ResponseReturnValue:
    """Check in whom the form names, or show it again."""
    found: list[Registration | None] = []

    def look() -> bool:
        found.append(find())
        return found[0] is not None

    if status := _refused(form, attempt, look, not_found()):
        kept = "ticket" if isinstance(form, TicketForm) else "name"
        return _page(point, grant=grant, **{kept: form}), status
    assert found[0] is not None
    return _record(point, grant, found[0])


def _refused(form: Form, attempt: Attempt, try_it: Callable[[], bool], failure: DomainError) -> int:
    """The status with which the form is shown again, and says why; 0 where what was typed is right."""
    if not form.validate():
        return 422
    try:
        attempts.count(db.engine, attempt)
    except Throttled:
        form.refuse(too_many())
        return 429
    if not try_it():
        form.refuse(failure)
        return 422
    attempts.forgive(db.engine, attempt)
    return 0


def _record(point: Point, grant: Grant, person: Registration) -> ResponseReturnValue:
    session, who = session_of_request(), person.public_id
    answer = checking_in.check_in(session, point.event.id, point.allowed.id, who, grant, now())
    return _back(point) if answer.error else redirect(url_for(".done", self_point=point.id), 303)


def _is_open(point: Point) -> bool:
    return standing(point.allowed, now()) is Standing.OPEN


def _grant(point: Point) -> None:
    cookie[KEPT] = Grant.make(point.id, now()).kept()


def _kept(point: Point) -> Grant | None:
    """This browser's grant for the checkpoint, good or not."""
    grant = Grant.read(cookie.get(KEPT))
    return grant if grant and grant.checkpoint == point.id else None


def _granted(point: Point) -> Grant | None:
    grant = _kept(point)
    return grant if grant and grant.good_at(now()) and _is_open(point) else None


def _browser() -> str:
    """A name for this browser, as long as it keeps its cookies."""
    return str(cookie.setdefault(BROWSER, token_hex(8)))


def _own(point: Point) -> list[Registration]:
    """Who is registered for the event under the address that this browser is signed in with."""
    actor = current_actor()
    found = registrations_of(session_of_request(), actor.email) if actor.signed_in else []
    return [one for one in found if one.event_id == point.event.id]


def _back(point: Point) -> Response:
    return redirect(url_for(".page", self_point=point.id), 303)


def _head(point: Point) -> dict[str, Any]:
    return {"event": point.event, "checkpoint": point.allowed.checkpoint, "masthead": masthead(point.event)}


def _page(point: Point, **context: Any) -> str:
    grant: Grant | None = context.get("grant")
    return render_template(
        "selfcheckin/page.html",
        point=point,
        standing=standing(point.allowed, now()).value,
        own=_own(point) if grant else [],
        used=bool(grant and checking_in.answer_to(session_of_request(), point.allowed, grant)),
        **_head(point),
        **{"number": NumberForm(None), "ticket": TicketForm(None), "name": NameForm(None), **context},
    )
