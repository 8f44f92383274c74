"""``/c/<CODE>``: what the code on a badge opens in any phone's camera. Opening it checks nobody in.

Staff with the role see the person and a button; the badge's owner goes on to the ticket; anyone else sees a page that
is the same for every code, genuine or not.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.checkin import queries
from app.checkin.answers import ScanAnswer
from app.checkin.desk import Pressed
from app.checkin.desk import check_in as check_in_by_desk
from app.checkin.ids import new_scan_id
from app.checkin.views.texts import scanner_texts
from app.core.clock import now
from app.core.edge import access, back_to, current_actor, loads, session_of_request
from app.core.i18n import gettext as _
from app.core.policies import Actor, public
from app.events.models import Event
from app.events.policies import checks_in
from app.registration.models import Registration
from app.tickets.codec import ParsedCode, parse
from app.tickets.queries import ticket_of
from app.tickets.verifying import registration_of_code, signature_of

bp = Blueprint("checkin_codes", __name__)


@dataclass(frozen=True, slots=True)
class Badge:
    """A code as it came in the URL, and whom it names, if anybody."""

    code: str
    registration: Registration | None = None
    signature: str = ""
    replaced: bool = False


@loads("badge")
def load_badge(session: Session, code: str, _loaded: Mapping[str, Any]) -> Badge:
    """Never None: whether a code exists is told to staff alone."""
    parsed = parse(code)
    found = registration_of_code(session, parsed) if isinstance(parsed, ParsedCode) else None
    if found is None or not isinstance(parsed, ParsedCode):
        return Badge(code)
    ticket = ticket_of(session, found)
    replaced = ticket is not None and ticket.generation != parsed.claims.generation
    return Badge(code, found, signature_of(session, found.event_id, parsed), replaced)


def scans_badge(actor: Actor, args: Mapping[str, Any]) -> bool:
    """May check in at the event that the code is of."""
    badge: Badge = args["badge"]
    return badge.registration is not None and checks_in(actor, {"event": badge.registration.event})


@bp.get("/c/<badge>")
@access(public)
def code(badge: Badge) -> ResponseReturnValue:
    actor = current_actor()
    if scans_badge(actor, {"badge": badge}):
        return _person(badge)
    mine = badge.registration
    if mine and actor.signed_in and mine.contact_email == actor.email and badge.signature == "valid":
        return redirect(url_for("registration.ticket", my_registration=mine.public_id), 303)
    path = request.path if not actor.signed_in else ""
    return render_template("tickets/code.html", sign_in=url_for("accounts.sign_in", next=path) if path else "")


@bp.post("/c/<badge>")
@access(scans_badge, reads_first=True)
def check_in(badge: Badge) -> ResponseReturnValue:
    """Check the person in at the chosen checkpoint; the form's own id makes a second press a replay."""
    assert badge.registration is not None
    session, event, moment = session_of_request(), badge.registration.event, now()
    checkpoint = queries.checkpoint_by_public_id(session, event.id, request.form.get("checkpoint", "")[:16])
    scan_id = _uuid(request.form.get("scan_id", ""))
    if checkpoint is None or scan_id is None:
        flash(_("Choose a checkpoint."), "error")
        return back_to("checkin_codes.code", badge=badge.code)
    direction = "out" if request.form.get("direction") == "out" else "in"
    pressed = Pressed(scan_id, checkpoint.public_id, badge.code, direction)
    answer = check_in_by_desk(session, event.id, current_actor().user_id or 0, pressed, moment)
    return _person(badge, answer, pressed.checkpoint)


def _person(badge: Badge, answer: ScanAnswer | None = None, chosen: str = "") -> str:
    """The person, what became of the last press, and the button for the next."""
    assert badge.registration is not None
    event: Event = badge.registration.event
    return render_template(
        "tickets/check_in.html",
        badge=badge,
        registration=badge.registration,
        event=event,
        checkpoints=queries.checkpoints(session_of_request(), event.id),
        chosen=chosen,
        answer=answer,
        scan_id=new_scan_id(),
        words=scanner_texts(),
    )


def _uuid(typed: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(typed)
    except ValueError:
        return None
