import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from app.checkin.sealing import open_name, seal_name
from app.core.text import Bilingual

NAMES = json.loads((Path(__file__).parents[2] / "vectors" / "sealed_names.json").read_text("utf-8"))["names"]


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case["en"])
def test_names_are_sealed_as_the_shared_vectors_say(case):
    name = Bilingual(case["zh"], case["en"])
    assert seal_name(case["code"], name) == case["sealed"]
    assert open_name(case["code"], case["sealed"]) == name


def test_no_other_badge_opens_a_name():
    one, other = NAMES[:2]
    with pytest.raises(InvalidTag):
        open_name(other["code"], one["sealed"])


def test_two_people_of_one_name_are_sealed_apart():
    one, other = NAMES[:2]
    assert seal_name(one["code"], Bilingual("王伟", "Wang Wei")) != seal_name(
        other["code"], Bilingual("王伟", "Wang Wei")
    )
