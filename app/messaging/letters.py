"""Letters about a registration, written in the person's language when their turn comes.

One that is no longer called for, since the registration has moved on, is not sent. Writing it again gives the same.
"""

from email.utils import parseaddr

from flask import current_app

from app.calendars.invitations import invitation
from app.calendars.items import Method, Party
from app.core.clock import now
from app.core.i18n import gettext as _
from app.core.links import public_link
from app.core.outbox import Attachment
from app.core.secrets import Secrets
from app.events.models import EventState
from app.events.queries import changes_of
from app.events.told import told
from app.messaging.enclosures import PICTURE, ticket_files
from app.messaging.writing import Case, Wording, letter
from app.registration import confirming, queries
from app.registration.states import ACCEPTED, CANCELLED, REJECTED, SUBMITTED, WAITLISTED, WITHDRAWN
from app.registration.submitting import HOLD
from app.settings import Settings
from app.tickets.queries import ticket_of
from app.tickets.short_code import format_short_code


@letter("registration_confirm", SUBMITTED)
def ask_to_confirm(case: Case) -> Wording | None:
    if not confirming.is_open(case.session, case.registration, now()):
        return None
    minutes = int(HOLD.total_seconds() // 60)
    held = _("Your place is kept for %(number)d minutes. Confirm it now; one click is all.", number=minutes)
    waits = _("Confirm your address, so that the host can look at your registration.")
    return Wording(
        _("Confirm your registration: %(event)s", event=case.title),
        (held if case.registration.holds_place else waits,),
        _("Confirm"),
        _confirmation(case),
    )


@letter("registration_known", SUBMITTED, ACCEPTED, WAITLISTED)
def say_known(case: Case) -> Wording:
    if asked := ask_to_confirm(case):
        return asked
    return Wording(
        _("Registered already: %(event)s", event=case.title),
        (
            _("The form was sent once more for this person. Nothing has changed: the registration stands."),
            _("Is it somebody else of the same name? Open the page and register them from there."),
        ),
        _("See the registration"),
        case.page,
    )


@letter("registration_received", SUBMITTED)
def say_received(case: Case) -> Wording:
    told = _("The host looks at each registration of this kind and writes to you as soon as it is decided.")
    return Wording(_("Received: %(event)s", event=case.title), (told,), _("See the registration"), case.page)


@letter("registration_accepted", ACCEPTED)
def send_ticket(case: Case) -> Wording | None:
    ticket = ticket_of(case.session, case.registration)
    if ticket is None:
        return None
    return Wording(
        _("Your ticket: %(event)s", event=case.title),
        (
            _("You are registered. Show the code at the entrance: from this mail, from your page or on paper."),
            _("Where it cannot be read, say the short code: %(code)s", code=format_short_code(ticket.short_code)),
        ),
        _("Open the ticket"),
        case.page,
        (*ticket_files(case.session, ticket, case.locale), _calendar(case, Method.REQUEST)),
        PICTURE,
    )


@letter("registration_rejected", REJECTED)
def say_rejected(case: Case) -> Wording:
    told = _("The host thanks you for your interest, and cannot offer you a place this time.")
    return Wording(_("No place: %(event)s", event=case.title), _with_reason(case, told))


@letter("registration_waitlisted", WAITLISTED)
def say_waitlisted(case: Case) -> Wording:
    told = _("You are on the waiting list. We write to you when a place becomes free.")
    subject = _("On the waiting list: %(event)s", event=case.title)
    return Wording(subject, _with_reason(case, told), _("See the registration"), case.page)


@letter("registration_withdrawn", WITHDRAWN)
def say_withdrawn(case: Case) -> Wording:
    told = _("The registration is withdrawn, and the ticket no longer works.")
    return Wording(_("Withdrawn: %(event)s", event=case.title), (told,), enclosed=_calling_off(case))


@letter("registration_cancelled", CANCELLED)
def say_cancelled(case: Case) -> Wording:
    if confirming.has_expired(case.session, case.registration):
        return _say_expired(case)
    told = _("The registration was cancelled, and the ticket no longer works. Write to the host with any question.")
    return Wording(_("Cancelled: %(event)s", event=case.title), _with_reason(case, told), enclosed=_calling_off(case))


@letter("event_changed", ACCEPTED, WAITLISTED, SUBMITTED)
def say_changed(case: Case) -> Wording:
    event, cancelled = case.registration.event, case.registration.event.state is EventState.CANCELLED
    entries = told(changes_of(case.session, event.id, case.payload["changes"]))
    said = [f"{one.label}{_(': ')}{one.before} → {one.after}" for one in entries]
    reasons = dict.fromkeys(one.reason for one in entries if one.reason)
    method = Method.CANCEL if cancelled else Method.REQUEST
    return Wording(
        _("Cancelled: %(event)s", event=case.title) if cancelled else _("Changed: %(event)s", event=case.title),
        (_("The event that you registered for has changed."), *said, *reasons),
        _("See the registration"),
        case.page,
        (_calendar(case, method),) if case.registration.state is ACCEPTED else (),
    )


def _say_expired(case: Case) -> Wording:
    if not confirming.is_open(case.session, case.registration, now()):
        ended = _("Nobody confirmed in time, so the registration has ended. To come all the same, register once more.")
        return Wording(_("Not confirmed in time: %(event)s", event=case.title), (ended,))
    told = _("Nobody confirmed in time, so the place was given back. While there are places, you can still confirm.")
    return Wording(
        _("Your place was given back: %(event)s", event=case.title), (told,), _("Confirm"), _confirmation(case)
    )


def _confirmation(case: Case) -> str:
    secrets: Secrets = current_app.extensions["luntan_secrets"]
    token = confirming.token_of(case.registration, secrets)
    return public_link("registration.confirmation", token=token, lang=case.locale)


def _with_reason(case: Case, told: str) -> tuple[str, ...]:
    return (told, case.reason) if case.reason else (told,)


def _calling_off(case: Case) -> tuple[Attachment, ...]:
    """Takes the event out of the calendar that the ticket's mail put it into."""
    last = queries.last_change(case.session, case.registration.id)
    return (_calendar(case, Method.CANCEL),) if last and last.before == ACCEPTED else ()


def _calendar(case: Case, method: Method) -> Attachment:
    event, registration = case.registration.event, case.registration
    host = event.host_base.name.pick(case.locale) if event.host_base else _("Luntan")
    settings: Settings = current_app.extensions["luntan_settings"]
    return invitation(
        event,
        method,
        organizer=Party(host, event.contact_email or parseaddr(settings.mail_from)[1]),
        attendee=Party(registration.name.display(case.locale), registration.contact_email),
        locale=case.locale,
        link=public_link,
    )
