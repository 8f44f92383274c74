"""Whatever the audit log holds has a word, so that no page of it shows a name of the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Enum

import app
import app.models
from app.core.audit import SKIPPED
from app.core.auditfields import FIELDS
from app.core.auditvalues import VALUES
from app.core.auditwords import ACTIONS, THINGS, UNSAID
from app.core.model import Base
from app.registration.states import Act

AUDITED = [mapper for mapper in Base.registry.mappers if mapper.class_.__audited__]
#: Calls that name their act by a variable, and what it may be.
VARIABLE = {"deed": set(Act), "action": {"read_note", "take_names"}}


def _has_word(field: str) -> bool:
    stem, _separator, language = field.rpartition("_")
    return field in FIELDS or field in UNSAID or (language in ("zh", "en") and stem in FIELDS)


def _records() -> Iterator[ast.Call]:
    """Every call of ``audit.record`` in the sources."""
    for source in Path(app.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                yield node


def test_every_audited_table_has_a_word() -> None:
    assert [mapper.local_table.name for mapper in AUDITED if mapper.local_table.name not in THINGS] == []


def test_every_audited_column_has_a_word_or_is_left_out() -> None:
    columns = {f"{mapper.local_table.name}.{c.key}": c.key for mapper in AUDITED for c in mapper.column_attrs}
    assert [where for where, key in columns.items() if key not in SKIPPED and not _has_word(key)] == []


def test_every_value_of_an_audited_column_of_few_words_has_a_word() -> None:
    kinds = {c.columns[0].type for mapper in AUDITED for c in mapper.column_attrs}
    values = {value for kind in kinds if isinstance(kind, Enum) for value in kind.enums}
    assert values - VALUES.keys() == set()


def test_every_act_that_is_recorded_has_a_word() -> None:
    acts: set[str] = set()
    for call in _records():
        act = call.args[1]
        acts |= {act.value} if isinstance(act, ast.Constant) else VARIABLE[ast.unparse(act)]  # type: ignore[arg-type]
    assert acts > {"sign_in", "export", "waitlist"}
    assert acts - ACTIONS.keys() == set()


def test_every_detail_that_is_recorded_has_a_word() -> None:
    details = {keyword.arg for call in _records() for keyword in call.keywords if keyword.arg}
    assert {detail for detail in details if not _has_word(detail)} == set()
