"""Importing lists: every row is looked at, nothing is lost, nothing is saved unasked."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.text import Bilingual
from app.directory.columns import COLUMNS
from app.directory.importing import Line, Plan, Verdict, carry_out, plan
from app.directory.models import OverseasGroup, ProgramBase, Theme
from app.directory.samples import SAMPLES
from tests.factories.directory import make_base, make_group, make_theme

HEADER = "name_zh,name_en,country,city_zh,joined_on,founder,website,contact_email,slug\n"


def read(session: Session, *rows: str, header: str = HEADER) -> Plan:
    return plan(session, OverseasGroup, header + "\n".join(rows))


def only(made: Plan) -> Line:
    [line] = made.lines
    return line


def problems(line: Line) -> list[tuple[str, str]]:
    return [(name, str(message)) for name, message in line.problems]


def save_all(session: Session, made: Plan) -> dict[Verdict, int]:
    return carry_out(session, OverseasGroup, made, {line.number: line.verdict.value for line in made.lines})


def test_a_new_row_is_read_cell_by_cell(session: Session) -> None:
    row = "旅德协会,Association in Germany,DE,柏林,2003/5/1,是,https://a.example,o@a.example,germany"
    made = read(session, row)
    assert only(made).verdict is Verdict.CREATE
    save_all(session, made)
    group = session.scalars(select(OverseasGroup)).one()
    assert group.name == Bilingual("旅德协会", "Association in Germany")
    assert group.city == Bilingual("柏林", "")
    assert (group.country, group.joined_on, group.founder) == ("DE", date(2003, 5, 1), True)
    assert (group.website, group.contact_email, group.slug) == ("https://a.example", "o@a.example", "germany")


def test_an_address_is_proposed_and_no_two_are_the_same(session: Session) -> None:
    make_group(session, slug="new-group")
    save_all(session, read(session, "新会,New group,DE,,,,,,", "旧会,New-Group!,FR,,,,,,"))
    assert set(session.scalars(select(OverseasGroup.slug))) == {"new-group", "new-group-2"}


@pytest.mark.parametrize(
    "header",
    [
        "中文名称,英文名称,国家或地区",
        "Name in Chinese,Name in English,Country or region",
        " 名称 ,NAME (English),国家",
        "中文名,English Name,Region",
        "NAME_ZH,name_en,country",
    ],
)
def test_headers_are_known_in_both_languages(session: Session, header: str) -> None:
    made = read(session, "新会,New group,DE", header=f"{header}\n")
    assert only(made).verdict is Verdict.CREATE
    assert only(made).cells == {"name_zh": "新会", "name_en": "New group", "country": "DE"}


def test_columns_without_a_place_are_named(session: Session) -> None:
    made = read(session, "新会,New group,DE,内部备注", header="name_zh,name_en,country,备注\n")
    assert made.ignored == ["备注"]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("de", "DE"),
        ("德国", "DE"),
        ("Germany", "DE"),
        ("USA", "US"),
        ("美国", "US"),
        ("香港", "HK"),
        ("GREAT BRITAIN", "GB"),
    ],
)
def test_countries_are_known_by_code_and_name(session: Session, cell: str, code: str) -> None:
    assert only(read(session, f"新会,New group,{cell},,,,,,")).values["country"] == code


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("新会,New,Atlantis,,,,,,", "country"),
        ("新会,New,,,,,,,", "country"),
        ("新会,,DE,,,,,,", "name_en"),
        (",New,DE,,,,,,", "name_zh"),
        ("新会,New,DE,,2003,,,,", "joined_on"),
        ("新会,New,DE,,2003-13-01,,,,", "joined_on"),
        ("新会,New,DE,,,maybe,,,", "founder"),
        ("新会,New,DE,,,,javascript:alert(1),,", "website"),
        ("新会,New,DE,,,,,nobody,", "contact_email"),
        ("新会,New,DE,,,,,,Not A Slug", "slug"),
        ("新会,New,DE,,,,,,new", "slug"),
        (f"新会,{'x' * 201},DE,,,,,,", "name_en"),
        ("新会,New,DE,,,,,,,too,many", ""),
    ],
)
def test_each_problem_is_told_for_its_row_and_column(session: Session, row: str, field: str) -> None:
    line = only(read(session, row))
    assert line.verdict is Verdict.PROBLEM
    assert [name for name, _message in problems(line)] == [field]


def test_what_an_input_method_typed_in_full_width_is_read_in_half(session: Session) -> None:
    row = (
        "旅德协会（柏林）,Ａssociation,ｄｅ,柏林,２００３／５／１,ｙｅｓ,"
        "ｈｔｔｐｓ：／／ａ．ｅｘａｍｐｌｅ,ｏ＠ａ．ｅｘａｍｐｌｅ,ｇｅｒｍａｎｙ"
    )
    line = only(read(session, row))
    assert problems(line) == []
    save_all(session, read(session, row))
    group = session.scalars(select(OverseasGroup)).one()
    assert group.name == Bilingual("旅德协会（柏林）", "Association")
    assert (group.country, group.joined_on, group.founder) == ("DE", date(2003, 5, 1), True)
    assert (group.website, group.contact_email, group.slug) == ("https://a.example", "o@a.example", "germany")


@pytest.mark.parametrize(("row", "lacking"), [("30.5,", "longitude"), (",114.3", "latitude")])
def test_half_a_point_is_a_problem(session: Session, row: str, lacking: str) -> None:
    made = plan(session, ProgramBase, f"name_zh,name_en,latitude,longitude\n基地,Base,{row}")
    assert problems(only(made)) == [(lacking, "Give both latitude and longitude, or neither.")]


def test_half_a_point_completes_one_that_is_stored(session: Session) -> None:
    base = make_base(session, latitude=30.5, longitude=114.3)
    made = plan(session, ProgramBase, f"name_zh,name_en,latitude\n{base.name.zh},{base.name.en},30.6")
    assert only(made).verdict is Verdict.UPDATE


def test_all_problems_of_a_row_are_told_at_once(session: Session) -> None:
    line = only(read(session, "坏,,Atlantis,,someday,,,nobody,"))
    assert {name for name, _message in line.problems} == {"name_en", "country", "joined_on", "contact_email"}


@pytest.mark.parametrize("cell", ["2003-05-01", "2003/5/1", "2003.5.1", "2003年5月1日", "２００３年５月１日"])
def test_dates_are_read_as_people_write_them(session: Session, cell: str) -> None:
    assert only(read(session, f"新会,New,DE,,{cell},,,,")).values["joined_on"] == date(2003, 5, 1)


@pytest.mark.parametrize(
    "row", ["旅欧科技协会,Other,,,,,,,", "别名,association of SCIENTISTS in Europe,,,,,,,", "别名,Other,,,,,,,europe"]
)
def test_an_entry_is_found_by_either_name_or_by_its_address(session: Session, row: str) -> None:
    group = make_group(session, slug="europe")
    line = only(read(session, row))
    assert (line.match, line.verdict) == (group, Verdict.UPDATE)


def test_an_update_tells_what_would_change_and_an_empty_cell_keeps_what_is_stored(session: Session) -> None:
    group = make_group(session, slug="europe", website="https://old.example", founder=True)
    made = read(session, "旅欧科技协会,,,慕尼黑,,,https://new.example,,")
    changes = [(column.name, before, after) for column, before, after in only(made).changes]
    assert changes == [("city_zh", "柏林", "慕尼黑"), ("website", "https://old.example", "https://new.example")]
    save_all(session, made)
    assert group.city == Bilingual("慕尼黑", "Berlin")
    assert group.name == Bilingual("旅欧科技协会", "Association of Scientists in Europe")
    assert (group.website, group.founder, group.country) == ("https://new.example", True, "DE")


def test_a_row_that_says_what_is_stored_changes_nothing(session: Session) -> None:
    make_group(session, slug="europe")
    assert (
        only(read(session, "旅欧科技协会,Association of Scientists in Europe,DE,柏林,,no,,,")).verdict is Verdict.SAME
    )


def test_a_row_that_fits_several_entries_is_a_problem(session: Session) -> None:
    make_group(session, slug="one", name=Bilingual("甲会", "One"))
    make_group(session, slug="two", name=Bilingual("乙会", "Two"))
    for row in ("甲会,Two,,,,,,,", "甲会,,,,,,,,two"):
        assert only(read(session, row)).verdict is Verdict.PROBLEM


@pytest.mark.parametrize("second", ["新会,Other,DE,,,,,,", "别的,NEW GROUP,DE,,,,,,", "别的,Other,DE,,,,,,new-group"])
def test_the_second_of_two_rows_about_the_same_is_a_problem(session: Session, second: str) -> None:
    made = read(session, "新会,New group,DE,,,,,,new-group", second)
    assert [line.verdict for line in made.lines] == [Verdict.CREATE, Verdict.PROBLEM]
    assert problems(made.lines[1]) == [("", "The same as row 2.")]


def test_nothing_is_saved_by_looking_and_rows_left_out_stay_out(session: Session) -> None:
    made = read(session, "甲,One,DE,,,,,,", "乙,Two,FR,,,,,,", "坏,Bad,XX,,,,,,")
    assert session.scalar(select(OverseasGroup)) is None
    done = carry_out(session, OverseasGroup, made, {2: "create", 3: "skip", 4: "create" if False else ""})
    assert done == {Verdict.CREATE: 1, Verdict.UPDATE: 0}
    assert session.scalars(select(OverseasGroup.name)).all() == [Bilingual("甲", "One")]


def test_a_row_with_a_problem_is_never_saved(session: Session) -> None:
    made = read(session, "坏,Bad,XX,,,,,,")
    with pytest.raises(DomainError):
        carry_out(session, OverseasGroup, made, {2: "create"})
    assert session.scalar(select(OverseasGroup)) is None


def test_what_was_new_and_exists_by_now_is_looked_at_again(session: Session) -> None:
    row = "旅欧科技协会,Association of Scientists in Europe,FR,,,,,,"
    assert only(read(session, row)).verdict is Verdict.CREATE
    make_group(session)
    with pytest.raises(DomainError):
        carry_out(session, OverseasGroup, read(session, row), {2: "create"})


def test_a_file_without_its_header_is_refused(session: Session) -> None:
    for text in ("", "\n\n", "甲,One,DE\n", "name_zh\n甲\n"):
        with pytest.raises(DomainError):
            plan(session, OverseasGroup, text)


@pytest.mark.parametrize("model", [OverseasGroup, ProgramBase, Theme])
def test_the_sample_of_each_kind_can_be_imported(session: Session, model: type) -> None:
    header = ",".join(column.label("zh") for column in COLUMNS[model])
    text = "\n".join([header, *(",".join(row) for row in SAMPLES[model])])
    made = plan(session, model, text)
    assert {line.verdict for line in made.lines} == {Verdict.CREATE}
    carry_out(session, model, made, {line.number: "create" for line in made.lines})
    again = plan(session, model, text)
    assert {line.verdict for line in again.lines} == {Verdict.SAME}


def test_what_is_exported_comes_back_as_it_was(session: Session) -> None:
    make_base(session, offshore=True, latitude=-5.5, longitude=114.3)
    make_theme(session, position=7)
    for model in (ProgramBase, Theme):
        columns = COLUMNS[model]
        cells = [column.cell(session.scalars(select(model)).one()) for column in columns]
        text = ",".join(column.label("en") for column in columns) + "\n" + ",".join(cells)
        assert [line.verdict for line in plan(session, model, text).lines] == [Verdict.SAME]
