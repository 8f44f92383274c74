"""Printing badges: see what lacks glyphs, print one or all, fetch the PDF. A print is logged and is never an entry."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from app.badges import composing, queries
from app.badges.apart import render_apart
from app.badges.forms import PrintForm
from app.badges.models import PrintJob
from app.badges.pdf import render_badges
from app.badges.printing import print_badges
from app.badges.proofing import proof, proof_texts
from app.badges.queries import Choice
from app.badges.views.blueprint import bp
from app.badges.views.pdf import code_head, pdf_response
from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, loads, session_of_request
from app.core.i18n import current_locale
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event
from app.events.policies import checks_in, organizes
from app.registration.models import Registration
from app.registration.queries import categories

#: Up to how many badges are set in this process; more in one of their own, which gives its memory back.
FEW = 12


@loads("print_job")
def load_print_job(session: Session, public_id: str, loaded: Any) -> PrintJob | None:
    return queries.job_by_public_id(session, loaded["event"].id, public_id)


def _form(event: Event) -> PrintForm:
    form = PrintForm()
    form.offer(categories(session_of_request(), event.id), current_locale())
    return form


def _page(event: Event, form: PrintForm) -> str:
    session = session_of_request()
    offered = categories(session, event.id)
    shared = (event.title, event.city, *(category.title for category in offered))
    return render_template(
        "badges/index.html",
        event=event,
        form=form,
        categories=offered,
        standings=queries.standings(session, event.id),
        without_ticket=queries.without_ticket(session, event.id),
        proofs=proof(queries.people(session, event.id)),
        shared_signs=proof_texts(part for text in shared for part in (text.zh, text.en)),
        jobs=queries.latest_jobs(session, event.id),
    )


@bp.get("/manage/events/<event>/badges/")
@access(organizes)
def index(event: Event) -> str:
    """How many badges there are, which lack glyphs, what was printed last."""
    return _page(event, _form(event))


@bp.post("/manage/events/<event>/badges/")
@access(organizes)
def print_all(event: Event) -> ResponseReturnValue:
    """Print everyone's badges or those of one category."""
    form = _form(event)
    if form.validate():
        choice = Choice(category=form.category.data, only_new=form.only_new.data)
        if job := attempt(lambda: _print(event, choice), form):
            return _sheet_of(event, job)
    return _page(event, form), 422


@bp.post("/manage/events/<event>/badges/chosen/")
@access(organizes)
def print_chosen(event: Event) -> Redirect:
    """Print the badges of the registrations chosen in a list."""
    chosen = frozenset(request.form.getlist("ids")[:5000])
    job = attempt(lambda: _print(event, Choice(registrations=chosen)))
    return _sheet_of(event, job) if job else back_to("badges.index", event=event.slug)


@bp.post("/manage/events/<event>/registrations/<registration>/badge/")
@access(checks_in)
def print_one(event: Event, registration: Registration) -> Redirect:
    """Print one badge, at the desk too: a lost or misspelt one."""
    job = attempt(lambda: _print(event, Choice(registrations={registration.public_id})))
    return _sheet_of(event, job or abort(409))


@bp.get("/manage/events/<event>/badges/<print_job>.pdf")
@access(checks_in)
def sheet(event: Event, print_job: PrintJob) -> ResponseReturnValue:
    """The badges of a job, one A6 page each."""
    session = session_of_request()
    tickets = queries.job_tickets(session, print_job)
    if not tickets:
        abort(404)
    faces = composing.badge_faces(tickets, composing.stage(session, event, code_head()))
    session.rollback()  # the connection is not kept while the pages are set
    body = render_badges(faces) if len(faces) <= FEW else render_apart(faces)
    return pdf_response(body, f"{event.slug}-badges-{print_job.public_id.lower()}")


def _print(event: Event, choice: Choice) -> PrintJob:
    return print_badges(session_of_request(), event, choice, current_actor().user_id, now())


def _sheet_of(event: Event, job: PrintJob) -> Redirect:
    return back_to("badges.sheet", event=event.slug, print_job=job.public_id)


navigation.item("event", "badges.index", _l("Badges"), organizes, order=60, section=navigation.Section.ON_SITE)
