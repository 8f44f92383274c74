"""Which badge stands where on which page."""

import pytest

from app.badges.layouts.imposing import pages
from app.badges.layouts.papers import STOCKS
from app.badges.layouts.schema import Layout

SINGLE, DOUBLE, FOLD = Layout(), Layout(sides="double"), Layout(sides="fold")
CARDS = Layout(size="card", sheet="a4-10-card")
CARDS_BOTH = Layout(size="card", sheet="a4-10-card", sides="double")


def placed(found):
    return [[(number, side) for number, side, *_rest in page["badges"]] for page in found]


def test_a_badge_is_a_page_of_its_size():
    found = pages([SINGLE], [0, 0])
    assert [(page["width"], page["height"]) for page in found] == [(105, 148)] * 2
    assert placed(found) == [[(0, "front")], [(1, "front")]]


def test_the_back_follows_its_front():
    assert placed(pages([DOUBLE], [0, 0])) == [[(0, "front")], [(0, "back")], [(1, "front")], [(1, "back")]]


def test_among_badges_of_two_sides_one_of_a_single_side_has_an_empty_back():
    assert placed(pages([SINGLE, DOUBLE], [0, 1])) == [[(0, "front")], [], [(1, "front")], [(1, "back")]]


def test_a_folded_badge_has_its_back_above_upside_down():
    [page] = pages([FOLD], [0])
    assert (page["width"], page["height"]) == (105, 296)
    assert page["badges"] == [(0, "front", 0, 148, False), (0, "back", 0, 0, True)]


def test_a_sheet_is_filled_before_the_next_begins():
    assert [len(page["badges"]) for page in pages([CARDS], [0] * 23)] == [10, 10, 3]


def test_a_back_lies_behind_its_front_when_the_sheet_is_turned_over():
    front, back = pages([CARDS_BOTH], [0] * 10)
    width = STOCKS["a4-10-card"].sheet.width
    behind = {number: (x, y) for number, _side, x, y, _turned in back["badges"]}
    for number, _side, x, y, _turned in front["badges"]:
        assert behind[number] == pytest.approx((width - x - 86, y))


def test_a_printer_that_is_off_is_corrected_on_both_sides_of_the_paper():
    moved = CARDS_BOTH.model_copy(update={"shift_x": 2.0, "shift_y": 1.0})
    before, after = pages([CARDS_BOTH], [0]), pages([moved], [0])
    by = [
        tuple(new - old for new, old in zip(b["badges"][0][2:4], a["badges"][0][2:4], strict=True))
        for a, b in zip(before, after, strict=True)
    ]
    assert by == [pytest.approx((2, 1)), pytest.approx((-2, 1))]


def test_layouts_do_not_share_a_sheet():
    other = CARDS.model_copy(update={"shift_x": 1.0})
    assert [len(page["badges"]) for page in pages([CARDS, other], [0] * 4 + [1] * 3)] == [4, 3]
