"""Lines that fit: nothing is wider than its box and no name is cut."""

from hypothesis import given
from hypothesis import strategies as st

from app.badges import fitting
from app.badges.fitting import HAN, PLAIN, STRONG, STRONG_HAN, width

ROOM = 250.0
SIGNS = st.one_of(
    st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_categories=("Cc", "Cf", "Zs")),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.sampled_from(" -·“”，。（）"),
)
TYPED = st.text(SIGNS, min_size=1, max_size=120)
STYLES = st.sampled_from([PLAIN, STRONG, HAN, STRONG_HAN])


@given(TYPED, STYLES)
def test_no_line_of_a_name_is_wider_than_its_box_and_no_sign_is_lost(typed, style):
    setting = fitting.name(typed, ROOM, 48, 22, style)
    assert all(width(line, style) * setting.size <= ROOM for line in setting.lines)
    assert " ".join(setting.lines) == fitting.tidy(typed)
    assert len(setting.lines) <= 2


@given(TYPED, STYLES, st.integers(1, 3))
def test_no_line_of_a_paragraph_is_wider_than_its_box(typed, style, most):
    setting = fitting.paragraph(typed, ROOM, (20.0, 14.0, 9.0), most, style)
    assert len(setting.lines) <= most
    assert all(width(line, style) * setting.size <= ROOM for line in setting.lines)


@given(st.lists(TYPED, min_size=1, max_size=2))
def test_words_beside_each_other_fit_with_their_gap(parts):
    setting = fitting.beside(parts, ROOM, 18, 0.8, STRONG)
    needed = sum(width(part, STRONG) for part in setting.lines) + 0.8 * (len(setting.lines) - 1)
    assert needed * setting.size <= ROOM


def test_a_short_name_is_set_large_in_one_line():
    assert fitting.name("吕小明", ROOM, 48, 22, STRONG_HAN) == fitting.Setting(48, ("吕小明",))


def test_a_long_name_breaks_where_its_lines_come_out_largest():
    setting = fitting.name("Maximilian Alexander HOHENLOHE-LANGENBURG", ROOM, 34, 24, STRONG)
    assert setting.lines == ("Maximilian Alexander", "HOHENLOHE-LANGENBURG")


def test_text_that_needs_too_many_lines_is_first_made_smaller_then_cut():
    words = "Association of Environmental Scientists "
    assert fitting.paragraph(words, ROOM, (20.0, 10.0), 1, PLAIN).size == 10
    cut = fitting.paragraph(words * 3, ROOM, (20.0, 10.0), 2, PLAIN)
    assert cut.size == 10
    assert cut.lines[-1].endswith("…")


def test_punctuation_never_begins_a_chinese_line():
    lines = fitting.paragraph("论坛，" * 40, ROOM, (10.0,), 9, HAN).lines
    assert not any(line.startswith("，") for line in lines)


def test_lines_that_were_typed_stay_lines():
    assert fitting.paragraph("2号车\n Coach  2 \n\n", ROOM, (20.0,), 4, STRONG).lines == ("2号车", "Coach 2")
