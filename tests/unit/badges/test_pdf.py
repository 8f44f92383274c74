"""Badges and tickets, read back from their PDF."""

import subprocess
import sys

import pytest

from app.badges.apart import render_apart
from app.badges.faces import Code, Wheel
from app.badges.pdf import render_badges, render_ticket
from tests.factories.badge_faces import EDGE_NAMES, HEAD, badge_face, ticket_code, ticket_face
from tests.unit.badges.reading import POINTS_PER_MM, codes, pages, pixels, sign_boxes, text, words

LONG_NAMES = (
    {"name_han": "", "name_latin": "Wolfeschlegelsteinhausenbergerdorffxyzab"},
    {"name_han": "", "name_latin": "Maximilian-Alexander von und zu HOHENLOHE-LANGENBURG-SCHILLINGSFÜRST"},
    {"name_han": "阿不都热合曼买买提伊敏", "name_latin": "Abdurehman MEMETIMIN of the Very Long Family Name"},
    {"name_han": "买买提·阿不都热合曼·伊敏", "name_latin": "W" * 40},
)
LONG_REST = {
    "organisation_zh": "海外华人环境保护与可持续发展科学家工程师联合促进会" * 3,
    "organisation_en": "Association of Chinese Environmental Scientists and Engineers in Germany " * 4,
    "event_zh": "2027年海外智力为国服务行动计划新能源与生态环境专题国际应用技术论坛暨项目对接会" * 2,
    "event_en": "International Applied Technology Forum on New Energy and Ecological Environment " * 3,
    "city_zh": "武汉市江汉区国际博览中心新城",
    "city_en": "Jianghan New City International Expo District, Wuhan",
    "category_zh": "境外特邀媒体记者与观察员",
    "category_en": "Invited International Press and Observers",
    "assignment": "二号车(黄鹤楼方向)靠窗座位\nCoach 2 towards the Yellow Crane Tower, window\nTable 12",
}


def test_each_badge_is_one_page_of_a6():
    sheet = pages(render_badges([badge_face(), badge_face(name_han="")]))
    sizes = [tuple(round(points / POINTS_PER_MM) for points in page.get_size()) for page in sheet]
    assert sizes == [(105, 148), (105, 148)]


@pytest.mark.parametrize("dpi", [150, 300])
def test_every_badge_s_code_is_read_from_its_page(dpi):
    faces = [badge_face(code=Code(HEAD, ticket_code(number), "7K3F-9QXD")) for number in range(40)]
    read = [codes(page, dpi) for page in pages(render_badges(faces))]
    assert read == [[HEAD + face.code.text] for face in faces]


def test_the_code_is_34_mm_wide_and_has_its_quiet_zone():
    (page,) = pages(render_badges([badge_face()]))
    millimetre = 300 / 25.4
    part = pixels(page, 300)[round(82 * millimetre) : round(124 * millimetre), : round(50 * millimetre)]
    columns = (part < 128).any(axis=0).nonzero()[0]
    rows = (part < 128).any(axis=1).nonzero()[0]
    assert columns[-1] - columns[0] >= 34 * millimetre
    module = (columns[-1] - columns[0]) / 45
    assert rows[0] >= 3.5 * module
    assert len(part) - rows[-1] >= 3.5 * module


@pytest.mark.parametrize(("han", "latin"), EDGE_NAMES)
def test_names_organisation_and_category_are_text_that_can_be_searched(han, latin):
    (page,) = pages(render_badges([badge_face(name_han=han, name_latin=latin)]))
    found = words(page)
    expected = (han, latin, "旅德华人环境科学家与工程师协会", "专家", "Expert", "武汉", "Wuhan", "7K3F-9QXD")
    assert [part for part in expected if "".join(part.split()) not in found] == []


@pytest.mark.parametrize("names", LONG_NAMES)
def test_long_names_shrink_and_nothing_leaves_its_place(names):
    (page,) = pages(render_badges([badge_face(**LONG_REST | names)]))
    boxes = list(sign_boxes(page))
    assert min(left for left, *_ in boxes) >= 7
    assert max(right for _, _, right, _ in boxes) <= 98
    image, millimetre = pixels(page, 150), 150 / 25.4
    above_band = image[: round(132 * millimetre)]
    assert (above_band[:, round(98 * millimetre) :] > 250).all()
    assert (above_band[:, : round(7 * millimetre)] > 250).all()
    assert names["name_han"] in words(page)
    assert "".join(names["name_latin"].split()) in words(page)


@pytest.mark.parametrize("names", LONG_NAMES)
def test_the_longest_texts_leave_clear_space_around_the_person(names):
    face = badge_face(**LONG_REST | names)
    (page,) = pages(render_badges([face]))
    image, millimetre = pixels(page, 150), 150 / 25.4
    for top, bottom in ((32.0, 32.6), (81.0, 82.0)):
        assert (image[round(top * millimetre) : round(bottom * millimetre)] > 250).all()
    assert codes(page) == [HEAD + face.code.text]


def test_the_short_code_and_assignment_stand_beside_and_under_the_code():
    (page,) = pages(render_badges([badge_face(assignment="2号车\nCoach 2")]))
    assert "2号车" in words(page)
    assert "Coach 2" in text(page)


def test_the_same_faces_give_the_same_bytes_in_another_process():
    faces = [badge_face(), badge_face(name_han="", assignment="Coach 2", wheel=Wheel(1, 0, 30))]
    assert render_badges(faces) == render_badges(faces) == render_apart(faces)


def test_the_file_does_not_say_when_it_was_made():
    data = render_badges([badge_face()])
    assert b"CreationDate" not in data
    assert b"ModDate" not in data


def test_markup_in_a_name_is_printed_as_it_was_typed():
    typed = "#sys *LI* $x$ [a] \\ `b`"
    (page,) = pages(render_badges([badge_face(name_latin=typed)]))
    assert "".join(typed.split()) in words(page)


def test_no_badge_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no badge"):
        render_badges([])
    with pytest.raises(ValueError, match="no badge"):
        render_apart([])


def test_importing_the_renderer_loads_neither_typst_nor_fonttools():
    check = "import sys, app.badges.pdf; sys.exit(bool({'typst', 'fontTools'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_ticket_is_one_page_with_code_name_event_and_facts(language):
    face = ticket_face(language=language)
    (page,) = pages(render_ticket(face))
    assert codes(page) == [HEAD + face.badge.code.text]
    found = words(page)
    for part in (
        "吕小明",
        "LYUXiaoming",
        "7K3F-9QXD",
        "第五届国际应用技术论坛",
        "报到",
        "武汉国际会议中心",
        "入场时请出示此码",
    ):
        assert part in found


def test_a_ticket_with_long_texts_stays_on_its_page():
    badge = badge_face(**LONG_REST | LONG_NAMES[1])
    facts = tuple(
        (f"报到与注册时间 {n}", "武汉国际会议中心三楼东湖厅,江汉区解放大道一千二百三十四号" * 3) for n in range(4)
    )
    (page,) = pages(render_ticket(ticket_face(badge=badge, facts=facts, hint="入场时请出示此码。" * 20)))
    boxes = list(sign_boxes(page))
    assert max(right for _, _, right, _ in boxes) <= 98
    hint = [bottom for _, _, _, bottom in boxes if bottom < 137]
    assert max(hint) <= 136.5
    assert codes(page) == [HEAD + badge.code.text]
