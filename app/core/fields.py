"""Form fields for days, times of a place, numbers and choices: bounded, so that no database refuses them later."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import (
    DateField,
    DateTimeLocalField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, NumberInput, TextInput

from app.core.i18n import gettext as _

FIRST_YEAR, LAST_YEAR = 1900, 2199
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"']+\.[^\s<>\"']+")
#: Last parts of addresses that are pages of their own.
RESERVED = frozenset({"new", "import", "export", "sample", "edit"})


def _within_years(value: date) -> None:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(_("Give a year between %(first)d and %(last)d.", first=FIRST_YEAR, last=LAST_YEAR))


class DayField(DateField):
    """A calendar day, or None."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not "".join(valuelist).strip():
            self.data = None
            return
        try:
            self.data = date.fromisoformat(valuelist[0].strip())
        except ValueError:
            self.data = None
            raise ValueError(_("Give a day such as 2027-06-20.")) from None
        _within_years(self.data)


class ClockField(DateTimeLocalField):
    """Day and time on the clocks of a place, without a zone; or None. See ``app.core.zones``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"format": "%Y-%m-%dT%H:%M", **kwargs})

    def process_formdata(self, valuelist: list[Any]) -> None:
        if not "".join(valuelist).strip():
            self.data = None
            return
        try:
            self.data = datetime.fromisoformat(valuelist[0].strip()).replace(tzinfo=None, second=0, microsecond=0)
        except ValueError:
            self.data = None
            raise ValueError(_("Give day and time such as 2027-06-20 14:00.")) from None
        _within_years(self.data)


class NumberField(IntegerField):
    """A whole number from ``least`` to ``most``, or None."""

    def __init__(self, *args: Any, least: int = 0, most: int = 1_000_000, **kwargs: Any) -> None:
        self.least, self.most = least, most
        self.widget = NumberInput(min=least, max=most)
        super().__init__(*args, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = "".join(valuelist).strip()
        self.data = None
        if not typed:
            return
        try:
            number = int(typed) if len(typed) < 20 else self.most + 1
        except ValueError:
            raise ValueError(_("Give a whole number.")) from None
        if not self.least <= number <= self.most:
            raise ValueError(_("Give a number from %(least)d to %(most)d.", least=self.least, most=self.most))
        self.data = number


class DegreesField(Field):
    """Latitude or longitude in decimal degrees within ± ``most``, or None."""

    widget = TextInput()

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        self.most = most
        super().__init__(*args, **kwargs)

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else "" if self.data is None else f"{self.data:.6f}".rstrip("0")

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = "".join(valuelist).strip()
        self.data: Any = None
        self.data = degrees(typed, self.most) if typed else None


def degrees(typed: str, most: int) -> float:
    """Decimal degrees within ± ``most``; raises ``ValueError`` with a message for the reader."""
    try:
        value = Decimal(typed.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    # Compared as it is: any arithmetic with 1e1000000 overflows.
    if not value.is_finite() or not -most <= value <= most:
        raise ValueError(_("Give decimal degrees from −%(most)d to %(most)d, such as 30.5928.", most=most))
    return float(round(value, 7))


def options(pairs: Iterable[tuple[Any, Any]]) -> list[Any]:
    """Choices of a field, from pairs of value and label."""
    return [SelectChoice(value, label) for value, label in pairs]


class ChoiceField(SelectField):
    """One of ``choices``; data outside them is refused in the reader's language."""

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("Choose one of the list.")) from None


class MultiCheckboxField(SelectMultipleField):
    """Any number of choices, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        try:
            super().pre_validate(form)
        except ValidationError:
            raise ValidationError(_("Choose from the list.")) from None


class SlugField(StringField):
    """The last part of an address: small letters, digits and hyphens; '' where one is to be proposed."""

    def pre_validate(self, form: Any) -> None:
        if self.data and (not SLUG.fullmatch(self.data) or len(self.data) > 80):
            raise ValidationError(_("Use small letters, digits and hyphens, such as wuhan-2027."))
        if self.data in RESERVED:
            raise ValidationError(_("This address is taken by a page of its own. Choose another."))


class WebAddress:
    """Validates an http or https address; other schemes could run a script."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not WEB_ADDRESS.fullmatch(field.data):
            raise ValidationError(_("Give the whole address, beginning with https://."))
