"""Importing a CSV file into the directory: a plan of every row to look at, and then what was chosen of it.

Nothing is saved before that. The plan is made anew from the same text when it is carried out, so it cannot be stale.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from app.core import csvfiles
from app.core.editing import assign, flush
from app.core.errors import DomainError
from app.core.folding import fold
from app.core.i18n import lazy_gettext as _l
from app.core.text import Bilingual
from app.directory.columns import COLUMNS, Column, as_cell
from app.directory.entries import Entry, create, taken
from app.directory.models import OverseasGroup, ProgramBase
from app.directory.queries import entries, slugs


class Verdict(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    PROBLEM = "problem"


@dataclass(slots=True)
class Line:
    """One row of a file: what it says, and what would become of it."""

    number: int
    #: As it stands in the file, whatever of it has a place.
    row: csvfiles.Row
    #: As read, by name of the column.
    cells: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    match: Entry | None = None
    #: Column ('' for the row) and what is wrong.
    problems: list[tuple[str, Any]] = field(default_factory=list)
    #: Column, and the cell before and after.
    changes: list[tuple[Column, str, str]] = field(default_factory=list)

    @property
    def verdict(self) -> Verdict:
        if self.problems:
            return Verdict.PROBLEM
        if self.match is None:
            return Verdict.CREATE
        return Verdict.UPDATE if self.changes else Verdict.SAME


@dataclass(slots=True)
class Plan:
    """What a file would do to the entries of one kind."""

    #: As it stands in the file.
    header: csvfiles.Row
    columns: list[Column]
    #: Columns of the file that the directory has no place for.
    ignored: list[str]
    lines: list[Line]

    def count(self, verdict: Verdict) -> int:
        return sum(line.verdict == verdict for line in self.lines)


def plan(session: Session, model: type[Entry], text: str) -> Plan:
    """Read ``text`` and compare it with what is stored; a ``DomainError`` where it is no table at all."""
    columns = COLUMNS[model]
    header, rows = csvfiles.table(text, lambda row: _is_header(row, columns))
    named = {index: column for index, name in enumerate(header) if (column := _column(name, columns))}
    ignored = [name for index, name in enumerate(header) if name and index not in named]
    present = _Present(entries(session, model))
    lines = [_read(number, row, named, len(header)) for number, row in rows]
    for line in lines:
        _match(line, present)
        _check_new(line, model)
        if model is ProgramBase:
            _check_point(line)
        _compare(line, columns)
    return Plan(header, list(dict.fromkeys(named.values())), ignored, lines)


def carry_out(session: Session, model: type[Entry], made: Plan, choices: Mapping[int, str]) -> dict[Verdict, int]:
    """Save the rows for which their own verdict was chosen; the others are left alone. How many of each."""
    done, used = {Verdict.CREATE: 0, Verdict.UPDATE: 0}, slugs(session, model)
    for line in made.lines:
        chosen = choices.get(line.number)
        if chosen in done and chosen != line.verdict:
            raise DomainError(_l("The directory was changed meanwhile. Look at the rows again."))
        if chosen == Verdict.CREATE:
            create(session, model, line.values, used)
        elif chosen == Verdict.UPDATE and line.match is not None:
            assign(line.match, line.values)
        if chosen in done:
            done[line.verdict] += 1
    flush(session, taken(model))
    return done


def _is_header(row: csvfiles.Row, columns: tuple[Column, ...]) -> bool:
    known = {column.name for name in row if (column := _column(name, columns))}
    return bool({"name_zh", "name_en"} & known) and len(known) > 1


def _column(name: str, columns: tuple[Column, ...]) -> Column | None:
    typed = fold(name)
    return next((column for column in columns if typed and typed in column.known_as()), None)


def _read(number: int, row: csvfiles.Row, named: Mapping[int, Column], width: int) -> Line:
    """The cells of a row and their values; what stands beyond the header has no place, and is a problem."""
    cells = {column.name: column.plain(row[index]) for index, column in named.items() if index < len(row)}
    line = Line(number, row, cells)
    if any(row[width:]):
        line.problems.append(("", _l("There are more cells than columns. A comma too many, or a quotation mark?")))
    for column in named.values():
        if cell := line.cells.get(column.name, ""):
            _take(line, column, cell)
    return line


def _take(line: Line, column: Column, cell: str) -> None:
    if len(cell) > column.longest:
        line.problems.append((column.name, _l("At most %(number)d characters.", number=column.longest)))
        return
    try:
        line.values[column.name] = column.read(cell)
    except DomainError as error:
        line.problems.append((column.name, error.message))


class _Present:
    """Entries by address and by folded name, and the rows of the file that were looked at so far."""

    def __init__(self, rows: list[Any]) -> None:
        self.entries: dict[str, set[Entry]] = {}
        self.seen: dict[str, int] = {}
        for row in rows:
            for key in _keys(row.slug, row.name.zh, row.name.en):
                self.entries.setdefault(key, set()).add(row)

    def matches(self, keys: list[str]) -> set[Entry]:
        return {entry for key in keys for entry in self.entries.get(key, ())}

    def earlier(self, keys: list[str], number: int) -> int | None:
        """The first row of the file before ``number`` with one of ``keys``."""
        found = [self.seen.setdefault(key, number) for key in keys]
        return min((seen for seen in found if seen != number), default=None)


def _keys(slug: str, *names: str) -> list[str]:
    return [f"/{slug}"] * bool(slug) + [folded for name in names if (folded := fold(name))]


def _match(line: Line, present: _Present) -> None:
    """Find the entry that the row is about, and refuse a second row about the same."""
    keys = _keys(*(line.cells.get(name, "") for name in ("slug", "name_zh", "name_en")))
    matches, twin = present.matches(keys), present.earlier(keys, line.number)
    if twin is not None:
        line.problems.append(("", _l("The same as row %(number)d.", number=twin)))
    elif len(matches) > 1:
        line.problems.append(("", _l("Several entries have this address or name. Give the address of the right one.")))
    elif matches:
        line.match = matches.pop()


def _check_new(line: Line, model: type[Entry]) -> None:
    required = ("name_zh", "name_en", "country") if model is OverseasGroup else ("name_zh", "name_en")
    if line.match is None:
        missing = [name for name in required if not line.cells.get(name)]
        line.problems += [(name, _l("Fill in this field.")) for name in missing]


def _check_point(line: Line) -> None:
    """A point is two numbers, and half of one is none."""
    halves = ("latitude", "longitude")
    if any(name in halves for name, _message in line.problems):
        return
    lacking = [name for name in halves if line.values.get(name, getattr(line.match, name, None)) is None]
    if len(lacking) == 1:
        line.problems.append((lacking[0], _l("Give both latitude and longitude, or neither.")))


def _compare(line: Line, columns: tuple[Column, ...]) -> None:
    """Note what would change, and join the halves of bilingual texts; an empty cell keeps what is stored."""
    for column in columns:
        if line.match is not None and column.name in line.values:
            before, after = column.cell(line.match), as_cell(line.values[column.name])
            if before != after:
                line.changes.append((column, before, after))
    for name in {name.rpartition("_")[0] for name in line.values if name.endswith(("_zh", "_en"))}:
        old: Bilingual = getattr(line.match, name) if line.match is not None else Bilingual()
        zh, en = line.values.pop(f"{name}_zh", old.zh), line.values.pop(f"{name}_en", old.en)
        line.values[name] = Bilingual(zh, en)
