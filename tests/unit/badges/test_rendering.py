"""Badges of any layout, read back from their PDF."""

import pypdfium2
import pytest

from app.badges.apart import render_apart
from app.badges.faces import Code
from app.badges.kits import Kit
from app.badges.layouts.builtin import CLASSIC, DOUBLE, READY, SHEET
from app.badges.layouts.papers import SIZES
from app.badges.layouts.schema import Box, Face, Image, Layout, Line, Text, Wheel
from app.badges.layouts.schema import Code as CodeElement
from app.badges.rendering import PART, pictures, render, render_file
from tests.factories.badge_faces import EDGE_NAMES, HEAD, badge_face, ticket_code
from tests.unit.badges.reading import POINTS_PER_MM, codes, pages, pixels, sign_boxes, words

LONG = {"name_han": "买买提·阿不都热合曼·伊敏", "name_latin": "Maximilian-Alexander HOHENLOHE-LANGENBURG"}
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)


def faces(count, **given):
    return [badge_face(code=Code(HEAD, ticket_code(number), "7K3F-9QXD"), **given) for number in range(count)]


@pytest.mark.parametrize("key", READY)
def test_every_badge_of_a_ready_layout_is_read_at_150_dpi(key):
    badges = faces(12)
    found = [code for page in pages(render(badges, Kit(READY[key]))) for code in codes(page)]
    assert sorted(found) == sorted(face.code.head + face.code.text for face in badges)


@pytest.mark.parametrize("key", READY)
def test_no_name_is_cut_in_a_ready_layout(key):
    names = [*EDGE_NAMES, (LONG["name_han"], LONG["name_latin"])]
    badges = [badge_face(name_han=han, name_latin=latin) for han, latin in names]
    found = "".join(words(page) for page in pages(render(badges, Kit(READY[key]))))
    assert [part for name in names for part in map("".join, map(str.split, name)) if part not in found] == []


@pytest.mark.parametrize("size", SIZES)
def test_a_name_shrinks_into_its_box_on_any_paper(size):
    badge = SIZES[size]
    name = Text(x=5, y=10, w=badge.width - 10, h=14, fields=("name_first",), largest=60, smallest=20, lines=2)
    [page] = pages(render([badge_face(**LONG)], Kit(Layout(size=size, front=Face(elements=(name,))))))
    for left, top, right, bottom in sign_boxes(page):
        assert (left >= 4.9, right <= badge.width - 4.9, top >= 9.5, bottom <= 24.5) == (True,) * 4


def test_a_category_has_the_layout_of_its_own():
    kit = Kit(CLASSIC, {"expert": SHEET.model_copy(update={"sheet": ""})})
    sizes = [
        round(p.get_width() / POINTS_PER_MM) for p in pages(render([badge_face(), badge_face(kind="expert")], kit))
    ]
    assert sizes == [105, 86]


def test_on_sheets_badges_are_grouped_by_layout_and_keep_their_order():
    kit = Kit(SHEET, {"expert": SHEET.model_copy(update={"shift_x": 1.0})})
    kinds = ["", "expert", "", "expert"]
    some = [badge_face(kind=kind, name_han=sign) for kind, sign in zip(kinds, "甲乙丙丁", strict=True)]
    found = [words(page) for page in pages(render(some, kit))]
    assert [[sign for sign in "甲乙丙丁" if sign in text] for text in found] == [["甲", "丙"], ["乙", "丁"]]


def test_an_element_is_printed_only_for_its_categories_and_where_its_field_is_filled():
    shown = (
        Text(w=60, fields=("free_en",), en="Panel"),
        Text(y=20, w=60, fields=("free_en",), en="VIP", kinds=("expert",)),
        Text(y=40, w=60, fields=("free_en",), en="Coach", when="assignment"),
    )
    kit = Kit(Layout(front=Face(elements=shown)))
    one, other = pages(render([badge_face(kind="press"), badge_face(kind="expert", assignment="2")], kit))
    assert words(one) == "Panel"
    assert sorted(["Panel", "VIP", "Coach"]) == sorted(w for w in ("Panel", "VIP", "Coach") if w in words(other))


def test_the_back_of_a_badge_tells_the_agenda_and_emergency_numbers():
    more = {"agenda_zh": "6月20日 09:00 开幕式", "agenda_en": "Sun 20 Jun 09:00 Opening", "venue_zh": "国际会议中心"}
    _front, back = pages(render([badge_face(more=more)], Kit(DOUBLE)))
    for part in ("开幕式", "Opening", "国际会议中心", "110", "120", "119"):
        assert part in words(back)


def test_pictures_boxes_lines_and_colours_are_drawn():
    every = (
        Box(x=0, y=0, w=20, h=20, fill="hue", hue=120),
        Box(x=30, y=0, w=20, h=20, fill=None, stroke="ink", radius=3),
        Line(x=0, y=30, w=80, h=1, colour="ink"),
        Line(x=90, y=0, w=1, h=80),
        Wheel(x=60, y=0),
        Image(x=40, y=60, w=20, h=20, image="A" * 16, fit="cover"),
        Image(x=70, y=60),
        CodeElement(x=5, y=90),
    )
    face = Face(background="hue_tint", hue=90, elements=every)
    found = pixels(pages(render([badge_face()], Kit(Layout(front=face), {}, {"A" * 16: PNG})))[0], 72)
    assert found[20, 20] < 200
    assert found[-1, -1] < 250
    assert (found[200, 120:160] < 255).all()


def test_many_badges_are_one_file_in_their_order_with_their_progress_told(tmp_path):
    some, told = faces(PART + 3, name_latin=""), []
    for number, face in enumerate(some):
        object.__setattr__(face, "organisation_en", f"Number {number}.")
    render_file(some, Kit(), tmp_path / "all.pdf", told.append)
    assert told == [PART, PART + 3]
    document = pypdfium2.PdfDocument(tmp_path / "all.pdf")
    assert len(document) == PART + 3
    for number in (0, 7, PART - 1, PART, PART + 2):
        assert f"Number{number}." in words(document[number])
        assert codes(document[number]) == [HEAD + some[number].code.text]


def test_a_file_made_apart_is_the_file_made_here():
    kit = Kit(DOUBLE, {"expert": CLASSIC}, {})
    some = [badge_face(), badge_face(kind="expert")]
    assert render_apart(some, kit) == render(some, kit)


def test_a_badge_is_shown_as_it_prints_page_by_page():
    assert [picture[:8] for picture in pictures(badge_face(), Kit(DOUBLE))] == [b"\x89PNG\r\n\x1a\n"] * 2
