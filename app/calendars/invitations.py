"""The event's days as an invitation, for the mails that confirm a place or give it up (RFC 6047)."""

from app.calendars.entries import Link, Writer, event_item
from app.calendars.items import Method, Party
from app.calendars.wording import wording
from app.core.outbox import Attachment
from app.events.models import Event


def invitation(
    event: Event, method: Method, *, organizer: Party, attendee: Party, locale: str, link: Link
) -> Attachment:
    """A ``text/calendar`` part whose MIME method is the one inside; UID and SEQUENCE are the feed's.

    `link` gives the full address of a page, as ``app.core.links.public_link`` does.
    """
    # Imported here: icalendar costs 100 ms and some megabytes, which a worker without such a mail need not pay.
    from app.calendars.ical import render_invitation

    item = event_item(event, Writer(wording(locale), link))
    body = render_invitation(item, method=method, organizer=organizer, attendee=attendee)
    parameters = {"charset": "utf-8", "method": method.value, "component": "VEVENT"}
    return Attachment(f"{event.slug}.ics", "text/calendar", body, parameters)
