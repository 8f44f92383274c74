"""The base of all forms: CSRF, messages in the reader's language, and what a domain error does to a form."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, HiddenField, SelectFieldBase, StringField, TextAreaField
from wtforms.i18n import messages_path
from wtforms.validators import Length, StopValidation, ValidationError

from app.core.addresses import mail_address
from app.core.editing import Stale, version_of
from app.core.errors import DomainError
from app.core.i18n import current_locale
from app.core.i18n import gettext as _
from app.core.text import LOCALES, Bilingual


def clean(value: Any) -> Any:
    """Trim, end lines alike, and drop control characters that no field wants; databases refuse NUL."""
    if not isinstance(value, str):
        return value
    lines = value.replace("\r\n", "\n")
    return "".join(c for c in lines if c >= " " or c in "\n\t").strip()


def clean_line(value: Any) -> Any:
    """``clean``, for a field of one line."""
    return " ".join(clean(value).splitlines()).replace("\t", " ") if isinstance(value, str) else value


@cache
def _built_in_messages(locale: str) -> NullTranslations:
    """The messages that WTForms brings; Flask-WTF would read their file at each request."""
    return Translations.load(messages_path(), [locale], domain="wtforms")


class Form(FlaskForm):  # type: ignore[misc]
    """Texts are cleaned before they are validated."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def bind_field(self, form: Any, unbound: Any, options: Any) -> Any:
            if issubclass(unbound.field_class, StringField):
                cleaner = clean if issubclass(unbound.field_class, TextAreaField) else clean_line
                options["filters"] = [cleaner, *unbound.kwargs.get("filters", ())]
            return unbound.bind(form=form, **options)

        def get_translations(self, form: Any) -> Any:
            return _built_in_messages(current_locale())

    def refuse(self, error: DomainError) -> None:
        """Show a domain error beside its field, or above the form."""
        target = self._fields.get(error.field)
        if target is None:
            self.form_errors.append(str(error.message))
        else:
            target.errors = [*target.errors, str(error.message)]

    def bilingual(self, name: str) -> Bilingual:
        """The text typed into the pair of fields ``<name>_zh`` and ``<name>_en``."""
        return Bilingual(self[f"{name}_zh"].data or "", self[f"{name}_en"].data or "")

    def values(self, *, but: Iterable[str] = ()) -> dict[str, Any]:
        """What was typed, by attribute of a row: a pair of languages as one ``Bilingual``, a text never None."""
        found: dict[str, Any] = {}
        for field in self.visible_fields():
            name, _mark, locale = field.name.rpartition("_")
            if locale in LOCALES and f"{name}_zh" in self and f"{name}_en" in self:
                found[name] = self.bilingual(name)
            else:
                text = isinstance(field, StringField) and field.data is None
                found[field.name] = "" if text else field.data
        return {name: value for name, value in found.items() if name not in but}

    def visible_fields(self) -> Iterator[Field]:
        return (field for field in self if field.type not in ("CSRFTokenField", "HiddenField", "SubmitField"))


class EditForm(Form):
    """Edits a row with ``Timestamps``: says which version of it was opened, and shows both when that is stale."""

    version = HiddenField()
    stale = False

    def opened(self, row: Any) -> None:
        """Remember the version of ``row`` that the reader is about to edit."""
        if not self.is_submitted():
            self.version.data = version_of(row)

    def refuse(self, error: DomainError) -> None:
        if isinstance(error, Stale):
            self.stale = True
        else:
            super().refuse(error)

    def meet(self, stored: "EditForm", row: Any) -> None:
        """Take note of what is stored now; sending the form again then saves over it knowingly."""
        self.version.data = version_of(row)
        mine = {field.name: _as_text(field) for field in self.visible_fields()}
        theirs = {field.name: (field, _as_text(field)) for field in stored.visible_fields()}
        self.differences = [
            (str(field.label.text), text, mine[name]) for name, (field, text) in theirs.items() if text != mine[name]
        ]


def _as_text(field: Any) -> str:
    """What a field holds, as its reader sees it."""
    if isinstance(field, SelectFieldBase):
        return ", ".join(str(label) for _value, label, chosen, *_rest in field.iter_choices() if chosen)
    if isinstance(field, BooleanField):
        return str(_("yes") if field.data else _("no"))
    return str(field._value())


class AtMost(Length):
    """A length limit with a message that says it."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and len(field.data) > self.max:
            raise ValidationError(_("At most %(number)d characters.", number=self.max))


class Filled:
    """The field must not be empty; marks the control as required."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message

    def __call__(self, form: Any, field: Any) -> None:
        if field.process_errors:
            return
        data = field.data
        if data is None or data is False or (isinstance(data, str) and not data.strip()) or data == []:
            field.errors[:] = []
            raise StopValidation(str(self.message or _("Fill in this field.")))


class EmailAddress:
    """A mail address, kept as ``app.core.addresses`` says."""

    def __call__(self, form: Any, field: Any) -> None:
        if not field.data:
            return
        try:
            field.data = mail_address(field.data)
        except ValueError as error:
            raise ValidationError(str(error)) from None
