"""Forms that make an event, take it from state to state and hand it on; and the form of a series."""

from typing import Any

from wtforms import RadioField, StringField, TextAreaField

from app.core.fields import (
    ChoiceField,
    DayField,
    NumberField,
    SlugField,
    options,
)
from app.core.forms import AtMost, EditForm, Filled, Form
from app.core.hues import HueField
from app.core.i18n import lazy_gettext as _l
from app.directory.models import ProgramBase
from app.events.forms.choices import SLUG_HELP, TITLE_EN, TITLE_ZH, Offer, chosen, named, reason_fields, zone_choices
from app.events.models import EventKind


class NewEventForm(Form):
    """What an event begins with; the rest is filled in section by section."""

    kind = RadioField(
        _l("What is it?"),
        validators=[Filled()],
        choices=options(
            [
                (EventKind.FORUM.value, _l("A forum, with an agenda")),
                (EventKind.TRIP.value, _l("An inspection trip, with an itinerary")),
            ]
        ),
    )
    series = ChoiceField(_l("Series"), description=_l("Where it is an edition of one."))
    number = NumberField(_l("Which edition"), least=1, most=999, description=_l("5 for the fifth."))
    title_zh = StringField(TITLE_ZH, validators=[AtMost(200)])
    title_en = StringField(TITLE_EN, validators=[AtMost(200)])
    host_base = ChoiceField(_l("Host base"))
    starts_on = DayField(_l("First day of the meeting"), validators=[Filled()])
    ends_on = DayField(_l("Last day of the meeting"), validators=[Filled()])
    zone = ChoiceField(_l("Time zone of the place"), default="Asia/Shanghai")
    slug = SlugField(_l("Web address"), description=SLUG_HELP)

    def prepare(self, offer: Offer) -> None:
        """What there is to choose from."""
        self.series.choices = named(offer.series, _l("None"), "title")
        self.host_base.choices = offer.base_choices()
        self.zone.choices = zone_choices()

    def typed(self, offer: Offer) -> dict[str, Any]:
        return self.values() | {
            "kind": EventKind(self.kind.data),
            "series": chosen(offer.series, self.series.data),
            "host_base": chosen(offer.bases, self.host_base.data),
        }

    def validate(self, extra_validators: Any = None) -> bool:
        valid: bool = super().validate(extra_validators)
        if valid and not self.bilingual("title"):
            self.title_zh.errors = [*self.title_zh.errors, _l("Give a title in one language at least.")]
            return False
        return valid


class StepForm(Form):
    """A step from state to state."""

    to = StringField()
    approval_number = StringField(_l("Number of the approval document"), validators=[AtMost(80)])
    approved_on = DayField(_l("Approved on"))
    reason_zh, reason_en = reason_fields(_l("Told to the public."))


class CloneForm(Form):
    """To whom an edition is handed on."""

    host_base = ChoiceField(_l("Next host base"))
    starts_on = DayField(_l("First day of the meeting"), validators=[Filled()])
    zone = ChoiceField(_l("Time zone of the place"))
    slug = SlugField(_l("Web address"), description=SLUG_HELP)

    def prepare(self, bases: list[ProgramBase], zone: str) -> None:
        self.host_base.choices = named(bases, _l("Not known yet"))
        self.zone.choices = zone_choices(zone)


class SeriesForm(EditForm):
    """What rotates."""

    title_zh = StringField(TITLE_ZH, validators=[Filled(), AtMost(200)])
    title_en = StringField(TITLE_EN, validators=[Filled(), AtMost(200)])
    summary_zh = TextAreaField(_l("Summary in Chinese"), validators=[AtMost(600)])
    summary_en = TextAreaField(_l("Summary in English"), validators=[AtMost(1200)])
    hue = HueField(_l("Colour"), default=250)
    slug = SlugField(_l("Web address"), description=SLUG_HELP)
