"""The organizers' agenda: sessions day by day, and the form of each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response

from app.agenda import queries, scheduling
from app.agenda.conflicts import conflicts
from app.agenda.forms import KINDS, CancelForm, SessionForm
from app.agenda.models import AgendaSession, Room, SessionState, Track
from app.agenda.readiness import outside
from app.agenda.scheduling import Draft
from app.core import navigation
from app.core.clock import now
from app.core.dates import local
from app.core.edge import access, attempt, back_to, session_of_request
from app.core.folding import fold
from app.core.i18n import current_locale, ngettext
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.core.zones import wall_clock
from app.events.models import Event
from app.events.policies import organizes, organizes_forum

bp = Blueprint("agenda_sessions", __name__)


@bp.get("/manage/events/<event>/agenda/")
@access(organizes)
def index(event: Event) -> str:
    """Sessions by day; ``?q= room= track= state=`` narrow the list, clashes are found among all."""
    session = session_of_request()
    rows = queries.managed_sessions(session, event.id)
    filters = {name: request.args.get(name, "")[:80] for name in ("q", "room", "track", "state")}
    clashes = conflicts(rows)
    return render_template(
        "agenda/sessions.html",
        event=event,
        days=_by_day(event, [row for row in rows if _matches(row, filters)]),
        any_sessions=bool(rows),
        filters=filters,
        kinds=KINDS,
        clashes=clashes,
        clashing={row.id for clash in clashes for row in (clash.first, clash.second)},
        outside={row.id for row in outside(event, rows)},
        removed=queries.managed_sessions(session, event.id, removed=True),
        room_options=_options(queries.rooms(session, event.id)),
        track_options=_options(queries.tracks(session, event.id)),
    )


def _options(rows: Sequence[Room] | Sequence[Track]) -> list[tuple[str, str]]:
    return [(row.public_id, row.name.pick(current_locale())) for row in rows]


def _by_day(event: Event, rows: list[AgendaSession]) -> list[tuple[date, list[AgendaSession]]]:
    days: dict[date, list[AgendaSession]] = defaultdict(list)
    for row in rows:
        days[local(row.starts_at, event.zone).date()].append(row)
    return sorted(days.items())


def _matches(row: AgendaSession, filters: dict[str, str]) -> bool:
    names = [part for speaker in row.speakers for part in (speaker.name.display("zh"), speaker.name.display("en"))]
    texts = [row.title.zh, row.title.en, *names]
    return (
        (not filters["q"] or any(fold(filters["q"]) in fold(text) for text in texts))
        and (not filters["room"] or (row.room is not None and row.room.public_id == filters["room"]))
        and (not filters["track"] or (row.track is not None and row.track.public_id == filters["track"]))
        and (not filters["state"] or row.state.value == filters["state"])
    )


@bp.post("/manage/events/<event>/agenda/confirm/")
@access(organizes)
def confirm(event: Event) -> Response:
    """Confirm the chosen drafts."""
    session = session_of_request()
    rows = queries.sessions_by_public_id(session, event.id, request.form.getlist("ids"))
    number = attempt(lambda: scheduling.confirm(session, event, rows))
    if number is not None:
        done = ngettext("%(num)d session confirmed.", "%(num)d sessions confirmed.", 0 if number is True else number)
        flash(done, "success")
    return back_to("agenda_sessions.index", event=event.slug)


@bp.route("/manage/events/<event>/agenda/new/", methods=["GET", "POST"])
@access(organizes)
def new(event: Event) -> Any:
    """A session; proposed to begin where the one that was added last ends."""
    form = _form(event, SessionForm())
    if not form.is_submitted():
        _propose(form, event)
    if form.validate_on_submit():
        row = attempt(lambda: scheduling.create(session_of_request(), event, _draft(form, event), now()), form)
        if row:
            flash(_("Saved."), "success")
            if request.form.get("then") == "another":
                return back_to("agenda_sessions.new", event=event.slug)
            return back_to("agenda_sessions.index", event=event.slug, _anchor=f"s-{row.public_id}")
    page = render_template("agenda/session_form.html", event=event, form=form, row=None, clashes=[], cancel_form=None)
    return page, 422 if form.is_submitted() else 200


@bp.route("/manage/events/<event>/agenda/<agenda_session>/", methods=["GET", "POST"])
@access(organizes)
def edit(event: Event, agenda_session: AgendaSession) -> Any:
    if agenda_session.removed_at is not None:
        abort(404)
    form = _opened(event, agenda_session)
    if form.validate_on_submit() and _save(form, event, agenda_session):
        flash(_("Saved."), "success")
        return back_to("agenda_sessions.index", event=event.slug, _anchor=f"s-{agenda_session.public_id}")
    return _page(event, agenda_session, form, CancelForm(None)), 422 if form.is_submitted() else 200


def _save(form: SessionForm, event: Event, row: AgendaSession) -> bool:
    session, version = session_of_request(), form.version.data or ""
    if attempt(lambda: scheduling.edit(session, event, row, _draft(form, event), version, now()), form):
        return True
    if form.stale:
        form.meet(_opened(event, row, fresh=True), row)
    return False


def _opened(event: Event, row: AgendaSession, *, fresh: bool = False) -> SessionForm:
    """The form of ``row``; ``fresh``: as it would open now, whatever was typed."""
    form = SessionForm(None, obj=row) if fresh else SessionForm(obj=row)
    _form(event, form).keep_state(row)
    if fresh or not form.is_submitted():
        form.show(row, event.zone)
    form.opened(row)
    return form


def _page(event: Event, row: AgendaSession, form: SessionForm, cancel_form: CancelForm) -> str:
    rows = queries.managed_sessions(session_of_request(), event.id)
    clashes = [clash for clash in conflicts(rows) if row in (clash.first, clash.second)]
    return render_template(
        "agenda/session_form.html", event=event, form=form, row=row, clashes=clashes, cancel_form=cancel_form
    )


@bp.post("/manage/events/<event>/agenda/<agenda_session>/cancel/")
@access(organizes)
def cancel(event: Event, agenda_session: AgendaSession) -> Any:
    form = CancelForm()
    reason = form.bilingual("reason")
    if form.validate() and attempt(
        lambda: scheduling.cancel(session_of_request(), event, agenda_session, reason), form
    ):
        flash(_("The session is cancelled. It stays on the agenda, struck through."), "success")
        return back_to("agenda_sessions.index", event=event.slug, _anchor=f"s-{agenda_session.public_id}")
    return _page(event, agenda_session, _opened(event, agenda_session, fresh=True), form), 422


@bp.post("/manage/events/<event>/agenda/<agenda_session>/restore/")
@access(organizes)
def restore(event: Event, agenda_session: AgendaSession) -> Response:
    if attempt(lambda: scheduling.restore(session_of_request(), event, agenda_session)):
        flash(_("The session takes place again."), "success")
    return back_to("agenda_sessions.index", event=event.slug, _anchor=f"s-{agenda_session.public_id}")


@bp.post("/manage/events/<event>/agenda/<agenda_session>/remove/")
@access(organizes)
def remove(event: Event, agenda_session: AgendaSession) -> Response:
    """Deleted, or kept as a tombstone; the message says which."""
    known = attempt(lambda: scheduling.remove(session_of_request(), event, agenda_session, now()))
    if known is not None:
        told = _("The session is off the agenda. Calendars that hold it learn that it is cancelled.")
        flash(told if known else _("The session was deleted."), "success")
    return back_to("agenda_sessions.index", event=event.slug)


def _form(event: Event, form: SessionForm) -> SessionForm:
    session = session_of_request()
    form.offer(queries.rooms(session, event.id), queries.tracks(session, event.id), queries.speakers(session, event.id))
    return form


def _draft(form: SessionForm, event: Event) -> Draft:
    return Draft(form.typed(event), form.chosen_speakers())


def _propose(form: SessionForm, event: Event) -> None:
    last = queries.last_session(session_of_request(), event.id)
    if last is None:
        form.starts.data = datetime.combine(event.starts_on, datetime.min.time()).replace(hour=9)
    else:
        form.starts.data = wall_clock(last.ends_at, event.zone)
        form.room.data = last.room.public_id if last.room else ""
        form.track.data = last.track.public_id if last.track else ""
    form.ends.data = form.starts.data + timedelta(minutes=30)
    form.state.data = SessionState.DRAFT.value


navigation.item("event", "agenda_sessions.index", _l("Agenda"), organizes_forum, order=40, section=Section.PROGRAMME)
