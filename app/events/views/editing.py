"""Making an event, and editing it section by section."""

from typing import Any

from flask import Blueprint, abort, flash, render_template, request, url_for

from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, session_of_request
from app.core.editing import Stale, lock, version_of
from app.core.geo import Point, map_links
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.events import editing
from app.events.editing import Move
from app.events.forms.choices import Offer
from app.events.forms.events import NewEventForm
from app.events.forms.sections import SECTIONS, DatesForm, SectionForm
from app.events.models import Event
from app.events.policies import creates_events, organizes
from app.events.queries import next_number, series_by_slug
from app.events.views.offers import offer

bp = Blueprint("events_editing", __name__)


@bp.route("/manage/events/new/", methods=["GET", "POST"])
@access(creates_events)
def new() -> Any:
    """What an event begins with; ``?series=`` proposes the next edition of one."""
    form, choices = NewEventForm(), offer()
    form.prepare(choices)
    if not form.is_submitted():
        _propose_edition(form)
    if form.validate_on_submit():
        event = attempt(lambda: editing.create(session_of_request(), form.typed(choices)), form)
        if event:
            flash(_("A draft was made. Fill in what is missing."), "success")
            return back_to("events_manage.overview", event=event.slug)
    return render_template("events/new.html", form=form), 422 if form.is_submitted() else 200


def _propose_edition(form: NewEventForm) -> None:
    form.kind.data = request.args.get("kind", "forum")
    series = series_by_slug(session_of_request(), request.args.get("series", "")[:80])
    if series:
        form.series.data, form.number.data = series.slug, next_number(session_of_request(), series.id)
        form.title_zh.data, form.title_en.data = series.title.zh, series.title.en


@bp.route("/manage/events/<event>/edit/", methods=["GET", "POST"], defaults={"section": "basics"})
@bp.route("/manage/events/<event>/edit/<section>/", methods=["GET", "POST"])
@access(organizes)
def edit(event: Event, section: str) -> Any:
    """One section of an event's form."""
    if section not in SECTIONS:
        abort(404)
    form_class, choices = SECTIONS[section][1], offer(event)
    form = form_class(obj=event)
    form.prepare(event, choices)
    if not form.is_submitted():
        form.version.data = _stored(form_class, event, choices).mark
    if form.validate_on_submit():
        if attempt(lambda: _save(form, event, choices), form):
            flash(_("Saved."), "success")
            return back_to("events_editing.edit", event=event.slug, section=section)
        if form.stale:
            form.meet(_stored(form_class, event, choices), event)
    return _page(event, section, form), 422 if form.is_submitted() else 200


def _save(form: SectionForm, event: Event, choices: Offer) -> Event:
    session, values = session_of_request(), form.typed(event, choices)
    lock(session, event)
    if not form.opened_with(_stored(type(form), event, choices)):
        raise Stale
    version = version_of(event)
    if isinstance(form, DatesForm):
        return editing.edit_dates(session, event, values, version, now(), Move(form.why, form.along.data))
    return editing.edit(session, event, values, version, now(), form.why)


def _stored(form_class: type[SectionForm], event: Event, choices: Offer) -> SectionForm:
    """The form as it would open now."""
    form = form_class(None, obj=event)
    form.prepare(event, choices, fresh=True)
    return form


def _page(event: Event, section: str, form: SectionForm) -> str:
    tabs = [
        {"label": label, "url": url_for(".edit", event=event.slug, section=key), "current": key == section}
        for key, (label, _form) in SECTIONS.items()
    ]
    links = {}
    if event.latitude is not None and event.longitude is not None:
        links = map_links(Point(event.latitude, event.longitude), event.venue.pick(current_locale()))
    return render_template(f"events/edit_{section}.html", event=event, form=form, tabs=tabs, map_links=links)


navigation.item("event", "events_editing.edit", _l("Details"), organizes, order=20)
