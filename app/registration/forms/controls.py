"""Form controls of registrations: countries and regions, phones, and a control for each kind of question."""

from collections.abc import Callable, Collection, Iterable
from typing import Any, ClassVar
from unicodedata import normalize

from markupsafe import Markup, escape
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import ValidationError
from wtforms.widgets import DateInput, TextArea

from app.core import territories
from app.core.errors import DomainError
from app.core.fields import MultiCheckboxField
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.registration.fields import kinds
from app.registration.models import FieldKind, FormField

Options = Callable[[], Iterable[tuple[str, Any]]]
#: More options than this make a list that opens.
RADIOS = 6


class _Options:
    """A list that opens; written at once, since 249 option objects cost more than the rest of the form."""

    def __call__(self, field: "Picker", **kwargs: Any) -> Markup:
        kwargs.setdefault("id", field.id)
        if field.flags.required:
            kwargs["required"] = True
        attributes = "".join(
            f" {escape(name.rstrip('_'))}" + ("" if value is True else f'="{escape(value)}"')
            for name, value in kwargs.items()
            if value not in (False, None)
        )
        options = "".join(_option(value, label, field.data) for value, label in field.options())
        return Markup(f'<select name="{escape(field.name)}"{attributes}>{options}</select>')  # noqa: S704


def _option(value: str, label: str, chosen: Any) -> str:
    return f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'


class Picker(StringField):
    """One of many, drawn as a list and checked by membership. ``options`` answers (value, label) pairs."""

    widget = _Options()

    def __init__(self, label: Any = None, validators: Any = None, options: Options = tuple, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.options = options

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in self.known():
            raise ValidationError(_("Choose one of the list."))

    def known(self) -> Collection[str]:
        """The values that may be chosen."""
        return {value for value, _label in self.options()}


class TerritoryField(Picker):
    """A country or region by its ISO 3166-1 alpha-2 code."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, options=_territories, **kwargs)

    def known(self) -> Collection[str]:
        return territories.codes()


def _territories() -> list[tuple[str, str]]:
    known = territories.names(current_locale())
    first = [("", _("Choose")), (territories.MAINLAND, known[territories.MAINLAND])]
    return first + [pair for pair in known.items() if pair[0] != territories.MAINLAND]


class PhoneNumber:
    """A phone number, kept in E.164; a number without a country code is one of the country chosen in ``country``."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            return
        import phonenumbers  # its tables are read at the first number, by those who need them

        region = form["country"].data if form["country"].data in territories.codes() else None
        try:
            number = phonenumbers.parse(field.data[:40], region)
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(_("Enter the number with its country code, such as +86 27 5555 0123."))
        field.data = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class NoLink:
    """Refuses web addresses: a name stands in a mail that anyone can have sent to anyone."""

    def __call__(self, form: Any, field: Any) -> None:
        text = normalize("NFKC", field.data or "").casefold()
        if "://" in text or "www." in text:
            raise ValidationError(_("Write a name here, not a web address."))


class Asked:
    """The part of every question's control that checks the answer; ``answer`` is its typed value."""

    #: What ``components/forms.html`` draws it as.
    drawn_as: ClassVar[str] = ""
    answer: Any = None

    def __init__(self, question: FormField, demanded: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.question = question
        self.demanded = demanded and question.required
        if self.demanded:
            self.flags.required = True  # type: ignore[attr-defined]
        self.type = self.drawn_as or type(self).__name__

    def pre_validate(self, form: Any) -> None:
        data = self.data  # type: ignore[attr-defined]
        typed = data if isinstance(data, list) else [data] if data else []
        try:
            self.answer = kinds.read(self.question, typed, required=self.demanded)
        except DomainError as error:
            raise ValidationError(str(error.message)) from None


class TextAnswer(Asked, StringField):
    pass


class LongTextAnswer(Asked, TextAreaField):
    widget = TextArea()


class NumberAnswer(Asked, StringField):
    pass


class DayAnswer(Asked, StringField):
    widget = DateInput()


class RadioAnswer(Asked, RadioField):
    drawn_as = "RadioField"


class SelectAnswer(Asked, SelectField):
    pass


class ChoicesAnswer(Asked, MultiCheckboxField):
    drawn_as = "MultiCheckboxField"


def control_of(question: FormField, *, demanded: bool = True) -> Any:
    """The unbound control of a question, in the reader's language; organizers need not know every answer."""
    locale = current_locale()
    about: dict[str, Any] = {
        "demanded": demanded,
        "label": question.label.pick(locale),
        "description": question.help.pick(locale),
    }
    simple: dict[FieldKind, Any] = {
        FieldKind.TEXT: TextAnswer,
        FieldKind.LONG_TEXT: LongTextAnswer,
        FieldKind.NUMBER: NumberAnswer,
        FieldKind.DATE: DayAnswer,
    }
    if question.kind in simple:
        return simple[question.kind](question=question, **about)
    kind, options = _choice(question)
    choices = [SelectChoice(value, label.pick(locale)) for value, label in options.items()]
    if kind is SelectAnswer:
        choices.insert(0, SelectChoice("", _("Choose")))
    return kind(question=question, choices=choices, validate_choice=False, **about)


def _choice(question: FormField) -> tuple[Any, kinds.Labels]:
    if question.kind is FieldKind.YES_NO:
        return RadioAnswer, kinds.yes_or_no()
    options = kinds.options_of(question)
    if question.kind is FieldKind.CHOICES:
        return ChoicesAnswer, options
    return (RadioAnswer if len(options) <= RADIOS else SelectAnswer), options
