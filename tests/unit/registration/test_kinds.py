"""Each kind of question reads what people type, refuses what it cannot be, and shows it again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from app.core import i18n
from app.core.errors import DomainError
from app.core.text import Bilingual
from app.registration.fields.kinds import KINDS, read
from app.registration.models import FieldKind, FormField

OPTIONS = [{"value": "a", "zh": "清真餐", "en": "Halal"}, {"value": "b", "zh": "素食", "en": "Vegetarian"}]


def _question(kind: str, **given: Any) -> FormField:
    return FormField(kind=FieldKind(kind), label=Bilingual("问题", "Question"), options=OPTIONS, **given)


READ = [
    ("text", [" a "], "a"),
    ("text", ["  "], None),
    ("long_text", ["a\nb"], "a\nb"),
    ("choice", ["b"], "b"),
    ("choice", [""], None),
    ("choices", ["b", "a"], ["a", "b"]),
    ("choices", [], None),
    ("yes_no", ["yes"], True),
    ("yes_no", ["no"], False),
    ("yes_no", [], None),
    ("number", ["12"], Decimal(12)),
    ("number", ["-0.5"], Decimal("-0.5")),
    ("number", ["12.50"], Decimal("12.5")),
    ("number", ["1e3"], Decimal(1000)),
    ("number", ["1e-1000000"], Decimal(0)),
    ("number", [""], None),
    ("date", ["2027-06-20"], date(2027, 6, 20)),
    ("date", ["2027-06-20"], date(2027, 6, 20)),
    ("date", [], None),
]


@pytest.mark.parametrize(("kind", "typed", "value"), READ)
def test_what_people_type_is_read(kind: str, typed: list[str], value: Any) -> None:
    assert read(_question(kind), typed, required=False) == value


@pytest.mark.parametrize(("kind", "typed", "value"), [case for case in READ if case[2] is not None])
def test_a_value_survives_the_form_and_the_seal(kind: str, typed: list[str], value: Any) -> None:
    chosen, question = KINDS[FieldKind(kind)], _question(kind)
    assert chosen.read(chosen.typed(value), question) == value
    assert chosen.revive(chosen.plain(value)) == value


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", ["x" * 301]),
        ("long_text", ["x" * 5001]),
        ("choice", ["c"]),
        ("choices", ["a", "c"]),
        ("yes_no", ["perhaps"]),
        ("number", ["twelve"]),
        ("number", ["nan"]),
        ("number", ["inf"]),
        ("number", ["1e999999"]),
        ("number", ["1e1000000"]),
        ("number", ["-1e1000000"]),
        ("number", ["1e999999999999999999"]),
        ("number", ["1000000000"]),
        ("date", ["20 June"]),
        ("date", ["1899-12-31"]),
        ("date", ["2027-02-30"]),
        ("date", ["9999-01-01"]),
    ],
)
def test_what_it_cannot_be_is_refused(kind: str, typed: list[str]) -> None:
    with pytest.raises(DomainError):
        read(_question(kind), typed, required=False)


@pytest.mark.parametrize("kind", list(FieldKind))
def test_a_required_question_wants_an_answer(kind: FieldKind) -> None:
    with pytest.raises(DomainError):
        read(_question(kind), [], required=True)
    assert read(_question(kind), [], required=False) is None


def test_no_is_an_answer() -> None:
    assert read(_question("yes_no"), ["no"], required=True) is False


@pytest.fixture
def catalogues() -> Iterator[None]:
    """What translators wrote, without the rest of an application."""
    speaker = Flask("app")
    i18n.init_app(speaker)
    with speaker.app_context():
        yield


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize(
    ("kind", "value", "zh", "en"),
    [
        ("choice", "a", "清真餐", "Halal"),
        ("choice", "gone", "gone", "gone"),
        ("choices", ["a", "b"], "清真餐、素食", "Halal, Vegetarian"),
        ("yes_no", False, "否", "No"),
        ("number", Decimal("1.500000"), "1.5", "1.5"),
        ("number", Decimal(1000), "1000", "1000"),
        ("date", date(2027, 6, 20), "2027年6月20日(周日)", "Sunday 20 June 2027"),
    ],
)
def test_a_value_is_shown_in_the_readers_language(kind: str, value: Any, zh: str, en: str) -> None:
    chosen, question = KINDS[FieldKind(kind)], _question(kind)
    assert chosen.show(value, question, "zh") == zh
    assert chosen.show(value, question, "en") == en
