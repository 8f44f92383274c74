"""Form fields: what is beside an input, and how it is tied to it."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from tests.unit.templates.conftest import Draw, with_class, words


class Person(Form):
    name = StringField("Name", [InputRequired("Fill in this field.")], description="As in the passport.")
    note = StringField("Note", [Optional()])
    meal = RadioField(
        "Meal", [InputRequired("Choose one.")], choices=[SelectChoice("h", "Halal"), SelectChoice("v", "Vegetarian")]
    )
    consent = BooleanField("I agree.", [InputRequired("Agree first.")])


@pytest.fixture
def refused() -> Person:
    form = Person(MultiDict({"note": '"><script>'}))
    assert not form.validate()
    return form


def test_an_input_in_error_is_marked_and_described_by_error_and_help(draw: Draw, refused: Person) -> None:
    field = draw("forms.html", "field", refused.name)
    control = field.find(".//input")
    assert control is not None
    assert control.get("aria-invalid") == "true"
    described = (control.get("aria-describedby") or "").split()
    texts = {e.get("id"): words(e) for e in field.iter() if e.get("id")}
    assert [texts[name] for name in described] == ["Error: Fill in this field.", "As in the passport."]


def test_the_label_stands_before_the_error_and_the_error_before_the_input(draw: Draw, refused: Person) -> None:
    order = [e.tag for e in draw("forms.html", "field", refused.name).iter() if e.tag in ("label", "input", "p")]
    assert order == ["label", "p", "p", "input"]


def test_only_what_may_be_left_out_is_called_optional(draw: Draw) -> None:
    form = Person()
    assert not with_class(draw("forms.html", "field", form.name), "field-optional")
    assert [words(e) for e in with_class(draw("forms.html", "field", form.note), "field-optional")] == ["optional"]


def test_the_summary_links_each_error_to_a_control_that_can_take_the_focus(draw: Draw, refused: Person) -> None:
    links = draw("forms.html", "error_summary", refused).findall(".//a")
    page = [draw("forms.html", "field", f) for f in refused]
    controls = {e.get("id") for part in page for e in part.iter("input")}
    assert len(links) == len(refused.errors)
    assert {(link.get("href") or "")[1:] for link in links} <= controls


def test_there_is_no_summary_without_errors(draw: Draw) -> None:
    assert draw("forms.html", "error_summary", Person()).find(".//div") is None


def test_choices_are_a_group_with_one_name(draw: Draw, refused: Person) -> None:
    group = draw("forms.html", "field", refused.meal).find(".//fieldset")
    assert group is not None
    assert words(group[0]) == "Meal"
    assert group.get("aria-describedby") == "meal-error"
    assert [words(label) for label in group.iter("label")] == ["Halal", "Vegetarian"]


def test_what_was_typed_is_kept_and_never_becomes_markup(draw: Draw, refused: Person) -> None:
    field = draw("forms.html", "field", refused.note)
    control = field.find(".//input")
    assert control is not None
    assert control.get("value") == '"><script>'
    assert field.find(".//script") is None
