"""The kinds of questions: how each reads what was typed, keeps it in a column of its own, and shows it again."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from unicodedata import normalize

from app.core import dates
from app.core.errors import DomainError
from app.core.i18n import force_locale
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.text import LOCALES, Bilingual
from app.registration.models import FieldKind, FormField

Labels = dict[str, Bilingual]


def options_of(question: FormField) -> Labels:
    """The labels of a choice's options by value."""
    return {option["value"]: Bilingual(option.get("zh", ""), option.get("en", "")) for option in question.options}


class Kind(ABC):
    """One kind of question. A value of None is no answer."""

    #: The column of ``Answer`` that holds the value.
    column: ClassVar[str]

    @abstractmethod
    def read(self, typed: Sequence[str], question: FormField) -> Any:
        """The value of what a form sent, None for nothing; a ``DomainError`` that says what is wrong."""

    def show(self, value: Any, question: FormField, locale: str) -> str:
        """The value in words."""
        return str(value)

    def typed(self, value: Any) -> list[str]:
        """What a form would have sent for ``value``."""
        return [] if value is None else [str(value)]

    def plain(self, value: Any) -> Any:
        """The value as JSON knows it, for sealing and for exports."""
        return value

    def revive(self, plain: Any) -> Any:
        """The inverse of ``plain``."""
        return plain


class Text(Kind):
    column = "text"
    most: ClassVar[int] = 300

    def read(self, typed: Sequence[str], question: FormField) -> str | None:
        text = typed[0].strip() if typed else ""
        if len(text) > self.most:
            raise DomainError(_l("At most %(number)d characters.", number=self.most))
        return text or None


class LongText(Text):
    most = 5000


class Choice(Kind):
    column = "text"

    def read(self, typed: Sequence[str], question: FormField) -> str | None:
        value = typed[0] if typed else ""
        if value and value not in options_of(question):
            raise DomainError(_l("Choose one of these."))
        return value or None

    def show(self, value: Any, question: FormField, locale: str) -> str:
        return _label(options_of(question), value, locale)


class Choices(Kind):
    column = "chosen"

    def read(self, typed: Sequence[str], question: FormField) -> list[str] | None:
        options = options_of(question)
        if not set(typed) <= options.keys():
            raise DomainError(_l("Choose from these."))
        return [value for value in options if value in typed] or None

    def show(self, value: Any, question: FormField, locale: str) -> str:
        labels = options_of(question)
        return ("、" if locale == "zh" else ", ").join(_label(labels, one, locale) for one in value)

    def typed(self, value: Any) -> list[str]:
        return list(value or [])


def yes_or_no() -> Labels:
    """The labels of the two answers, in both languages as translators wrote them."""
    spoken: dict[str, tuple[str, str]] = {}
    for locale in LOCALES:
        with force_locale(locale):
            spoken[locale] = _("Yes"), _("No")
    pairs = zip(YesNo.values, *(spoken[locale] for locale in LOCALES), strict=True)
    return {value: Bilingual(zh, en) for value, zh, en in pairs}


class YesNo(Kind):
    column = "flag"
    values = ("yes", "no")

    def read(self, typed: Sequence[str], question: FormField) -> bool | None:
        value = typed[0] if typed else ""
        if value and value not in self.values:
            raise DomainError(_l("Choose one of these."))
        return value == "yes" if value else None

    def show(self, value: Any, question: FormField, locale: str) -> str:
        return yes_or_no()["yes" if value else "no"].pick(locale)

    def typed(self, value: Any) -> list[str]:
        return [] if value is None else ["yes" if value else "no"]


class Number(Kind):
    column = "number"
    #: With six decimals as many digits as SQLite keeps.
    limit: ClassVar[Decimal] = Decimal(10) ** 9

    def read(self, typed: Sequence[str], question: FormField) -> Decimal | None:
        text = normalize("NFKC", typed[0]).strip().replace("−", "-") if typed else ""
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise DomainError(_l("Enter a number.")) from None
        # Compared as it is: any arithmetic with 1e1000000 overflows.
        if not number.is_finite() or not -self.limit < number < self.limit:
            raise DomainError(_l("Enter a smaller number."))
        return number.quantize(Decimal("0.000001")).normalize() + 0

    def show(self, value: Any, question: FormField, locale: str) -> str:
        return f"{value.normalize():f}"

    def typed(self, value: Any) -> list[str]:
        return [] if value is None else [f"{value.normalize():f}"]

    def plain(self, value: Any) -> str:
        return f"{value.normalize():f}"

    def revive(self, plain: Any) -> Decimal:
        return Decimal(plain)


class Day(Kind):
    column = "day"
    first: ClassVar[date] = date(1900, 1, 1)
    last: ClassVar[date] = date(2200, 1, 1)

    def read(self, typed: Sequence[str], question: FormField) -> date | None:
        text = normalize("NFKC", typed[0]).strip() if typed else ""
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            raise DomainError(_l("Enter a date such as 2027-06-20.")) from None
        if not self.first <= day < self.last:
            raise DomainError(_l("Enter a date such as 2027-06-20."))
        return day

    def show(self, value: Any, question: FormField, locale: str) -> str:
        return dates.day(value, locale)

    def typed(self, value: Any) -> list[str]:
        return [] if value is None else [value.isoformat()]

    def plain(self, value: Any) -> str:
        return str(value.isoformat())

    def revive(self, plain: Any) -> date:
        return date.fromisoformat(plain)


KINDS: dict[FieldKind, Kind] = {
    FieldKind.TEXT: Text(),
    FieldKind.LONG_TEXT: LongText(),
    FieldKind.CHOICE: Choice(),
    FieldKind.CHOICES: Choices(),
    FieldKind.YES_NO: YesNo(),
    FieldKind.NUMBER: Number(),
    FieldKind.DATE: Day(),
}


def kind_of(question: FormField) -> Kind:
    return KINDS[question.kind]


def read(question: FormField, typed: Sequence[str], *, required: bool) -> Any:
    """The value of an answer, None for none; a ``DomainError`` where it is wrong, or missing and required."""
    value = kind_of(question).read(typed, question)
    if value is None and required:
        raise DomainError(_l("Fill in this field."))
    return value


def _label(labels: Labels, value: str, locale: str) -> str:
    known = labels.get(value)
    return known.pick(locale) if known else value
