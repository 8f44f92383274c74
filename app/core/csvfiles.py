"""CSV as spreadsheets write it and read it: encodings, separators, title rows, and cells that would be formulas."""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

LARGEST = 512 * 1024  # bytes of an uploaded file
MOST_ROWS = 1_000
TITLE_ROWS = 15  # rows above the header that are passed over
SEPARATORS = (",", ";", "\t")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")

Row = list[str]


def decode(content: bytes) -> str:
    """The text of a file in UTF-8 or UTF-16 with or without a mark, or in GB 18030; a ``DomainError`` otherwise."""
    if len(content) > LARGEST:
        raise DomainError(_l("The file is too large: at most 512 KB."), "file")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DomainError(_l("This is a workbook. Save it as CSV (UTF-8) and choose that file."), "file")
    encodings = [encoding for mark, encoding in _MARKS if content.startswith(mark)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise DomainError(_l("The file is not text that could be read. Save it as CSV (UTF-8)."), "file")


def table(text: str, is_header: Callable[[Row], bool]) -> tuple[Row, list[tuple[int, Row]]]:
    """The header, and the rows under it that are not empty, each with its number in the file (from 1).

    The header is the first of the rows on top that ``is_header`` takes for one, with the separator that shows it; a
    ``DomainError`` where there is none, or more rows than ``MOST_ROWS``.
    """
    broken: DomainError | None = None
    for separator in SEPARATORS:
        try:
            rows = _rows(text, separator)
        except DomainError as error:  # may be the fault of the wrong separator
            broken = broken or error
            continue
        head = next((index for index, row in enumerate(rows[:TITLE_ROWS]) if is_header(row)), None)
        if head is None:
            continue
        found = [(number, row) for number, row in enumerate(rows[head + 1 :], head + 2) if any(row)]
        if len(found) > MOST_ROWS:
            raise DomainError(_l("At most %(number)d rows at a time.", number=MOST_ROWS), "file")
        return rows[head], found
    raise broken or DomainError(
        _l("No row with the names of the columns was found. Take them from the sample."), "file"
    )


def write(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a mark, so that spreadsheets know it; no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([harmless(cell) for cell in header])
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """``cell`` with an apostrophe before it where a spreadsheet would run it; plain numbers stay."""
    return f"'{cell}" if cell.startswith(_FORMULA) and not _NUMBER.fullmatch(cell) else cell


def _rows(text: str, separator: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    try:
        rows.extend([_plain(cell) for cell in row] for row in reader)
    except csv.Error as error:
        message = _l("The quotation marks do not match in row %(number)d or after it.", number=len(rows) + 1)
        raise DomainError(message, "file") from error
    return rows


def _plain(cell: str) -> str:
    """A cell without blanks around it, and without the apostrophe that ``harmless`` put there."""
    text = "".join(c for c in cell.replace("\r\n", "\n") if c >= " " or c == "\n").strip().strip("\u3000\ufeff").strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text
