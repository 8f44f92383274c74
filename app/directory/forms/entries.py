"""Forms of the directory."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, StringField

from app.core import territories
from app.core.errors import DomainError
from app.core.fields import (
    ChoiceField,
    DayField,
    DegreesField,
    NumberField,
    SlugField,
    WebAddress,
    options,
)
from app.core.forms import AtMost, EditForm, EmailAddress, Filled, Form
from app.core.i18n import current_locale
from app.core.i18n import lazy_gettext as _l

SLUG_HELP = _l("The end of its web address. Leave it empty to have one proposed.")


class EntryForm(EditForm):
    """What every entry has."""

    name_zh = StringField(_l("Name in Chinese"), validators=[Filled(), AtMost(120)])
    name_en = StringField(_l("Name in English"), validators=[Filled(), AtMost(200)])
    slug = SlugField(_l("Web address"), description=SLUG_HELP)

    def prepare(self) -> None:
        """Offer choices."""

    def typed(self) -> dict[str, Any]:
        return self.values()


class GroupForm(EntryForm):
    country = ChoiceField(_l("Country or region"), validators=[Filled()])
    city_zh = StringField(_l("City in Chinese"), validators=[AtMost(80)])
    city_en = StringField(_l("City in English"), validators=[AtMost(80)])
    founder = BooleanField(_l("One of the founders of the programme"))
    joined_on = DayField(_l("Joined on"))
    website = StringField(_l("Website"), validators=[AtMost(300), WebAddress()])
    contact_email = StringField(
        _l("Contact mail"), validators=[AtMost(254), EmailAddress()], description=_l("Seen by headquarters alone.")
    )

    def prepare(self) -> None:
        names = territories.names(current_locale())
        self.country.choices = options([("", _l("Choose")), *names.items()])


class BaseForm(EntryForm):
    city_zh = StringField(_l("City in Chinese"), validators=[AtMost(80)])
    city_en = StringField(_l("City in English"), validators=[AtMost(80)])
    province_zh = StringField(_l("Province in Chinese"), validators=[AtMost(80)])
    province_en = StringField(_l("Province in English"), validators=[AtMost(80)])
    address_zh = StringField(_l("Address in Chinese"), validators=[AtMost(300)])
    address_en = StringField(_l("Address in English"), validators=[AtMost(300)])
    latitude = DegreesField(_l("Latitude (WGS 84)"), most=90, description=_l("Decimal degrees, such as 30.5928."))
    longitude = DegreesField(_l("Longitude (WGS 84)"), most=180, description=_l("Decimal degrees, such as 114.3055."))
    offshore = BooleanField(_l("An offshore base"))
    website = StringField(_l("Website"), validators=[AtMost(300), WebAddress()])

    def typed(self) -> dict[str, Any]:
        if (self.latitude.data is None) is not (self.longitude.data is None):
            missing = "latitude" if self.latitude.data is None else "longitude"
            raise DomainError(_l("Give both latitude and longitude, or neither."), missing)
        return super().typed()


class ThemeForm(EntryForm):
    position = NumberField(_l("Order"), most=9_999, description=_l("Small numbers come first."))

    def typed(self) -> dict[str, Any]:
        return super().typed() | {"position": self.position.data or 0}


class ImportForm(Form):
    """A file, or its text when it comes back from the preview."""

    file = FileField(_l("CSV file"))
