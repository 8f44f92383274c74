"""The PIN of a kiosk, the same here and on the phone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.checkin import pins
from app.core.errors import DomainError
from app.settings import ROOT

VECTORS: list[dict[str, Any]] = json.loads((ROOT / "tests/vectors/kiosk_pins.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_the_shared_vectors(case: dict[str, Any]):
    pin = case["pin"]
    assert pins.matches(case["typed"], f"{pin['rounds']}${pin['salt']}${pin['hash']}") is case["right"]


def test_a_pin_that_was_kept_is_known_again_and_no_other():
    kept = pins.keep(" 2580 ")
    assert "2580" not in kept
    assert pins.matches("２５８０", kept)
    assert not pins.matches("2581", kept)
    assert kept != pins.keep("2580")


@pytest.mark.parametrize("typed", ["", "123", "123456789", "12a4", "pins"])
def test_only_four_to_eight_digits_are_a_pin(typed: str):
    with pytest.raises(DomainError):
        pins.keep(typed)


def test_where_there_is_no_pin_nothing_matches():
    assert not pins.matches("", "")
    assert pins.read("") is None
