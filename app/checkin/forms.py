"""Forms of checkpoints, of devices, and of what supervisors do with the ledger."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from wtforms import StringField

from app.checkin import pins
from app.checkin.devices import Terms
from app.checkin.kinds import USUAL
from app.checkin.models import Admits, Checkpoint, CheckpointKind, DeviceRole, Rule
from app.core.errors import DomainError
from app.core.fields import ChoiceField, ClockField, MultiCheckboxField, options
from app.core.forms import AtMost, EditForm, Filled, Form
from app.core.i18n import current_locale
from app.core.i18n import lazy_gettext as _l
from app.core.zones import at_place, wall_clock
from app.events.models import Event
from app.registration.models import Category

KINDS = {
    CheckpointKind.ENTRY: _l("Entrance"),
    CheckpointKind.SESSION: _l("Session"),
    CheckpointKind.MEAL: _l("Meal"),
    CheckpointKind.BUS: _l("Bus"),
    CheckpointKind.HOTEL: _l("Hotel"),
    CheckpointKind.SITE: _l("Site visit"),
    CheckpointKind.EQUIPMENT: _l("Equipment"),
}
ADMITS = {
    Admits.ALL: _l("Everybody who is accepted"),
    Admits.CATEGORIES: _l("Some categories"),
    Admits.ROSTER: _l("Those on its own list"),
}
RULES = {
    Rule.ONCE: _l("Once"),
    Rule.DAILY: _l("Once a day"),
    Rule.IN_OUT: _l("In and out: who is inside now"),
    Rule.COUNT: _l("Every scan counts"),
}
#: What a kind is for, and how it counts, for whoever sets it up.
ABOUT = {
    CheckpointKind.ENTRY: _l("People come in. Count each once, each day anew, or who is inside now."),
    CheckpointKind.SESSION: _l("People come to a session: everybody, or those who signed up, on its own list."),
    CheckpointKind.MEAL: _l("One serving each: a second is shown as a repeat. To serve again, let every scan count."),
    CheckpointKind.BUS: _l("Those on its list get on. Before it leaves, a round says who is missing."),
    CheckpointKind.HOTEL: _l("Those on its list check in at the hotel, once."),
    CheckpointKind.SITE: _l("People reach a site. A round says who is missing before you go on."),
    CheckpointKind.EQUIPMENT: _l("Things are handed out and come back. It is known who holds what."),
}
ROLES = {
    DeviceRole.SCAN: _l("Scan"),
    DeviceRole.SEARCH: _l("Scan and search by name"),
    DeviceRole.SUPERVISOR: _l("Supervisor: search, overrule, take back"),
    DeviceRole.KIOSK: _l("Kiosk: guests check themselves in at it"),
}


class CheckpointForm(EditForm):
    """A checkpoint. Times are on the clocks of the place."""

    title_zh = StringField(_l("Title in Chinese"), validators=[AtMost(80)])
    title_en = StringField(_l("Title in English"), validators=[AtMost(80)])
    onward_zh = StringField(_l("Where to go next, in Chinese"), validators=[AtMost(120)])
    onward_en = StringField(_l("Where to go next, in English"), validators=[AtMost(120)])
    kind = ChoiceField(_l("Kind"), choices=options((kind.value, label) for kind, label in KINDS.items()))
    rule = ChoiceField(_l("What counts"), choices=options((rule.value, label) for rule, label in RULES.items()))
    admits = ChoiceField(_l("Lets in"), choices=options((admits.value, label) for admits, label in ADMITS.items()))
    categories = MultiCheckboxField(_l("Which categories, where it lets in some"))
    opens = ClockField(_l("Opens"))
    closes = ClockField(_l("Closes"))

    def propose(self, kind: CheckpointKind) -> None:
        """How a new checkpoint of a kind usually counts, and whom it lets in."""
        usual = USUAL[kind]
        self.kind.data, self.rule.data, self.admits.data = kind.value, usual.rule.value, usual.admits.value

    def offer(self, categories: Iterable[Category]) -> None:
        """What there is to choose from."""
        self._categories = {row.public_id: row for row in categories}
        locale = current_locale()
        self.categories.choices = options((key, row.title.pick(locale)) for key, row in self._categories.items())

    def show(self, row: Checkpoint, zone: str) -> None:
        """What the checkpoint holds otherwise than the fields."""
        self.opens.data = wall_clock(row.opens_at, zone) if row.opens_at else None
        self.closes.data = wall_clock(row.closes_at, zone) if row.closes_at else None
        self.categories.data = [category.public_id for category in row.categories]
        self.kind.data, self.rule.data, self.admits.data = row.kind.value, row.rule.value, row.admits.value

    def typed(self, event: Event) -> dict[str, Any]:
        """Attributes of the checkpoint; a ``DomainError`` for a time that is skipped at the place."""
        admits = Admits(self.admits.data)
        chosen = [self._categories[key] for key in self.categories.data or ()]
        return {
            "title": self.bilingual("title"),
            "onward": self.bilingual("onward"),
            "kind": CheckpointKind(self.kind.data),
            "rule": Rule(self.rule.data),
            "admits": admits,
            "categories": chosen if admits is Admits.CATEGORIES else [],
            "opens_at": at_place(self.opens.data, event.zone, "opens") if self.opens.data else None,
            "closes_at": at_place(self.closes.data, event.zone, "closes") if self.closes.data else None,
        }


class DeviceForm(Form):
    """What a phone may do, once it is paired."""

    name = StringField(
        _l("Name"), validators=[Filled(), AtMost(80)], description=_l("Who holds it or where it stands: East door 1.")
    )
    role = ChoiceField(_l("May do"), choices=options((role.value, label) for role, label in ROLES.items()))
    checkpoints = MultiCheckboxField(_l("Only at these checkpoints; none chosen means all"))
    pin = StringField(
        _l("PIN of a kiosk"),
        validators=[AtMost(8)],
        description=_l("Four to eight digits, with which staff leave the kiosk or move it. Other devices need none."),
    )
    expires = ClockField(_l("Scans until"), validators=[Filled()])

    def offer(self, checkpoints: Iterable[Checkpoint]) -> None:
        self._checkpoints = {row.public_id: row for row in checkpoints}
        locale = current_locale()
        self.checkpoints.choices = options((key, row.title.pick(locale)) for key, row in self._checkpoints.items())

    def propose(self, until: datetime, zone: str) -> None:
        """Until when, where nothing was typed yet."""
        if not self.is_submitted():
            self.expires.data = wall_clock(until, zone)

    def terms(self, zone: str, at: datetime) -> Terms:
        """What was typed; a ``DomainError`` for an end that is past, and for a kiosk without a PIN."""
        until = at_place(self.expires.data, zone, "expires")  # type: ignore[arg-type]
        if until <= at:
            raise DomainError(_l("This time is past."), "expires")
        chosen = [self._checkpoints[key] for key in self.checkpoints.data or ()]
        role = DeviceRole(self.role.data)
        pin = pins.keep(self.pin.data or "") if role is DeviceRole.KIOSK else ""
        return Terms(self.name.data or "", role, until, chosen, pin)


class ReasonForm(Form):
    """Why a scan is taken back."""

    reason = StringField(_l("Reason"), validators=[Filled(), AtMost(200)])


def names(labels: Mapping[Any, Any]) -> dict[str, Any]:
    """Labels by the stored value, for templates."""
    return {str(key.value): label for key, label in labels.items()}
