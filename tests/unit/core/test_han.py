import subprocess
import sys

import pytest

from app.core.han import is_han, readings, simplify, spellings, split_han_name, surname_readings
from app.core.surnames import COMPOUND_SURNAMES, GIVEN_NAMES, SURNAMES

FAMILIES = """
单 shan4; 解 xie4; 仇 qiu2; 曾 zeng1; 查 zha1; 区 ou1; 朴 piao2; 翟 zhai2; 盖 ge3; 乐 yue4; 召 shao4; 缪 miao4;
覃 qin2; 冼 xian3; 员 yun4; 折 she2; 宓 mi4; 任 ren2; 單 shan4; 區 ou1; 吕 lv3; 陆 lu4; 李 li3; 卜 bu3;
長孫 zhang3,sun1; 尉迟 yu4,chi2; 万俟 mo4,qi2; 歐陽 ou1,yang2; 令狐 ling2,hu2; 单于 chan2,yu2; 澹台 tan2,tai2
"""


@pytest.mark.parametrize(("family", "reading"), [pair.split() for pair in FAMILIES.split(";")])
def test_a_surname_is_read_as_a_surname(family, reading):
    assert ",".join(surname_readings(family)[0]) == reading


def test_a_surname_with_two_readings_has_both():
    assert surname_readings("覃") == (("qin2",), ("tan2",))


@pytest.mark.parametrize("table", [SURNAMES, COMPOUND_SURNAMES, GIVEN_NAMES])
def test_tables_are_keyed_by_simplified_characters(table):
    assert [family for family in table if simplify(family) != family] == []


def test_a_compound_surname_has_a_syllable_for_each_character():
    assert {len(reading) for family in COMPOUND_SURNAMES for reading in surname_readings(family)} == {2}


@pytest.mark.parametrize(
    ("han", "family", "parts"),
    [
        ("吕小明", "", ("吕", "小明")),
        ("欧阳修", "", ("欧阳", "修")),
        ("歐陽修", "", ("歐陽", "修")),
        ("欧阳", "", ("欧", "阳")),
        ("司马相如", "", ("司马", "相如")),
        ("陈林美玉", "", ("陈", "林美玉")),
        ("陈林美玉", "陳林", ("陈林", "美玉")),
        ("佛", "", ("", "佛")),
        ("乌兰托娅娜", "", ("", "乌兰托娅娜")),
        ("吕小明", "李", ("吕", "小明")),
        ("吕小明", "吕小明", ("吕", "小明")),
    ],
)
def test_a_han_name_is_cut_after_its_surname(han, family, parts):
    assert split_han_name(han, family) == parts


def test_a_character_of_a_given_name_may_have_two_readings():
    assert readings("乐") == ("le4", "yue4")
    assert readings("樂") == ("le4", "yue4")


def test_a_traditional_character_keeps_its_own_reading():
    assert readings("乾") == ("qian2",)


def test_what_has_no_reading_reads_as_itself():
    assert readings("x") == ("x",)
    assert readings("\ue000") == ("\ue000",)


def test_a_rare_character_is_read():
    assert readings("䶮") == ("yan3",)


def test_the_u_with_dots_is_typed_in_three_ways():
    assert spellings("lv3") == ("lv", "lu", "lyu")
    assert spellings("lu4") == ("lu",)


def test_simplifying_keeps_the_length_and_stops_after_one_step():
    text = "呂單歐陽後乾龑〇abc"
    assert simplify(text) == "吕单欧阳后干䶮〇abc"
    assert simplify(simplify(text)) == simplify(text)


def test_han_characters_are_told_from_others():
    assert all(map(is_han, "吕䶮〇𠮷"))
    assert not any(map(is_han, "aé가あ，· "))


def test_reading_names_leaves_the_phrase_dictionary_out_of_memory():
    program = (
        "import sys; from app.core.names import PersonName; from app.core.search_keys import search_keys; "
        "assert 'pypinyin' not in sys.modules and 'zhconv' not in sys.modules; "
        "search_keys(PersonName('吕小明')); "
        "assert 'pypinyin' in sys.modules and 'pypinyin.phrases_dict' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
