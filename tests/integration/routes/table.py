"""Reads the tables of routes, which are written by hand and are the only word on who may do what.

A table is a text file. Its first line names the columns; each other line is a route, one word a column:
method, address, then what each role gets; at the end, where needed, the objects the address is tried with.

    yes  let in: any answer but those below, and never an error of the server
    in   sent to the page where one signs in
    401  403  404  that status
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "tables"
OUTCOMES = frozenset({"yes", "in", "401", "403", "404"})


@dataclass(frozen=True, slots=True)
class Row:
    """A route and what each role gets there; ``objects``: URL argument to the name of an object of the demo."""

    method: str
    rule: str
    outcomes: dict[str, str]
    objects: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.rule

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    def allowed(self) -> list[str]:
        return [role for role, outcome in self.outcomes.items() if outcome == "yes"]


def _read(path: Path) -> Iterator[Row]:
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    (_method, _address, *roles), *rows = [words for words in lines if words[0] != "#"]
    for method, rule, *cells in rows:
        outcomes, objects = cells[: len(roles)], cells[len(roles) :]
        complete = len(outcomes) == len(roles) and OUTCOMES.issuperset(outcomes) and all("=" in o for o in objects)
        assert complete, f"{path.name}: {method} {rule} needs one outcome for each of {roles}"
        yield Row(method, rule, dict(zip(roles, outcomes, strict=True)), dict(o.split("=", 1) for o in objects))


@cache
def rows() -> tuple[Row, ...]:
    """Every row of every table, in the order they are written."""
    return tuple(row for path in sorted(FOLDER.glob("*.txt")) for row in _read(path))


def rows_of(*methods: str) -> list[Row]:
    return [row for row in rows() if row.method in methods]
