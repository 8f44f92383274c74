"""What supervisors say of a conflict."""

from wtforms import TextAreaField

from app.checkin.conflicts import LONGEST_NOTE, Cause
from app.core.fields import ChoiceField, options
from app.core.forms import AtMost, Form
from app.core.i18n import lazy_gettext as _l

CAUSES = {
    Cause.TWICE: _l("One person, seen twice"),
    Cause.SHARED: _l("A badge that was shared or copied"),
    Cause.MISTAKE: _l("A mistake: take the later scan back"),
}


class SettleForm(Form):
    cause = ChoiceField(_l("What was it?"), choices=options((cause.value, label) for cause, label in CAUSES.items()))
    note = TextAreaField(_l("Note"), [AtMost(LONGEST_NOTE)], description=_l("It stays in the ledger beside the scan."))
