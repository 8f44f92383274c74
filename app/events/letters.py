"""The mail that tells a colleague of a role on an event."""

from sqlalchemy.orm import Session

from app.core.i18n import current_locale, force_locale
from app.core.i18n import gettext as _
from app.core.letters import write_letter
from app.core.links import public_link
from app.core.outbox import Letter, OutboxMail, renders
from app.events.models import Event, EventRole
from app.events.team import ROLE_NAMES


@renders("event_role")
def role_letter(session: Session, mail: OutboxMail) -> Letter | None:
    event = session.get(Event, mail.payload["event"])
    if event is None:
        return None
    with force_locale(mail.locale):
        title = event.title.pick(current_locale())
        return write_letter(
            "event_role",
            _("You work on “%(event)s”", event=title),
            event=event,
            title=title,
            role=ROLE_NAMES[EventRole(mail.payload["role"])],
            email=mail.to,
            url=public_link("events_manage.overview", event=event.slug, lang=mail.locale),
        )
