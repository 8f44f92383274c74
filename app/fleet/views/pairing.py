"""Pairing phones by a code on the organizer's screen, one after another, and tokens for scripts."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from sqlalchemy.orm import Session

from app.checkin import devices, queries
from app.checkin.devices import Terms
from app.checkin.models import Device, Pairing
from app.core.clock import now
from app.core.edge import access, attempt, back_to, current_actor, loads, session_of_request
from app.core.links import public_address
from app.events.models import Event
from app.events.policies import organizes
from app.fleet.pairing import next_name, pair_another
from app.fleet.views.devices import bp, device_form, page
from app.tickets.qr import qr_matrix, svg_path

#: Tells htmx to ask no more.
STOP_ASKING = 286


@loads("pairing")
def load_pairing(session: Session, public_id: str, loaded: Mapping[str, Any]) -> Pairing | None:
    return queries.pairing_by_public_id(session, loaded["event"].id, public_id)


@bp.post("/manage/events/<event>/devices/pair/")
@access(organizes)
def pair(event: Event) -> Any:
    """A code for one phone, on the screen for as long as it is good; it is never shown again."""
    form, moment = device_form(event), now()

    def begin() -> tuple[Pairing, str]:
        terms = form.terms(event.zone, moment)
        return devices.begin_pairing(session_of_request(), event, terms, current_actor().user_id or 0, moment)

    made = attempt(begin, form) if form.validate() else None
    return _code(event, *made) if made else (page(event, form), 422)


@bp.post("/manage/events/<event>/devices/pairings/<pairing>/next/")
@access(organizes)
def pair_next(event: Event, pairing: Pairing) -> Any:
    """A code for the next phone, on the terms of the one before."""
    made = attempt(lambda: pair_another(session_of_request(), pairing, current_actor().user_id or 0, now()))
    return _code(event, *made) if made else back_to("checkin_devices.index", event=event.slug)


def _code(event: Event, pairing: Pairing, code: str) -> str:
    head = public_address("/scan/pair/")
    matrix = qr_matrix(head, code)
    return render_template(
        "checkin/pairing.html",
        event=event,
        pairing=pairing,
        link=f"{head}{code}/",
        scanner=public_address("/scan/"),
        path=svg_path(matrix),
        size=len(matrix),
    )


@bp.get("/manage/events/<event>/devices/pairings/<pairing>/")
@access(organizes)
def pairing_state(event: Event, pairing: Pairing) -> tuple[str, int]:
    """A fragment that the page of the code asks for again and again, until there is nothing to wait for."""
    over = pairing.expires_at <= now()
    following = url_for("checkin_devices.pair_next", event=event.slug, pairing=pairing.public_id)
    content = render_template(
        "checkin/_pairing_state.html",
        event=event,
        pairing=pairing,
        over=over,
        following=following,
        next_name=next_name(pairing.name),
    )
    return content, STOP_ASKING if pairing.used_at or over else 200


@bp.post("/manage/events/<event>/devices/token/")
@access(organizes)
def token(event: Event) -> Any:
    """A device for a script: its token is shown this once."""
    form, moment = device_form(event), now()

    def enrol() -> tuple[Device, str]:
        terms: Terms = form.terms(event.zone, moment)
        return devices.enrol(session_of_request(), event.id, terms)

    made = attempt(enrol, form) if form.validate() else None
    if made is None:
        return page(event, form), 422
    device, secret = made
    return render_template("checkin/token.html", event=event, device=device, token=secret, address=public_address("/"))
