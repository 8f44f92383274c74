import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.tickets.short_code import ALPHABET, LENGTH, format_short_code, new_short_code, normalise_short_code

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "ticket_codes.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["short_codes"], ids=lambda case: case["text"][:20])
def test_a_short_code_is_read_however_it_is_typed(case):
    assert normalise_short_code(case["text"]) == case["expect"]


def test_a_new_short_code_is_printed_in_two_groups_and_read_back():
    code = new_short_code()
    printed = format_short_code(code)
    assert [len(group) for group in printed.split("-")] == [4, 4]
    assert normalise_short_code(printed.lower()) == code


def test_new_short_codes_differ_and_use_the_whole_alphabet():
    codes = {new_short_code() for _ in range(500)}
    assert len(codes) == 500
    assert set("".join(codes)) == set(ALPHABET)


@given(st.text(st.characters(), max_size=100))
def test_no_text_makes_reading_raise(text):
    code = normalise_short_code(text)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))
