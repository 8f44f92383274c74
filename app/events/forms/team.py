"""The form that gives somebody a role on an event."""

from wtforms import EmailField, RadioField, StringField

from app.core.fields import ChoiceField, options
from app.core.forms import AtMost, EmailAddress, Filled, Form
from app.core.i18n import OWN_NAME
from app.core.i18n import lazy_gettext as _l
from app.core.text import LOCALES
from app.events.models import EventRole

ROLE_CHOICES = (
    (EventRole.ORGANIZER.value, _l("Organizer: changes the event, its agenda and its registrations")),
    (EventRole.CHECKIN.value, _l("Check-in: scans badges and finds people by name")),
    (EventRole.VIEWER.value, _l("Viewer: reads registrations and figures")),
)


class MemberForm(Form):
    email = EmailField(_l("Mail address"), [Filled(), AtMost(254), EmailAddress()])
    name = StringField(_l("Name"), [Filled(), AtMost(120)])
    role = RadioField(_l("Role"), [Filled()], choices=options(ROLE_CHOICES))
    locale = ChoiceField(_l("Language of mail"), choices=options((code, OWN_NAME[code]) for code in LOCALES))
