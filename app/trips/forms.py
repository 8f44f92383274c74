"""Forms of a trip's itinerary."""

from typing import Any

from wtforms import StringField, TextAreaField

from app.core.errors import DomainError
from app.core.fields import ChoiceField, ClockField, DayField, DegreesField, options
from app.core.forms import AtMost, EditForm, Filled
from app.core.i18n import current_locale, lazy_pgettext
from app.core.i18n import lazy_gettext as _l
from app.core.zones import at_place, wall_clock
from app.directory.models import ProgramBase
from app.events.forms.choices import zone_choices
from app.trips.models import Leg, Stop, StopKind, StopState

KINDS = {
    StopKind.SITE: _l("Site visit"),
    StopKind.MEETING: lazy_pgettext("stop", "Meeting"),
    StopKind.TRANSFER: _l("Transfer"),
    StopKind.MEAL: _l("Meal"),
    StopKind.HOTEL: _l("Hotel"),
    StopKind.FREE: _l("Free time"),
}


class LegForm(EditForm):
    """A stay in one city."""

    city_zh = StringField(_l("City in Chinese"), validators=[Filled(), AtMost(80)])
    city_en = StringField(_l("City in English"), validators=[Filled(), AtMost(80)])
    province_zh = StringField(_l("Province in Chinese"), validators=[AtMost(80)])
    province_en = StringField(_l("Province in English"), validators=[AtMost(80)])
    arrives_on = DayField(_l("First day"), validators=[Filled()])
    leaves_on = DayField(_l("Last day"), validators=[Filled()])
    zone = ChoiceField(_l("Time zone of the place"))
    host = ChoiceField(_l("Host base"))
    notice_zh = TextAreaField(_l("What travellers should know, in Chinese"), validators=[AtMost(1_000)])
    notice_en = TextAreaField(_l("What travellers should know, in English"), validators=[AtMost(2_000)])

    def prepare(self, bases: list[ProgramBase], leg: Leg | None, *, fresh: bool = False) -> None:
        """Offer choices; unless something was typed (or ``fresh``), show what the leg holds otherwise than fields."""
        locale = current_locale()
        if leg and leg.host_base and leg.host_base not in bases:
            bases = [*bases, leg.host_base]
        self._bases = {base.slug: base for base in bases}
        self.host.choices = options([("", _l("None")), *((base.slug, base.name.pick(locale)) for base in bases)])
        self.zone.choices = zone_choices(leg.zone if leg else "")
        if leg and (fresh or not self.is_submitted()):
            self.host.data = leg.host_base.slug if leg.host_base else ""

    def typed(self) -> dict[str, Any]:
        return self.values(but=("host",)) | {"host_base": self._bases.get(self.host.data)}


class StopForm(EditForm):
    """One item of a day. Times are on the clocks of the leg's place."""

    title_zh = StringField(_l("Title in Chinese"), validators=[AtMost(200)])
    title_en = StringField(_l("Title in English"), validators=[AtMost(200)])
    kind = ChoiceField(_l("Kind"), choices=options((kind.value, label) for kind, label in KINDS.items()))
    state = ChoiceField(_l("State"), choices=options([("draft", _l("Draft")), ("confirmed", _l("Confirmed"))]))
    starts = ClockField(_l("Begins"), validators=[Filled()])
    ends = ClockField(_l("Ends"), validators=[Filled()])
    end_zone = ChoiceField(
        _l("Time zone at the end"), description=_l("Only where a flight or train ends in another zone.")
    )
    place_zh = StringField(_l("Place in Chinese"), validators=[AtMost(200)])
    place_en = StringField(_l("Place in English"), validators=[AtMost(200)])
    latitude = DegreesField(_l("Latitude (WGS 84)"), most=90)
    longitude = DegreesField(_l("Longitude (WGS 84)"), most=180)
    description_zh = TextAreaField(_l("Description in Chinese"), validators=[AtMost(3_000)])
    description_en = TextAreaField(_l("Description in English"), validators=[AtMost(6_000)])

    def prepare(self, leg: Leg, stop: Stop | None, *, fresh: bool = False) -> None:
        """As ``LegForm.prepare``."""
        same = options([("", _l("The same"))])
        self.end_zone.choices = [*same, *zone_choices(stop.end_zone if stop else "")]
        if stop and stop.state is StopState.CANCELLED:
            self.state.choices = options([("cancelled", _l("Cancelled"))])
        if stop and (fresh or not self.is_submitted()):
            self.starts.data = wall_clock(stop.starts_at, leg.zone)
            self.ends.data = wall_clock(stop.ends_at, stop.end_zone or leg.zone)
            self.kind.data, self.state.data = stop.kind.value, stop.state.value

    def typed(self, leg: Leg) -> dict[str, Any]:
        """Attributes of the stop; a ``DomainError`` for what does not fit together."""
        if not self.bilingual("title"):
            raise DomainError(_l("Give a title in one language at least."), "title_zh")
        if (self.latitude.data is None) is not (self.longitude.data is None):
            missing = "latitude" if self.latitude.data is None else "longitude"
            raise DomainError(_l("Give both latitude and longitude, or neither."), missing)
        return self.values(but=("starts", "ends")) | {
            "kind": StopKind(self.kind.data),
            "state": StopState(self.state.data),
            "starts_at": at_place(self.starts.data, leg.zone, "starts"),  # type: ignore[arg-type]
            "ends_at": at_place(self.ends.data, self.end_zone.data or leg.zone, "ends"),  # type: ignore[arg-type]
        }
