"""The rounds of a bus or a site as organizers see them: who is missing and why, closing, reopening, joining."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.checkin.models import Checkpoint
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, loads, session_of_request
from app.core.errors import DomainError
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event
from app.events.policies import checks_in, organizes, organizes_event
from app.headcounts import queries, rounds
from app.headcounts.models import Round, Why
from app.headcounts.words import WHYS

bp = Blueprint("headcounts", __name__)


@loads("headcount")
def load_headcount(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Round | None:
    found = queries.round_by_public_id(session, loaded["event"].id, public_id)
    return found if found and found.checkpoint_id == loaded["checkpoint"].id else None


@bp.get("/manage/events/<event>/checkpoints/<checkpoint>/rounds/")
@access(checks_in)
def index(event: Event, checkpoint: Checkpoint) -> str:
    """Every round, the last begun first; and what was counted without names."""
    return _page(event, checkpoint)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/rounds/<headcount>/close/")
@access(organizes)
def close(event: Event, checkpoint: Checkpoint, headcount: Round) -> ResponseReturnValue:
    """Close it, with a reason for everybody who is missing."""
    session, whys = session_of_request(), _whys()
    counted = queries.counts(session, checkpoint, current_locale())
    missing = [one.person.public_id for count in counted if count.round.id == headcount.id for one in count.missing]
    try:
        rounds.close(session, headcount, missing, whys, now())
    except DomainError as error:
        session.rollback()
        return _page(event, checkpoint, headcount.public_id, str(error.message), whys), 422
    flash(_("The round is closed."), "success")
    return _back(event, checkpoint)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/rounds/<headcount>/reopen/")
@access(organizes)
def reopen(event: Event, checkpoint: Checkpoint, headcount: Round) -> Response:
    rounds.reopen(headcount)
    flash(_("The round is open again."), "success")
    return _back(event, checkpoint)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/rounds/<headcount>/join/")
@access(organizes)
def join(event: Event, checkpoint: Checkpoint, headcount: Round) -> Response:
    """Count it as a part of another round: the same departure, seen by two phones."""
    session = session_of_request()
    into = queries.round_by_public_id(session, event.id, request.form.get("into", "")[:16])
    if attempt(lambda: _join(session, headcount, into)):
        flash(_("Both are one round now."), "success")
    return _back(event, checkpoint)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/rounds/<headcount>/part/")
@access(organizes)
def part(event: Event, checkpoint: Checkpoint, headcount: Round) -> Response:
    """Let it stand by itself again."""
    rounds.part(headcount)
    return _back(event, checkpoint)


def _join(session: Session, headcount: Round, into: Round | None) -> None:
    if into is None:
        raise DomainError(_l("Choose the round that counts the same departure."))
    rounds.join(session, headcount, into)


def _whys() -> dict[str, Why]:
    known = {why.value for why in Why}
    named = {key[4:20]: value for key, value in request.form.items() if key.startswith("why-")}
    return {person: Why(value) for person, value in named.items() if value in known}


def _page(
    event: Event,
    checkpoint: Checkpoint,
    refused: str = "",
    problem: str = "",
    typed: Mapping[str, Why] | None = None,
) -> str:
    session = session_of_request()
    return render_template(
        "headcounts/rounds.html",
        event=event,
        checkpoint=checkpoint,
        counts=queries.counts(session, checkpoint, current_locale()),
        tallies=queries.tallies(session, [checkpoint.id]),
        whys={why.value: label for why, label in WHYS.items()},
        refused=refused,
        problem=problem,
        typed={person: why.value for person, why in (typed or {}).items()},
        may_edit=organizes_event(current_actor(), event),
    )


def _back(event: Event, checkpoint: Checkpoint) -> Response:
    return back_to("headcounts.index", event=event.slug, checkpoint=checkpoint.public_id)
