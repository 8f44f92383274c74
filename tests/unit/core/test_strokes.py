"""Order by strokes, as official lists have it."""

from __future__ import annotations

import pytest

from app.core.names import PersonName
from app.core.strokes import UNCOUNTED, stroke_key, strokes


@pytest.mark.parametrize(
    ("character", "count"), [("丁", 2), ("王", 4), ("陆", 7), ("郑", 8), ("单", 8), ("䶮", 9), ("龘", 48)]
)
def test_strokes_are_counted_as_in_mainland_china(character, count):
    assert strokes(character) == count


def test_what_is_no_chinese_character_is_not_counted():
    assert strokes("A") == UNCOUNTED


def test_surnames_of_few_strokes_come_first_those_of_one_count_by_pinyin_and_latin_names_last():
    names = ["Suharto", "黄山", "丁一", "王小明", "王力", "卜一", "仇鹏", "欧阳修"]
    keys = {name: PersonName(han=name).sort_key("zh") for name in names[1:]} | {"Suharto": "suharto"}
    in_order = sorted(names, key=lambda name: stroke_key(keys[name]))
    assert in_order == ["卜一", "丁一", "仇鹏", "王力", "王小明", "欧阳修", "黄山", "Suharto"]


def test_people_of_one_surname_stay_together():
    names = ["丁力", "卜一", "丁一"]
    in_order = sorted(names, key=lambda name: stroke_key(PersonName(han=name).sort_key("zh")))
    assert in_order == ["卜一", "丁一", "丁力"]
