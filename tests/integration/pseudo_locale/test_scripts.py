"""No script says anything by itself: its texts come from the page that loads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import ROOT

SCRIPTS = sorted((ROOT / "static" / "js").rglob("*.js"))
#: Comments, then strings; what stands in a template's holes is code and seldom a text.
TOKENS = re.compile(
    r"""/\*.*?\*/ | //[^\n]* | (?P<text>"(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*' | `(?:\\.|[^`\\])*`)""",
    re.VERBOSE | re.DOTALL,
)
#: What a developer reads: errors, and what the console is told.
FOR_DEVELOPERS = re.compile(r"(Error|console\.\w+)\(\s*$")
HOLES = re.compile(r"\$\{[^}]*\}")
#: Han, a sentence, or a word with a capital and another one after it.
SAID = re.compile(r"[\u3400-\u9fff]|^[A-Z][a-z]+(\s+[a-z]+)+|[a-z]{2,}[.:!?]\s+[A-Z]|^\s*[A-Z][a-z]{2,}\s*[.!?…]?\s*$")


def texts_of(source: str) -> list[str]:
    """The strings of a script that read like texts."""
    found = []
    for token in TOKENS.finditer(source):
        text = HOLES.sub("", (token["text"] or "")[1:-1])
        if SAID.search(text) and not FOR_DEVELOPERS.search(source[: token.start()]):
            found.append(text)
    return found


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_has_no_texts(path: Path) -> None:
    allowed = {
        "Bearer ",
        "Enter",
        "Escape",
        "Tab",
        "Space",
        "Home",
        "End",
        "Delete",
        "Backspace",
        "Shift",
        "Control",
        "Alt",
    }
    assert not [text for text in texts_of(path.read_text(encoding="utf-8")) if text not in allowed]


def test_the_gate_sees_texts() -> None:
    source = """// Not this one
    root.textContent = "Copied to the clipboard"; label.ariaLabel = 'Close'; say(`已签到 ${count}`);
    throw new Error("Not for people"); element.className = "is-now"; const kind = "text/html";"""
    assert texts_of(source) == ["Copied to the clipboard", "Close", "已签到 "]
