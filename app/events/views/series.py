"""Series: what rotates."""

from typing import Any

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response

from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.policies import headquarters
from app.events import editing
from app.events.forms.events import SeriesForm
from app.events.models import Series
from app.events.queries import all_series, edition_counts, series_editions

bp = Blueprint("events_series", __name__)


@bp.get("/manage/series/")
@access(headquarters)
def index() -> str:
    """Every series, archived ones last."""
    session = session_of_request()
    found = sorted(all_series(session, archived=True), key=lambda series: series.archived_at is not None)
    return render_template("events/series_list.html", series=found, editions=edition_counts(session))


@bp.route("/manage/series/new/", methods=["GET", "POST"])
@access(headquarters)
def new() -> Any:
    form = SeriesForm()
    if form.validate_on_submit():
        series = attempt(lambda: editing.create_series(session_of_request(), form.values()), form)
        if series:
            flash(_("Saved."), "success")
            return back_to("events_series.edit", series=series.slug)
    page = render_template("events/series_form.html", form=form, series=None, editions=[])
    return page, 422 if form.is_submitted() else 200


@bp.route("/manage/series/<series>/", methods=["GET", "POST"])
@access(headquarters)
def edit(series: Series) -> Any:
    session = session_of_request()
    form = SeriesForm(obj=series)
    form.opened(series)
    if form.validate_on_submit():
        values = form.values() | {"slug": form.slug.data or series.slug}
        if attempt(lambda: editing.edit_series(session, series, values, form.version.data or ""), form):
            flash(_("Saved."), "success")
            return back_to("events_series.edit", series=series.slug)
        if form.stale:
            form.meet(SeriesForm(None, obj=series), series)
    editions = series_editions(session, series.id)
    page = render_template("events/series_form.html", form=form, series=series, editions=editions)
    return page, 422 if form.is_submitted() else 200


@bp.post("/manage/series/<series>/archive/")
@access(headquarters)
def archive(series: Series) -> Response:
    editing.archive_series(series, now())
    flash(_("The series is archived. Its editions stay as they are."), "success")
    return back_to("events_series.index")


@bp.post("/manage/series/<series>/restore/")
@access(headquarters)
def restore(series: Series) -> Response:
    editing.archive_series(series, None)
    flash(_("The series is in use again."), "success")
    return back_to("events_series.edit", series=series.slug)


navigation.item("manage", "events_series.index", _l("Series"), headquarters, order=20)
