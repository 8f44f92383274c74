"""Printing badges: what lacks glyphs, who has none yet, a batch with its preview, one badge. Never an entry."""

from typing import Any

from flask import abort, current_app, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from app.badges import composing, printlog, queries
from app.badges.changes import changed
from app.badges.forms import BatchForm
from app.badges.models import PrintJob, PrintReason
from app.badges.printing import Printer, Way, plan, print_badges, reprint
from app.badges.proofing import proof_badges, proof_layouts, proof_texts
from app.badges.queries import Choice
from app.badges.samples import longest
from app.badges.views.blueprint import bp
from app.badges.views.jobs import MANY, ask_worker
from app.badges.views.kits import kit_of
from app.badges.views.pdf import code_head
from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import lazy_gettext as _l
from app.core.secrets import Secrets
from app.events.models import Event
from app.events.policies import checks_in, organizes
from app.registration import listing
from app.registration.listing import Filters
from app.registration.models import Registration, RegistrationState
from app.registration.queries import categories
from app.tickets.queries import ticket_of

#: How many people a search for one badge shows.
FOUND = 8


@bp.get("/manage/events/<event>/badges/")
@access(organizes)
def index(event: Event) -> str:
    """How many badges are printed, not printed, changed since; which lack glyphs; one person's; the last jobs."""
    session = session_of_request()
    offered = categories(session, event.id)
    shared = (event.title, event.city, *(category.title for category in offered))
    kit = kit_of(session, event)
    stage = composing.stage(session, event, code_head(), kit.field_keys)
    typed = request.args.get("q", "").strip()[:100]
    return render_template(
        "badges/index.html",
        event=event,
        categories=offered,
        standings=queries.standings(session, event.id, changed(session, event.id)),
        without_ticket=queries.without_ticket(session, event.id),
        proofs=proof_badges(session, stage, kit),
        shared_signs=proof_texts(part for text in shared for part in (text.zh, text.en)),
        layout_signs=proof_layouts(kit, stage),
        longest=longest(session, event.id),
        typed=typed,
        found=_search(session, event, typed),
        jobs=printlog.latest_jobs(session, event.id, 5),
    )


def _search(session: Session, event: Event, typed: str) -> list[Registration]:
    if not typed:
        return []
    filters = Filters(q=typed, state=RegistrationState.ACCEPTED, sort="name")
    return listing.page(session, event.id, filters, current_locale(), 1, FOUND)[0]


def _form(event: Event, **source: Any) -> BatchForm:
    session = session_of_request()
    form = BatchForm(**source)
    form.offer(categories(session, event.id), queries.facets(session, event.id), current_locale())
    return form


@bp.get("/manage/events/<event>/badges/batch/")
@access(organizes)
def batch(event: Event) -> ResponseReturnValue:
    """Choose whose badges and in which order; see how many, who is first and who is last."""
    asked = request.args if "which" in request.args else None
    form = _form(event, formdata=asked, meta={"csrf": False})
    valid = asked is None or form.validate()
    return _batch_page(event, form, preview=valid), 200 if valid else 422


@bp.post("/manage/events/<event>/badges/batch/")
@access(organizes)
def print_batch(event: Event) -> ResponseReturnValue:
    """Print what was previewed."""
    form = _form(event)
    valid = form.validate()
    if valid:
        choice, way = form.choice(), form.way(current_locale())
        if job := attempt(lambda: print_badges(session_of_request(), event, choice, _printer(), way), form):
            return _sheet_of(event, job, printlog.size(session_of_request(), job))
    return _batch_page(event, form, preview=valid), 422


def _batch_page(event: Event, form: BatchForm, *, preview: bool) -> str:
    lanes = plan(session_of_request(), event, form.choice(), form.way(current_locale())) if preview else []
    return render_template("badges/batch.html", event=event, form=form, preview=preview, lanes=lanes)


@bp.post("/manage/events/<event>/badges/chosen/")
@access(organizes)
def print_chosen(event: Event) -> Redirect:
    """Print the badges of the registrations chosen in a list."""
    choice = Choice(registrations=frozenset(request.form.getlist("ids")[:5000]))
    way = Way(locale=current_locale())
    job = attempt(lambda: print_badges(session_of_request(), event, choice, _printer(), way))
    if not job:
        return back_to("badges.index", event=event.slug)
    return _sheet_of(event, job, printlog.size(session_of_request(), job))


@bp.get("/manage/events/<event>/registrations/<registration>/badge/")
@access(checks_in)
def one(event: Event, registration: Registration) -> str:
    """A person's badge: every print of it, and printing it again."""
    session = session_of_request()
    return render_template(
        "badges/one.html",
        event=event,
        registration=registration,
        ticket=ticket_of(session, registration) if registration.state is RegistrationState.ACCEPTED else None,
        prints=printlog.prints_of(session, registration.id),
        may_renew=organizes(current_actor(), {"event": event}),
    )


@bp.post("/manage/events/<event>/registrations/<registration>/badge/")
@access(checks_in)
def print_one(event: Event, registration: Registration) -> Redirect:
    """Print one badge, at the desk too. A new code for a lost one is for organizers."""
    reason = _reason()
    if reason is PrintReason.LOST and not organizes(current_actor(), {"event": event}):
        abort(403)
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    job = attempt(lambda: reprint(session_of_request(), secrets, event, registration, _printer(reason)))
    return _sheet_of(event, job or abort(409))


def _reason() -> PrintReason | None:
    given = request.form.get("reason", "")
    if given not in {"", *PrintReason}:
        abort(400)
    return PrintReason(given) if given else None


def _printer(reason: PrintReason | None = None) -> Printer:
    return Printer(current_actor().user_id, now(), reason)


def _sheet_of(event: Event, job: PrintJob, badges: int = 1) -> Redirect:
    """The pages at once; of a job with lanes its page, which has a file for each; of a large one how far it is."""
    if badges > MANY and not job.lanes:
        work = ask_worker(event, job)
        return back_to("events_work.page", event=event.slug, long_work=work.public_id)
    endpoint = "badges.job" if job.lanes else "badges.sheet"
    return back_to(endpoint, event=event.slug, print_job=job.public_id)


navigation.item("event", "badges.index", _l("Badges"), organizes, order=60, section=navigation.Section.BADGES)
