"""The list of a checkpoint: who is on it, whom to add by search or by category, whom to take off."""

from flask import Blueprint, abort, flash, render_template, request
from werkzeug.wrappers import Response

from app.checkin import lists
from app.checkin.models import Admits, Checkpoint
from app.core.edge import access, back_to, session_of_request
from app.core.i18n import current_locale, ngettext
from app.core.i18n import gettext as _
from app.core.paging import PAGE_SIZE, offset, pager
from app.events.models import Event
from app.events.policies import organizes
from app.registration import listing
from app.registration.forms.organizers import category_options
from app.registration.listing import Filters
from app.registration.models import Registration
from app.registration.queries import categories, category_by_public_id

bp = Blueprint("checkin_lists", __name__)


@bp.get("/manage/events/<event>/checkpoints/<checkpoint>/list/")
@access(organizes)
def index(event: Event, checkpoint: Checkpoint) -> str:
    """Who is on the list; ``?q= category=`` finds whom to add, ``?page=`` turns."""
    session, locale, number = session_of_request(), current_locale(), lists.size(session_of_request(), checkpoint)
    pages = pager(number)
    start = min(offset(), (pages.pages - 1) * PAGE_SIZE)
    filters = Filters(q=request.args.get("q", "").strip()[:200], category=request.args.get("category", "")[:16])
    found, matches = _found(event, filters, locale)
    return render_template(
        "checkin/list.html",
        event=event,
        checkpoint=checkpoint,
        asked=checkpoint.admits is Admits.ROSTER,
        people=lists.people(session, checkpoint, locale, limit=PAGE_SIZE, offset=start),
        number=number,
        pages=pages,
        filters=filters,
        found=found,
        matches=matches,
        listed=lists.listed(session, checkpoint, found),
        categories=category_options(categories(session, event.id)),
    )


def _found(event: Event, filters: Filters, locale: str) -> tuple[list[Registration], int]:
    """The first of those who match, by name, and how many they are; nobody where nothing is asked."""
    if not filters.args():
        return [], 0
    sorted_by_name = Filters(q=filters.q, category=filters.category, sort="name")
    return listing.page(session_of_request(), event.id, sorted_by_name, locale, 1, PAGE_SIZE)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/list/add/")
@access(organizes)
def add(event: Event, checkpoint: Checkpoint) -> Response:
    """Put those chosen on the list."""
    number = lists.add(session_of_request(), checkpoint, _chosen())
    kept = Filters.asked(request.form).args()
    return _back(event, checkpoint, number, _("Choose people who are not on the list yet."), **kept)


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/list/add-category/")
@access(organizes)
def add_category(event: Event, checkpoint: Checkpoint) -> Response:
    """Put everybody of a category on the list who is accepted."""
    asked = request.form.get("category", "")[:16]
    category = category_by_public_id(session_of_request(), event.id, asked) if asked else None
    if asked and category is None:
        abort(404)
    number = lists.add_category(session_of_request(), checkpoint, category) if category else 0
    return _back(event, checkpoint, number, _("Nobody of this category is accepted who is not on the list already."))


@bp.post("/manage/events/<event>/checkpoints/<checkpoint>/list/remove/")
@access(organizes)
def remove(event: Event, checkpoint: Checkpoint) -> Response:
    """Take those chosen off the list."""
    number = lists.remove(session_of_request(), checkpoint, _chosen())
    if number:
        flash(ngettext("%(num)d person is off the list.", "%(num)d people are off the list.", number), "success")
    else:
        flash(_("Choose people first."), "warning")
    return back_to("checkin_lists.index", event=event.slug, checkpoint=checkpoint.public_id)


def _chosen() -> list[str]:
    return [key[:16] for key in request.form.getlist("ids")[:PAGE_SIZE]]


def _back(event: Event, checkpoint: Checkpoint, number: int, nobody: str, **kept: str) -> Response:
    if number:
        flash(ngettext("%(num)d person was added.", "%(num)d people were added.", number), "success")
    else:
        flash(nobody, "warning")
    return back_to("checkin_lists.index", event=event.slug, checkpoint=checkpoint.public_id, **kept)
