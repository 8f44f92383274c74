"""The sections of an event, each a form of its own with a version of its own: the values that its fields held."""

import hashlib
from typing import Any

from wtforms import BooleanField, StringField, TextAreaField

from app.core.errors import DomainError
from app.core.fields import (
    ChoiceField,
    ClockField,
    DayField,
    DegreesField,
    MultiCheckboxField,
    NumberField,
    SlugField,
)
from app.core.forms import AtMost, EditForm, EmailAddress, Filled
from app.core.i18n import lazy_gettext as _l
from app.core.text import Bilingual
from app.core.zones import at_place, wall_clock
from app.directory.models import Theme
from app.events.forms.choices import TITLE_EN, TITLE_ZH, WHY_HELP, Offer, chosen, named, reason_fields, zone_choices
from app.events.models import Event


class SectionForm(EditForm):
    """A part of an event that is edited by itself."""

    def prepare(self, event: Event, offer: Offer, *, fresh: bool = False) -> None:
        """Offer choices; unless something was typed (or ``fresh``), show what the event holds otherwise than fields."""

    def typed(self, event: Event, offer: Offer) -> dict[str, Any]:
        """Attributes of the event; a ``DomainError`` for what does not fit together."""
        return self.values(but=("reason",))

    @property
    def why(self) -> Bilingual:
        return self.bilingual("reason") if "reason_zh" in self else Bilingual()

    @property
    def mark(self) -> str:
        """What stands for the values of the fields; of a form that was just prepared, for what is stored."""
        held = {field.name: field.data for field in self.visible_fields()}
        return hashlib.sha256(repr(sorted(held.items())).encode()).hexdigest()[:32]

    def opened_with(self, stored: "SectionForm") -> bool:
        """Whether the section was opened with what is stored now; edits of other sections do not matter."""
        return self.version.data == stored.mark

    def meet(self, stored: EditForm, row: Any) -> None:
        super().meet(stored, row)
        assert isinstance(stored, SectionForm)
        self.version.data = stored.mark


class BasicsForm(SectionForm):
    """What it is called, of which series, by whom."""

    title_zh = StringField(TITLE_ZH, validators=[AtMost(200)])
    title_en = StringField(TITLE_EN, validators=[AtMost(200)])
    official_title_zh = StringField(_l("Official title in Chinese"), validators=[AtMost(300)])
    official_title_en = StringField(_l("Official title in English"), validators=[AtMost(300)])
    series = ChoiceField(_l("Series"))
    number = NumberField(_l("Which edition"), least=1, most=999)
    host_base = ChoiceField(_l("Host base"))
    approval_number = StringField(_l("Number of the approval document"), validators=[AtMost(80)])
    approved_on = DayField(_l("Approved on"))
    contact_email = StringField(_l("Mail address for questions"), validators=[AtMost(254), EmailAddress()])
    slug = SlugField(_l("Web address"), description=_l("It stays once the event is public."), validators=[Filled()])

    def prepare(self, event: Event, offer: Offer, *, fresh: bool = False) -> None:
        super().prepare(event, offer, fresh=fresh)
        self.series.choices = named(offer.series, _l("None"), "title")
        self.host_base.choices = offer.base_choices()
        if fresh or not self.is_submitted():
            self.series.data = event.series.slug if event.series else ""
            self.host_base.data = event.host_base.slug if event.host_base else ""

    def typed(self, event: Event, offer: Offer) -> dict[str, Any]:
        return super().typed(event, offer) | {
            "series": chosen(offer.series, self.series.data),
            "host_base": chosen(offer.bases, self.host_base.data),
        }


class DatesForm(SectionForm):
    """Arrival, meeting and departure are three things."""

    arrival_on = DayField(
        _l("Arrival from"), validators=[Filled()], description=_l("Guests may check in to their hotel from this day.")
    )
    starts_on = DayField(_l("First day of the meeting"), validators=[Filled()])
    ends_on = DayField(_l("Last day of the meeting"), validators=[Filled()])
    departure_on = DayField(_l("Departure by"), validators=[Filled()])
    zone = ChoiceField(_l("Time zone of the place"))
    along = BooleanField(
        _l("Move the programme and the registration times by as many days as the first day"), default=True
    )
    reason_zh, reason_en = reason_fields(WHY_HELP)

    def prepare(self, event: Event, offer: Offer, *, fresh: bool = False) -> None:
        super().prepare(event, offer, fresh=fresh)
        self.zone.choices = zone_choices(event.zone)

    def typed(self, event: Event, offer: Offer) -> dict[str, Any]:
        return self.values(but=("reason", "along"))


class PlaceForm(SectionForm):
    """Where it is."""

    city_zh = StringField(_l("City in Chinese"), validators=[AtMost(80)])
    city_en = StringField(_l("City in English"), validators=[AtMost(80)])
    venue_zh = StringField(_l("Venue in Chinese"), validators=[AtMost(200)])
    venue_en = StringField(_l("Venue in English"), validators=[AtMost(200)])
    address_zh = StringField(_l("Address in Chinese"), validators=[AtMost(300)])
    address_en = StringField(_l("Address in English"), validators=[AtMost(300)])
    latitude = DegreesField(_l("Latitude (WGS 84)"), most=90, description=_l("Decimal degrees, such as 30.5928."))
    longitude = DegreesField(_l("Longitude (WGS 84)"), most=180, description=_l("Decimal degrees, such as 114.3055."))
    reason_zh, reason_en = reason_fields(WHY_HELP)

    def typed(self, event: Event, offer: Offer) -> dict[str, Any]:
        if (self.latitude.data is None) is not (self.longitude.data is None):
            missing = "latitude" if self.latitude.data is None else "longitude"
            raise DomainError(_l("Give both latitude and longitude, or neither."), missing)
        return super().typed(event, offer)


class WindowForm(SectionForm):
    """When people register, and how many."""

    opens = ClockField(_l("Registration opens"))
    closes = ClockField(_l("Registration closes"), description=_l("Empty: when the meeting is over."))
    edits = ClockField(
        _l("Participants may change or withdraw until"), description=_l("Empty: until the meeting begins.")
    )
    capacity = NumberField(_l("Places in all"), least=1, most=100_000, description=_l("Empty: no limit."))

    TIMES = (("opens", "registration_opens_at"), ("closes", "registration_closes_at"), ("edits", "edits_until"))

    def prepare(self, event: Event, offer: Offer, *, fresh: bool = False) -> None:
        super().prepare(event, offer, fresh=fresh)
        if self.is_submitted() and not fresh:
            return
        for name, attribute in self.TIMES:
            moment = getattr(event, attribute)
            self[name].data = wall_clock(moment, event.zone) if moment else None

    def typed(self, event: Event, offer: Offer) -> dict[str, Any]:
        times = {
            attribute: at_place(self[name].data, event.zone, name) if self[name].data else None
            for name, attribute in self.TIMES
        }
        return {**times, "capacity": self.capacity.data}


class TextsForm(SectionForm):
    """What the public reads."""

    summary_zh = TextAreaField(_l("Summary in Chinese"), validators=[AtMost(600)])
    summary_en = TextAreaField(_l("Summary in English"), validators=[AtMost(1200)])
    description_zh = TextAreaField(_l("Description in Chinese"), validators=[AtMost(10_000)])
    description_en = TextAreaField(_l("Description in English"), validators=[AtMost(20_000)])
    themes = MultiCheckboxField(_l("Themes"))

    def prepare(self, event: Event, offer: Offer, *, fresh: bool = False) -> None:
        super().prepare(event, offer, fresh=fresh)
        self.themes.choices = named(self._themes(event, offer))
        if fresh or not self.is_submitted():
            self.themes.data = [theme.slug for theme in event.themes]

    def typed(self, event: Event, offer: Offer) -> dict[str, Any]:
        wanted = set(self.themes.data or ())
        themes = [theme for theme in self._themes(event, offer) if theme.slug in wanted]
        return super().typed(event, offer) | {"themes": themes}

    @staticmethod
    def _themes(event: Event, offer: Offer) -> list[Theme]:
        """Those in use, and those that the event has from before."""
        known = {theme.slug for theme in offer.themes}
        return [*offer.themes, *(theme for theme in event.themes if theme.slug not in known)]


#: The sections of an event's form, by the last part of their address.
SECTIONS: dict[str, tuple[Any, type[SectionForm]]] = {
    "basics": (_l("Basics"), BasicsForm),
    "dates": (_l("Dates"), DatesForm),
    "place": (_l("Place"), PlaceForm),
    "registration": (_l("Registration"), WindowForm),
    "texts": (_l("Texts and themes"), TextsForm),
}
