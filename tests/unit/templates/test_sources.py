"""What holds for all templates, stylesheets and scripts, read as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import ROOT

STATIC = ROOT / "static"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]
#: Of all stylesheets together, as they stand; compressed they are a fifth of it.
#: Sheets that every page loads, and how large they may be together; any other is for one area.
ON_EVERY_PAGE = ("tokens.css", "base.css", "frame.css", "components.css", "forms.css")
SHARED_LIMIT, OWN_LIMIT = 32 * 1024, 12 * 1024


def named(path: Path) -> str:
    return str(path.relative_to(ROOT / "templates"))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_no_page_has_style_or_script_in_its_markup(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:", source)
    assert not re.search(r"<script(?![^>]*(\bsrc=|type=\"application/(ld\+)?json\"))", source)


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_what_a_page_asks_for_is_there(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    modules = [name for names in re.findall(r'data-module="([a-z -]+)"', source) for name in names.split()]
    assert [m for m in modules if not (STATIC / f"js/modules/{m}.js").is_file()] == []
    assert [a for a in re.findall(r"asset\('([^']+)'\)", source) if not (STATIC / a).is_file()] == []


def test_every_hue_that_data_may_name_is_a_class() -> None:
    tokens = (STATIC / "css/tokens.css").read_text(encoding="utf-8")
    assert re.findall(r"\.hue-(\d+) \{ --hue: \1; \}", tokens) == [str(hue) for hue in range(0, 360, 10)]


def test_stylesheets_stay_small_and_load_nothing_else() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in (STATIC / "css").glob("*.css")}
    sizes = {name: len(text.encode()) for name, text in sheets.items()}
    assert sum(sizes[name] for name in ON_EVERY_PAGE) < SHARED_LIMIT
    assert [name for name, size in sizes.items() if size > OWN_LIMIT] == []
    assert [name for name, text in sheets.items() if re.search(r"@import|url\(", text)] == []


def test_rules_stand_in_a_declared_layer() -> None:
    order = re.search(r"^@layer ([a-z, ]+);", (STATIC / "css/tokens.css").read_text(encoding="utf-8"), re.MULTILINE)
    assert order is not None
    declared = set(order[1].split(", "))
    for path in (STATIC / "css").glob("*.css"):
        top = re.findall(r"^[^\s}/*@][^{]*\{", path.read_text(encoding="utf-8"), re.MULTILINE)
        used = set(re.findall(r"^@layer ([a-z]+) \{", path.read_text(encoding="utf-8"), re.MULTILINE))
        assert (top, used - declared) == ([], set()), path.name
