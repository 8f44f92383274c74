"""CSV files as they come from spreadsheets, and as they leave."""

import csv
import io

import pytest

from app.core.csvfiles import LARGEST, MOST_ROWS, Row, decode, harmless, table, write
from app.core.errors import DomainError

TEXT = "名称,city\n武汉,Wuhan\n"


def is_header(row: Row) -> bool:
    return "名称" in row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_is_read_in_every_usual_encoding(encoding: str) -> None:
    header, rows = table(decode(TEXT.encode(encoding)), is_header)
    assert header == ["名称", "city"]
    assert rows == [(2, ["武汉", "Wuhan"])]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04workbook", b"\xd0\xcf\x11\xe0old workbook", b"\xff\xfe\x00\xd8", b"a\0b"]
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError):
        decode(content)


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(DomainError):
        decode(b"x" * (LARGEST + 1))


def test_title_rows_above_the_header_are_passed_over_and_rows_keep_their_numbers() -> None:
    text = "海外团体名单,,\n2026年制表,,\n\n名称,city\n\n武汉,Wuhan\n,\n苏州,Suzhou\n"
    assert table(text, is_header)[1] == [(6, ["武汉", "Wuhan"]), (8, ["苏州", "Suzhou"])]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found(separator: str) -> None:
    text = TEXT.replace(",", separator)
    assert table(text, is_header)[0] == ["名称", "city"]


def test_quoted_cells_may_hold_separators_quotes_and_lines() -> None:
    [(number, row)] = table('名称,city\n"武汉, ""江城""\r\n二行",Wuhan\n', is_header)[1]
    assert (number, row) == (2, ['武汉, "江城"\n二行', "Wuhan"])


def test_quotes_that_do_not_match_are_refused_rather_than_swallowing_rows() -> None:
    with pytest.raises(DomainError, match="row 2"):
        table('名称,city\n"武汉,Wuhan\n苏州,Suzhou\n', is_header)


def test_blanks_and_control_characters_around_cells_are_dropped() -> None:
    assert table("名称\u3000,city\n \u3000武汉\x07 ,Wuhan\n", is_header)[1] == [(2, ["武汉", "Wuhan"])]


def test_a_file_without_the_header_is_refused() -> None:
    with pytest.raises(DomainError):
        table("a,b\n1,2\n", is_header)


def test_more_rows_than_allowed_are_refused() -> None:
    with pytest.raises(DomainError):
        table("名称,city\n" + "武汉,Wuhan\n" * (MOST_ROWS + 1), is_header)
    assert len(table("名称,city\n" + "武汉,Wuhan\n" * MOST_ROWS, is_header)[1]) == MOST_ROWS


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-1+1", "@SUM(A1)", "\tx", "\rx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    [[written]] = list(csv.reader(io.StringIO(write([cell], []).decode("utf-8-sig"), newline="")))
    assert written == f"'{cell}"


@pytest.mark.parametrize("cell", ["-122.5", "+8613800000000", "武汉", "", "a=b"])
def test_numbers_and_texts_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_what_is_written_is_read_again_as_it_was() -> None:
    cells = ["名称", "=1+1", "a,b", 'say "x"', "-5.5"]
    content = write(["名称", *"bcde"], [cells])
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert table(decode(content), is_header)[1] == [(2, cells)]
