"""Dealing badges to lanes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.badges.models import PrintOrder
from app.badges.sorting import cuts, dealt, in_order
from app.core.names import PersonName
from app.registration.models import Registration
from app.tickets.models import Ticket


def tickets(*names):
    found = []
    for number, name in enumerate(names, 1):
        person = PersonName(han=name) if name >= "一" else PersonName(latin=name)
        registration = Registration(name=person, sort_zh=person.sort_key("zh"), sort_en=person.sort_key("en"))
        found.append(Ticket(registration=registration, registration_id=number))
    return found


def names(tickets):
    return [ticket.registration.name.display("zh") for ticket in tickets]


PEOPLE = ("黄山", "Suharto", "丁一", "王力", "卜一", "陈光")


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (PrintOrder.PINYIN, ["卜一", "陈光", "丁一", "黄山", "Suharto", "王力"]),
        (PrintOrder.STROKES, ["卜一", "丁一", "王力", "陈光", "黄山", "Suharto"]),
    ],
)
def test_badges_are_sorted(order, expected):
    assert names(in_order(tickets(*PEOPLE), order, "zh")) == expected


def test_lanes_are_ranges_of_letters_of_about_one_length():
    lanes = dealt(in_order(tickets(*PEOPLE), PrintOrder.PINYIN, "zh"), PrintOrder.PINYIN, 3, "zh")
    assert [(lane.label, len(lane.tickets)) for lane in lanes] == [("B–C", 2), ("D–H", 2), ("S–W", 2)]


def test_lanes_by_strokes_are_ranges_of_counts_with_latin_names_at_the_end():
    lanes = dealt(in_order(tickets(*PEOPLE), PrintOrder.STROKES, "zh"), PrintOrder.STROKES, 2, "zh")
    assert [lane.label for lane in lanes] == ["2–4", "7–11, A–Z"]


def test_one_letter_is_never_cut():
    lanes = dealt(tickets("王一", "王力", "王小明"), PrintOrder.PINYIN, 3, "zh")
    assert [(lane.label, len(lane.tickets)) for lane in lanes] == [("W", 3)]
    assert dealt([], PrintOrder.PINYIN, 3, "zh") == []


@given(st.lists(st.integers(1, 50), min_size=1, max_size=9), st.integers(1, 4))
def test_no_other_cut_has_a_shorter_longest_lane(sizes, lanes):
    ends = cuts(sizes, lanes)
    assert ends[-1] == len(sizes)
    assert len(ends) <= lanes
    longest = max(sum(sizes[a:b]) for a, b in zip((0, *ends), ends, strict=False))
    assert longest == shortest(sizes, lanes)


def shortest(sizes, lanes):
    if lanes == 1 or len(sizes) == 1:
        return sum(sizes)
    ways = (max(sum(sizes[:end]), shortest(sizes[end:], lanes - 1)) for end in range(1, len(sizes)))
    return min(sum(sizes), *ways)
