"""Queries as phones of the desk read them, too: the vectors that both sides pass."""

import json
from pathlib import Path

import pytest

from app.core.han import traditional_of
from app.core.search_keys import PHONE_TAIL, query_keys

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "search_queries.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["typed"])
def test_what_is_typed_is_looked_for_as_the_vectors_say(case):
    """Phones know the last digits of a number alone, so a longer one is cut to those."""
    groups = [list(dict.fromkeys(_cut(prefix) for prefix in group)) for group in query_keys(case["typed"])]
    assert groups == case["groups"]


def test_other_forms_of_a_character_are_told_with_the_simplified_one():
    assert traditional_of("吕a陆") == "呂吕陸陆"
    assert traditional_of("人") == ""


def _cut(prefix):
    return prefix[: PHONE_TAIL + 1] if prefix.startswith("#") else prefix
