"""The report of characters that would print as a hole."""

from app.badges.glyphs import label, missing_glyphs
from tests.factories.badge_faces import EDGE_NAMES


def test_the_demo_s_edge_names_can_all_be_printed():
    assert missing_glyphs(text for names in EDGE_NAMES for text in names) == {}


def test_a_name_with_a_character_that_no_face_draws_is_reported_with_it():
    assert missing_glyphs(["张𪚥华", "张华", "สมชาย"]) == {"张𪚥华": frozenset("𪚥"), "สมชาย": frozenset("สมชาย")}


def test_marks_without_ink_are_not_missing():
    assert missing_glyphs(["a\u200b\u00a0b\u3000\ufe0f葛\U000e0100"]) == {}


def test_a_missing_character_is_named_by_itself_and_its_code_point():
    assert label("𪚥") == "𪚥 U+2A6A5 CJK UNIFIED IDEOGRAPH-2A6A5"
