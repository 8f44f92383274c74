"""The print log: who printed what, its pages once more, signs for lanes, taking back what came to nothing."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Redirect

from app.badges import printlog, queries
from app.badges.apart import render_apart
from app.badges.layouts.stored import kit_of
from app.badges.models import PrintJob
from app.badges.printing import take_back
from app.badges.rendering import render
from app.badges.tasks import SHEET, sheet_name
from app.badges.views.blueprint import bp
from app.badges.views.kits import faces_of
from app.badges.views.pdf import pdf_response
from app.core import longwork
from app.core.clock import now
from app.core.edge import access, back_to, current_actor, loads, session_of_request
from app.core.i18n import gettext as _
from app.core.paging import offset, pager
from app.events.models import Event
from app.events.policies import checks_in, organizes

#: Up to how many badges are set in this process; more in one of their own, which gives its memory back.
FEW = 12
#: More than this are the worker's: nobody should wait for a page for so long.
MANY = 200
LOG_SIZE = 50


@loads("print_job")
def load_print_job(session: Session, public_id: str, loaded: Any) -> PrintJob | None:
    return queries.job_by_public_id(session, loaded["event"].id, public_id)


@bp.get("/manage/events/<event>/badges/log/")
@access(organizes)
def print_log(event: Event) -> str:
    """Every job, the latest first."""
    session = session_of_request()
    pages = pager(printlog.job_count(session, event.id), LOG_SIZE)
    jobs = printlog.latest_jobs(session, event.id, LOG_SIZE, offset(LOG_SIZE))
    return render_template("badges/log.html", event=event, jobs=jobs, pager=pages)


@bp.get("/manage/events/<event>/badges/<print_job>/")
@access(organizes)
def job(event: Event, print_job: PrintJob) -> str:
    """One job: its lanes with a file each, and who is in it."""
    session = session_of_request()
    lanes = printlog.job_lanes(session, print_job)
    return render_template(
        "badges/job.html",
        event=event,
        job=print_job,
        by=printlog.by_whom(session, print_job),
        lanes=lanes,
        badges=sum(lane.badges for lane in lanes),
        many=MANY,
        people=printlog.job_people(session, print_job, LOG_SIZE, offset(LOG_SIZE)),
        pager=pager(sum(lane.badges for lane in lanes), LOG_SIZE),
    )


@bp.get("/manage/events/<event>/badges/<print_job>/signs/")
@access(organizes)
def signs(event: Event, print_job: PrintJob) -> str:
    """A page for each lane to put up at the desk."""
    lanes = printlog.job_lanes(session_of_request(), print_job)
    if not print_job.lanes:
        abort(404)
    return render_template("badges/signs.html", event=event, job=print_job, lanes=lanes)


@bp.get("/manage/events/<event>/badges/<print_job>.pdf")
@access(checks_in)
def sheet(event: Event, print_job: PrintJob) -> ResponseReturnValue:
    """The badges of a job or of one lane, at once; what is too large for that is on the job's page."""
    session = session_of_request()
    lane = _lane(print_job, request.args)
    tickets = queries.job_tickets(session, print_job, lane)
    if not tickets:
        abort(404)
    if len(tickets) > MANY:
        return back_to("badges.job", event=event.slug, print_job=print_job.public_id)
    kit = kit_of(session, event.id)
    faces = faces_of(session, event, tickets, kit)
    session.rollback()  # the connection is not kept while the pages are set
    body = render(faces, kit) if len(faces) <= FEW else render_apart(faces, kit)
    return pdf_response(body, sheet_name(event, print_job, lane))


def _lane(job: PrintJob, given: Mapping[str, str]) -> int | None:
    """The lane that is asked for, counted from 1."""
    asked = given.get("lane", "")
    if not asked:
        return None
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 0
    return number - 1 if 1 <= number <= len(job.lanes) else abort(404)


@bp.post("/manage/events/<event>/badges/<print_job>/prepare/")
@access(organizes)
def prepare(event: Event, print_job: PrintJob) -> Redirect:
    """Have the worker set a large job, or a large lane of it."""
    work = ask_worker(event, print_job, _lane(print_job, request.form))
    return back_to("events_work.page", event=event.slug, long_work=work.public_id)


def ask_worker(event: Event, job: PrintJob, lane: int | None = None) -> longwork.LongWork:
    """The work that sets these pages: the reader's own that is under way or done, else a new one."""
    session, by = session_of_request(), current_actor().user_id
    params = {"job": job.id, "lane": lane}
    for work in longwork.latest_work(session, event.id, SHEET, 50):
        if work.params == params and work.asked_by == by and (work.open or work.state is longwork.WorkState.DONE):
            return work
    return longwork.ask(session, SHEET, event.id, by, now(), **params)


@bp.post("/manage/events/<event>/badges/<print_job>/take-back/")
@access(organizes)
def undo(event: Event, print_job: PrintJob) -> Redirect:
    """The printer jammed, say: these badges count as not printed."""
    take_back(session_of_request(), print_job, now())
    flash(_("These badges count as not printed."), "success")
    return back_to("badges.job", event=event.slug, print_job=print_job.public_id)
