"""Organizers' forms of categories, questions and the privacy notice."""

from typing import Any

from flask import request
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import ValidationError

from app.core.fields import NumberField
from app.core.forms import AtMost, EditForm, Filled, Form, clean_line
from app.core.hues import HueField
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.text import Bilingual
from app.registration.forms.controls import Picker
from app.registration.models import CategoryKind, FieldKind

KINDS = {
    CategoryKind.PARTICIPANT: _l("Participant"),
    CategoryKind.EXPERT: _l("Expert"),
    CategoryKind.SPEAKER: _l("Speaker"),
    CategoryKind.HOST: _l("Host"),
    CategoryKind.STAFF: _l("Staff"),
    CategoryKind.PRESS: _l("Press"),
}
QUESTIONS = {
    FieldKind.TEXT: _l("One line of text"),
    FieldKind.LONG_TEXT: _l("Several lines of text"),
    FieldKind.CHOICE: _l("One of several options"),
    FieldKind.CHOICES: _l("Any of several options"),
    FieldKind.YES_NO: _l("Yes or no"),
    FieldKind.NUMBER: _l("A number"),
    FieldKind.DATE: _l("A date"),
}
WITH_OPTIONS = (FieldKind.CHOICE, FieldKind.CHOICES)
#: Empty rows for more options at the end.
SPARE = 3
MOST_OPTIONS = 60
LONGEST_OPTION = 200


class CategoryForm(EditForm):
    """A category; its kind stays, since printed codes carry it."""

    title_zh = StringField(_l("Title in Chinese"), [Filled(), AtMost(60)])
    title_en = StringField(_l("Title in English"), [Filled(), AtMost(60)])
    hue = HueField(_l("Colour of the badge"), default=220)
    capacity = NumberField(_l("Places"), least=1, most=100_000, description=_l("Empty: no limit but the event's own."))
    open = BooleanField(_l("Anyone may choose it"), description=_l("Otherwise organizers alone assign it."))
    needs_approval = BooleanField(_l("An organizer accepts each person"))
    position = NumberField(_l("Position in the list"), [Filled()], most=99)


class NewCategoryForm(CategoryForm):
    kind = Picker(
        _l("Kind"), [Filled()], options=lambda: [("", _("Choose")), *((k.value, w) for k, w in KINDS.items())]
    )


class QuestionForm(EditForm):
    """A question; its kind stays, since answers are kept by kind."""

    label_zh = StringField(_l("Question in Chinese"), [Filled(), AtMost(200)])
    label_en = StringField(_l("Question in English"), [Filled(), AtMost(200)])
    help_zh = StringField(_l("Help in Chinese"), [AtMost(300)])
    help_en = StringField(_l("Help in English"), [AtMost(300)])
    required = BooleanField(_l("Must be answered"))
    sensitive = BooleanField(
        _l("Sensitive"),
        description=_l(
            "For passports, health, and meals, since a halal meal tells of a religion. Answers need a consent of their "
            "own, are encrypted and left out of exports, and each look at them is logged."
        ),
    )
    for_desk = BooleanField(
        _l("The desk on site sees the answers"),
        description=_l("For special needs: phones with the role “search” or “supervisor” show them with the person."),
    )
    with_options = False

    def asked_options(self, stored: list[dict[str, Any]]) -> list[tuple[str, Bilingual]]:
        """The options as typed, or as stored where nothing was sent: (value, label)."""
        if not self.is_submitted():
            return [(option["value"], Bilingual(option["zh"], option["en"])) for option in stored]
        columns = (request.form.getlist(f"option_{name}") for name in ("value", "zh", "en"))
        return [(value, Bilingual(clean_line(zh), clean_line(en))) for value, zh, en in zip(*columns, strict=False)]

    def validate_required(self, field: Any) -> None:
        if self.with_options and not any(label for _value, label in self.asked_options([])):
            raise ValidationError(_("Give at least one option."))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        valid = bool(super().validate(*args, **kwargs))
        self.form_errors += self._faulty_options() if self.with_options else []
        return valid and not self.form_errors

    def _faulty_options(self) -> list[str]:
        typed = [label for _value, label in self.asked_options([])]
        too_long = _("Option %(number)d: at most %(most)d characters.")
        found = [
            too_long % {"number": number, "most": LONGEST_OPTION}
            for number, label in enumerate(typed, 1)
            if max(len(label.zh), len(label.en)) > LONGEST_OPTION
        ]
        many = _("At most %(number)d options.", number=MOST_OPTIONS)
        return [many, *found] if sum(map(bool, typed)) > MOST_OPTIONS else found


class NewQuestionForm(QuestionForm):
    kind = Picker(
        _l("Kind"), [Filled()], options=lambda: [("", _("Choose")), *((k.value, w) for k, w in QUESTIONS.items())]
    )

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        self.with_options = self.kind.data in WITH_OPTIONS
        return bool(super().validate(*args, **kwargs))


class NoticeForm(Form):
    summary_zh = TextAreaField(_l("Summary in Chinese"), [Filled(), AtMost(1000)])
    summary_en = TextAreaField(_l("Summary in English"), [Filled(), AtMost(1000)])
    text_zh = TextAreaField(_l("Notice in Chinese"), [Filled(), AtMost(30_000)])
    text_en = TextAreaField(_l("Notice in English"), [Filled(), AtMost(30_000)])


class RetentionForm(EditForm):
    retention_days = NumberField(
        _l("Days after the departure"),
        [Filled()],
        least=1,
        most=3650,
        description=_l("Say the same in your notice. Those already registered were told the earlier number."),
    )
