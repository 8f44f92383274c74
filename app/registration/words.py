"""States and acts in words, as components/state.html shows them."""

from app.core.i18n import lazy_gettext as _l
from app.core.i18n import lazy_pgettext
from app.registration.states import (
    ACCEPTED,
    CANCELLED,
    REJECTED,
    SUBMITTED,
    WAITLISTED,
    WITHDRAWN,
    Act,
)

STATES = [
    (SUBMITTED, _l("To be confirmed")),
    (ACCEPTED, _l("Accepted")),
    (WAITLISTED, _l("On the waiting list")),
    (REJECTED, _l("Not accepted")),
    (WITHDRAWN, _l("Withdrawn")),
    (CANCELLED, _l("Cancelled")),
]
ACTS = {
    Act.ACCEPT: _l("Accept"),
    Act.WAITLIST: _l("Put on the waiting list"),
    Act.REJECT: _l("Do not accept"),
    Act.CANCEL: lazy_pgettext("registration", "Cancel"),
}
