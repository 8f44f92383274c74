"""What people are told by mail when their registration changes, and what their ticket page shows."""

from collections.abc import Sequence
from typing import Any

from flask import url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from app.core.clock import today_in
from app.core.forgetting import forget_mails
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.links import public_address
from app.core.outbox import OutboxMail, enqueue
from app.core.providers import provides
from app.core.signals import (
    event_changed,
    registration_accepted,
    registration_received,
    registration_repeated,
    registration_state_changed,
    registration_submitted,
    registrations_erased,
)
from app.events.models import Event, EventChange
from app.registration.models import Registration
from app.registration.queries import to_be_told
from app.registration.states import CANCELLED, REJECTED, WAITLISTED, WITHDRAWN
from app.tickets.qr import QUIET_ZONE, qr_matrix, svg_path
from app.tickets.queries import ticket_of
from app.tickets.short_code import format_short_code

TOLD = {
    REJECTED: "registration_rejected",
    WAITLISTED: "registration_waitlisted",
    WITHDRAWN: "registration_withdrawn",
    CANCELLED: "registration_cancelled",
}


def _write(session: Session, kind: str, registration: Registration) -> None:
    """Put a mail to the person into the outbox, if an address is known."""
    if registration.contact_email:
        enqueue(session, kind, registration.contact_email, registration.locale, {"registration": registration.id})


@registration_submitted.connect
def ask_to_confirm(sender: Any, *, session: Session, registration: Registration) -> None:
    _write(session, "registration_confirm", registration)


@registration_repeated.connect
def say_known(sender: Any, *, session: Session, registration: Registration) -> None:
    _write(session, "registration_known", registration)


@registration_received.connect
def say_received(sender: Any, *, session: Session, registration: Registration) -> None:
    _write(session, "registration_received", registration)


@registration_accepted.connect
def send_ticket(sender: Any, *, session: Session, registration: Registration) -> None:
    _write(session, "registration_accepted", registration)


@registration_state_changed.connect
def tell(sender: Any, *, session: Session, registration: Registration, before: Any) -> None:
    if kind := TOLD.get(registration.state):
        _write(session, kind, registration)


@registrations_erased.connect
def forget_letters(sender: Any, *, session: Session, keys: list[int]) -> None:
    about = OutboxMail.payload["registration"].as_integer().in_(keys)
    forget_mails(session, OutboxMail.kind.startswith("registration_", autoescape=True), about)


@event_changed.connect
def tell_of_change(sender: Any, *, session: Session, event: Event, changes: Sequence[EventChange]) -> None:
    """Once to each address, however many people it registered; nobody is told of what is over."""
    if event.ends_on < today_in(event.zone):
        return
    entries = [change.id for change in changes]
    for registration in to_be_told(session, event.id):
        payload = {"registration": registration.id, "changes": entries}
        enqueue(session, "event_changed", registration.contact_email, registration.locale, payload)


@provides("ticket_card")
def ticket_card(session: Session, registration: Registration) -> dict[str, Any] | None:
    """The code of a valid ticket, as SVG and to be read out."""
    ticket = ticket_of(session, registration)
    if ticket is None:
        return None
    matrix = qr_matrix(public_address("/c/"), ticket.code)
    size = len(matrix) + 2 * QUIET_ZONE
    svg = Markup(  # numbers and path letters alone
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}" shape-rendering="crispEdges" '
        'aria-hidden="true" focusable="false"><path d="{}"/></svg>'
    ).format(-QUIET_ZONE, -QUIET_ZONE, size, size, svg_path(matrix))
    return {"qr": svg, "short_code": format_short_code(ticket.short_code)}


@provides("ticket_links")
def ticket_links(registration: Registration) -> list[dict[str, str]]:
    """The ticket to print, and the event's days for a calendar."""
    event = registration.event
    return [
        {"label": _("PDF"), "url": url_for("badges.ticket_file", my_registration=registration.public_id)},
        {
            "label": _("Add to calendar"),
            "url": url_for("calendars.event_feed", slug=event.slug, lang=current_locale()),
        },
    ]
