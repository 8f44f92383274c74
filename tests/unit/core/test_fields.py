"""What form fields read, and what they refuse in words."""

from __future__ import annotations

import pytest

from app.core.fields import degrees


@pytest.mark.parametrize(
    ("typed", "value"), [("30.5928", 30.5928), (" -90 ", -90.0), ("90", 90.0), ("1e-1000000", 0.0)]
)
def test_degrees_within_their_bounds_are_read(typed: str, value: float) -> None:
    assert degrees(typed, 90) == value


@pytest.mark.parametrize("typed", ["north", "nan", "inf", "90.1", "-91", "1e1000000", "-1e999999999999999999"])
def test_degrees_beyond_them_are_refused_however_large(typed: str) -> None:
    with pytest.raises(ValueError, match="decimal degrees"):
        degrees(typed, 90)
