"""The list of a checkpoint on paper: printed beforehand, entered afterwards."""

import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.badges.views.pdf import pdf_response
from app.checkin.answers import ScanAnswer
from app.checkin.expecting import among_expected, expected_people
from app.checkin.facts import Verdict
from app.checkin.models import Checkpoint, Rule
from app.checkin.rules import window_of
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, loads, session_of_request
from app.core.errors import DomainError
from app.core.i18n import current_locale, ngettext
from app.core.i18n import gettext as _
from app.core.zones import wall_clock
from app.events.models import Event
from app.events.policies import checks_in, organizes, organizes_event
from app.manifests import entering, printing, queries
from app.manifests.apart import render_apart
from app.manifests.entering import Tick
from app.manifests.forms import MOST, PaperForm, chosen
from app.manifests.models import ManifestPrint

bp = Blueprint("manifests", __name__)
TOLD = (Verdict.ADMITTED, Verdict.REPEAT, Verdict.CONFLICT, Verdict.REFUSED)


@loads("manifest")
def load_manifest(session: Session, public_id: str, loaded: Mapping[str, Any]) -> ManifestPrint | None:
    return queries.print_by_public_id(session, loaded["checkpoint"], public_id)


@bp.get("/manage/events/<event>/checkpoints/<checkpoint>/paper/")
@access(checks_in)
def index(event: Event, checkpoint: Checkpoint) -> str:
    """Print the list; or tick on this page what was ticked on paper."""
    form = PaperForm()
    form.nonce.data, form.at.data = str(uuid.uuid4()), wall_clock(now(), event.zone)
    return _page(event, checkpoint, form, {})


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/paper/")
@access(checks_in)
def preview(event: Event, checkpoint: Checkpoint) -> ResponseReturnValue:
    """What would be entered, to be looked through."""
    form, marked = PaperForm(), chosen(request.form)
    ticks = attempt(lambda: _ticks(event, checkpoint, form, marked), form) if form.validate() else None
    if not ticks:
        return _page(event, checkpoint, form, marked), 422
    return render_template("manifests/preview.html", event=event, checkpoint=checkpoint, form=form, ticks=ticks)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/paper/enter/")
@access(checks_in, reads_first=True)
def enter(event: Event, checkpoint: Checkpoint) -> ResponseReturnValue:
    """Enter it; sent twice, it is entered once."""
    session, slug, place = session_of_request(), event.slug, checkpoint.public_id
    ticks, nonce = _sent(), _uuid(request.form.get("nonce", ""))
    if not ticks or nonce is None:
        abort(400)
    user_id, event_id, moment = current_actor().user_id or 0, event.id, now()
    page = entering.Page(nonce, event_id, place, user_id)
    answers = attempt(lambda: entering.enter(session, page, ticks, moment))
    if answers is None:
        return back_to(".index", event=slug, checkpoint=place)
    _tell(answers)
    return back_to("checkin_ledger.index", event=slug, checkpoint=place, device=entering.desk_id(session, page))


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/paper/print/")
@access(organizes)
def print_list(event: Event, checkpoint: Checkpoint) -> ResponseReturnValue:
    """Log a print, and go on to its PDF."""
    actor, moment = current_actor(), now()
    row = attempt(lambda: printing.print_list(session_of_request(), checkpoint, actor.user_id, moment))
    where = {"event": event.slug, "checkpoint": checkpoint.public_id}
    return back_to(".sheet", manifest=row.public_id, **where) if row else back_to(".index", **where)


@bp.get("/manage/events/<event>/checkpoints/<checkpoint>/paper/<manifest>.pdf")
@access(organizes)
def sheet(event: Event, checkpoint: Checkpoint, manifest: ManifestPrint) -> ResponseReturnValue:
    session = session_of_request()
    made = printing.sheet_of(session, event, checkpoint, manifest.printed_at)
    name = f"{event.slug}-list-{manifest.public_id.lower()}"
    session.rollback()  # the connection is not kept while the pages are set
    return pdf_response(render_apart(made), name)


def _page(event: Event, checkpoint: Checkpoint, form: PaperForm, marked: Mapping[str, str]) -> str:
    session, moment = session_of_request(), now()
    people = expected_people(session, checkpoint, current_locale())
    window = window_of(checkpoint.rule, moment, event.zone)
    return render_template(
        "manifests/paper.html",
        event=event,
        checkpoint=checkpoint,
        form=form,
        people=people[:MOST],
        number=len(people),
        codes=queries.short_codes(session, checkpoint),
        came=queries.came(session, checkpoint, window) if checkpoint.rule is not Rule.COUNT else (),
        marked=marked,
        prints=queries.latest_prints(session, checkpoint),
        may_print=organizes_event(current_actor(), event),
    )


def _ticks(event: Event, checkpoint: Checkpoint, form: PaperForm, marked: Mapping[str, str]) -> list[Tick]:
    """Those ticked on the page and those whose codes were typed; ``DomainError`` where something is wrong."""
    session, moment = session_of_request(), now()
    form.page()
    typed = {code: form.moment(clock, event, "codes") for code, clock in form.typed().items()}
    listed = among_expected(session, checkpoint, marked)
    named = entering.people_of_codes(session, event.id, typed)
    ticks = [Tick(person, form.moment(marked[key], event, "at")) for key, person in listed.items()]
    ticks += [Tick(person, time) for person, time in zip(named, typed.values(), strict=True)]
    if not ticks:
        raise DomainError(_("Tick somebody, or type a code."))
    for tick in ticks:
        entering.check_time(checkpoint, tick.at, moment, "at")
    return entering.looked_up(session, event, checkpoint, ticks)


def _sent() -> list[tuple[str, datetime]]:
    """The ticks that the preview sends on: public ids with times."""
    found = []
    for text in request.form.getlist("tick")[:MOST]:
        key, _sep, time = text.partition("@")
        try:
            found.append((key[:16], datetime.fromtimestamp(int(time), UTC)))
        except (ValueError, OverflowError, OSError):
            abort(400)
    return found


def _uuid(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None


def _tell(answers: list[ScanAnswer]) -> None:
    """How many were entered, and what became of the others."""
    number = Counter(answer.verdict for answer in answers)
    entered, before, twice, refused = (number[verdict] for verdict in TOLD)
    flash(ngettext("%(num)d person was entered.", "%(num)d people were entered.", entered), "success")
    others = [
        (before, ngettext("%(num)d was here before.", "%(num)d were here before.", before)),
        (twice, ngettext("%(num)d was admitted elsewhere, too.", "%(num)d were admitted elsewhere, too.", twice)),
        (refused, ngettext("%(num)d was not admitted.", "%(num)d were not admitted.", refused)),
    ]
    for found, said in others:
        if found:
            flash(said, "warning")
