"""The stock of blank badges: made, printed, and withdrawn when it is lost."""

from typing import Any

from flask import flash, render_template
from werkzeug.wrappers import Response

from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.desk.forms import StockForm
from app.desk.views.blueprint import bp, secrets
from app.events.models import Event
from app.events.policies import organizes
from app.registration.queries import categories
from app.tickets import spares
from app.tickets.models import SpareStock
from app.tickets.spares import Order


@bp.route("/manage/events/<event>/spare-badges/", methods=["GET", "POST"])
@access(organizes)
def stocks(event: Event) -> Any:
    session = session_of_request()
    offered = categories(session, event.id)
    form = StockForm()
    form.offer(offered)
    if form.validate_on_submit():
        chosen = next(category for category in offered if category.public_id == form.category.data)
        order = Order(chosen, form.number.data or 0, form.label.data or "", current_actor().user_id)
        if attempt(lambda: spares.make_stock(session, secrets(), event, order, now()), form):
            flash(_("Made. Print them now, and keep them at the desk."), "success")
            return back_to("desk.stocks", event=event.slug)
    page = render_template("desk/stocks.html", event=event, form=form, rows=spares.stocks(session, event.id))
    return page, 422 if form.is_submitted() else 200


@bp.post("/manage/events/<event>/spare-badges/<spare_stock>/void/")
@access(organizes)
def void(event: Event, spare_stock: SpareStock) -> Response:
    if attempt(lambda: spares.void(spare_stock, now())):
        flash(_("Withdrawn. What of these badges nobody was given is refused everywhere."), "success")
    return back_to("desk.stocks", event=event.slug)


navigation.item("event", "desk.stocks", _l("Blank badges"), organizes, order=62, section=Section.BADGES)
