"""The organizers' signing keys, and renewing a lost badge's ticket."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.core import navigation
from app.core.clock import now
from app.core.edge import access, attempt, back_to, loads, session_of_request
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import ngettext
from app.core.navigation import Section
from app.core.secrets import Secrets
from app.events.models import Event
from app.events.policies import organizes
from app.registration.models import Registration
from app.tickets import issuing, keys, queries
from app.tickets.models import SigningKey

bp = Blueprint("tickets", __name__)


@loads("signing_key")
def load_signing_key(session: Session, number: Any, loaded: Mapping[str, Any]) -> SigningKey | None:
    """Keys are numbered in a byte of the code; no database counts as far as an address can."""
    return queries.signing_key(session, loaded["event"].id, number) if number <= keys.LAST_NUMBER else None


def _secrets() -> Secrets:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    return secrets


@bp.get("/manage/events/<event>/keys/")
@access(organizes)
def signing_keys(event: Event) -> str:
    session = session_of_request()
    return render_template(
        "tickets/keys.html",
        event=event,
        rows=queries.signing_keys(session, event.id),
        signed=queries.valid_tickets_by_key(session, event.id),
    )


@bp.post("/manage/events/<event>/keys/rotate/")
@access(organizes)
def rotate(event: Event) -> Response:
    """Sign with a new key from now on."""
    if attempt(lambda: keys.rotate(session_of_request(), _secrets(), event.id, now())):
        flash(_("New tickets are signed by a new key. Those signed before stay valid."), "success")
    return back_to("tickets.signing_keys", event=event.slug)


@bp.post("/manage/events/<event>/keys/<int:signing_key>/revoke/")
@access(organizes)
def revoke(event: Event, signing_key: SigningKey) -> Response:
    """Refuse what a stolen key signed, and sign those tickets anew."""
    renewed = attempt(lambda: issuing.revoke_key(session_of_request(), _secrets(), signing_key, now()))
    if renewed is not None:
        number = 0 if renewed is True else renewed
        said = ngettext(
            "The key is revoked. %(num)d ticket was renewed: print that badge again.",
            "The key is revoked. %(num)d tickets were renewed: print those badges again.",
            number,
        )
        flash(said, "success")
    return back_to("tickets.signing_keys", event=event.slug)


@bp.post("/manage/events/<event>/registrations/<registration>/renew-ticket/")
@access(organizes)
def renew(event: Event, registration: Registration) -> Response:
    """A new code for a lost badge; the old one answers that it was replaced."""
    if attempt(lambda: issuing.reissue(session_of_request(), _secrets(), registration, now())):
        flash(_("The ticket has a new code. A badge printed before is refused from now on."), "success")
    return back_to("registration_manage.detail", event=event.slug, registration=registration.public_id)


navigation.item("event", "tickets.signing_keys", _l("Signing keys"), organizes, order=68, section=Section.BADGES)
