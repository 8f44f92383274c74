"""The organizers' devices: how each stands, messages to them, and taking one out of service."""

from typing import Any

from flask import Blueprint, flash, render_template
from werkzeug.wrappers import Response

from app.accounts.browsers import describe
from app.checkin import devices, queries
from app.checkin.devices import device_lasts_until
from app.checkin.forms import ROLES, DeviceForm, names
from app.checkin.models import Device, DeviceRole
from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.navigation import Section
from app.core.zones import wall_clock
from app.events.models import Event
from app.events.policies import organizes
from app.fleet import messages
from app.fleet.forms import MessageForm
from app.fleet.pairing import usual_name
from app.fleet.standing import Standing, standings

bp = Blueprint("checkin_devices", __name__)


@bp.get("/manage/events/<event>/devices/")
@access(organizes)
def index(event: Event) -> str:
    return page(event)


@bp.get("/manage/events/<event>/devices/now/")
@access(organizes)
def present(event: Event) -> str:
    """A fragment that the page asks for again and again: how the devices stand, and who has seen what."""
    return render_template("fleet/_now.html", event=event, **_shown(event))


@bp.post("/manage/events/<event>/devices/messages/")
@access(organizes)
def message(event: Event) -> Any:
    """Tell one device, or all."""
    form = _message_form(_standings(event))
    session = session_of_request()

    def send() -> object:
        text = form.text.data or ""
        return messages.send(session, event.id, text, device=form.device, by=current_actor().user_id, at=now())

    if not form.validate() or attempt(send, form) is None:
        return page(event, message_form=form), 422
    flash(_("Sent. It is shown within seconds, and on phones without network as soon as they are back."), "success")
    return back_to("checkin_devices.index", event=event.slug)


@bp.post("/manage/events/<event>/devices/<device>/revoke/")
@access(organizes)
def revoke(event: Event, device: Device) -> Response:
    if attempt(lambda: devices.revoke(device, now())):
        flash(
            _("%(device)s is out of service. What it scans from now on is kept apart.", device=device.name), "success"
        )
    return back_to("checkin_devices.index", event=event.slug)


def device_form(event: Event) -> DeviceForm:
    """What a phone may do, as it was typed."""
    form = DeviceForm()
    form.offer(queries.checkpoints(session_of_request(), event.id))
    return form


def _usual(event: Event) -> DeviceForm:
    """What a phone may do where nobody typed anything."""
    form = DeviceForm(formdata=None)
    form.offer(queries.checkpoints(session_of_request(), event.id))
    form.name.data = usual_name(session_of_request(), event.id)
    form.expires.data = wall_clock(device_lasts_until(event), event.zone)
    return form


def page(event: Event, form: DeviceForm | None = None, message_form: MessageForm | None = None) -> str:
    shown, usual = _shown(event), _usual(event)
    return render_template(
        "checkin/devices.html",
        event=event,
        usual=usual,
        form=form or usual,
        message_form=message_form or _message_form(shown["rows"], formdata=None),
        **shown,
    )


def _shown(event: Event) -> dict[str, Any]:
    rows = _standings(event)
    return {
        "rows": rows,
        "at": now(),
        "browsers": {row.device.id: " · ".join(filter(None, describe(row.device.browser))) for row in rows},
        "serving": sum(row.in_service for row in rows),
        "troubled": sum(bool(row.warnings) for row in rows),
        "sent": messages.sent(session_of_request(), event.id, [row.device for row in rows]),
        "roles": names(ROLES),
    }


def _standings(event: Event) -> list[Standing]:
    return standings(session_of_request(), event.id, now())


def _message_form(rows: list[Standing], **options: Any) -> MessageForm:
    form = MessageForm(**options)
    form.offer(row.device for row in rows if row.in_service and row.device.role is not DeviceRole.KIOSK)
    return form


navigation.item("event", "checkin_devices.index", _l("Devices"), organizes, order=72, section=Section.ON_SITE)
