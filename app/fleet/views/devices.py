"""The organizers' devices: pairing a phone, a token for scripts, who has what, and taking one out of service."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.accounts.browsers import describe
from app.checkin import devices, queries
from app.checkin.devices import Terms, device_lasts_until, in_service
from app.checkin.forms import ROLES, DeviceForm, names
from app.checkin.models import Device, Pairing
from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, loads, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.links import public_address
from app.core.navigation import Section
from app.events.models import Event
from app.events.policies import organizes
from app.tickets.qr import qr_matrix, svg_path

bp = Blueprint("checkin_devices", __name__)


@loads("pairing")
def load_pairing(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Pairing | None:
    return queries.pairing_by_public_id(session, loaded["event"].id, public_id)


@bp.get("/manage/events/<event>/devices/")
@access(organizes)
def index(event: Event) -> str:
    return _page(event, _form(event))


@bp.post("/manage/events/<event>/devices/pair/")
@access(organizes)
def pair(event: Event) -> Any:
    """A code for one phone, on the screen for as long as it is good; it is never shown again."""
    form, moment = _form(event), now()
    actor = current_actor()

    def begin() -> tuple[Pairing, str]:
        terms = form.terms(event.zone, moment)
        return devices.begin_pairing(session_of_request(), event, terms, actor.user_id or 0, moment)

    made = attempt(begin, form) if form.validate() else None
    if made is None:
        return _page(event, form), 422
    pairing, code = made
    head = public_address("/scan/pair/")
    matrix = qr_matrix(head, code)
    return render_template(
        "checkin/pairing.html",
        event=event,
        pairing=pairing,
        link=f"{head}{code}/",
        path=svg_path(matrix),
        size=len(matrix),
    )


@bp.get("/manage/events/<event>/devices/pairings/<pairing>/")
@access(organizes)
def pairing_state(event: Event, pairing: Pairing) -> str:
    """A fragment that the page of the code asks for again and again."""
    return render_template(
        "checkin/_pairing_state.html", event=event, pairing=pairing, over=pairing.expires_at <= now()
    )


@bp.post("/manage/events/<event>/devices/token/")
@access(organizes)
def token(event: Event) -> Any:
    """A device for a script: its token is shown this once."""
    form, moment = _form(event), now()

    def enrol() -> tuple[Device, str]:
        terms: Terms = form.terms(event.zone, moment)
        return devices.enrol(session_of_request(), event.id, terms)

    made = attempt(enrol, form) if form.validate() else None
    if made is None:
        return _page(event, form), 422
    device, secret = made
    return render_template("checkin/token.html", event=event, device=device, token=secret, address=public_address("/"))


@bp.post("/manage/events/<event>/devices/<device>/revoke/")
@access(organizes)
def revoke(event: Event, device: Device) -> Response:
    if attempt(lambda: devices.revoke(device, now())):
        flash(
            _("%(device)s is out of service. What it scans from now on is kept apart.", device=device.name), "success"
        )
    return back_to("checkin_devices.index", event=event.slug)


def _form(event: Event) -> DeviceForm:
    form = DeviceForm()
    form.offer(queries.checkpoints(session_of_request(), event.id))
    form.propose(device_lasts_until(event), event.zone)
    return form


def _page(event: Event, form: DeviceForm) -> str:
    moment = now()
    rows = queries.devices(session_of_request(), event.id)
    return render_template(
        "checkin/devices.html",
        event=event,
        form=form,
        rows=[
            (row, user, " · ".join(filter(None, describe(row.browser))), in_service(row, moment)) for row, user in rows
        ],
        roles=names(ROLES),
    )


navigation.item("event", "checkin_devices.index", _l("Devices"), organizes, order=72, section=Section.ON_SITE)
