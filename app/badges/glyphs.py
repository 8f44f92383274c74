"""Which characters of a text no face of ours draws: to be seen before printing, not after."""

import unicodedata
from collections.abc import Iterable

from app.badges.fonts import drawn

#: Spaces, controls, format marks and variation selectors leave no ink.
INKLESS = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})


def missing_glyphs(texts: Iterable[str]) -> dict[str, frozenset[str]]:
    """Each text that would print with a hole, and the characters that are missing."""
    known = drawn()
    report = {text: frozenset(filter(_inks, set(text) - known)) for text in texts}
    return {text: signs for text, signs in report.items() if signs}


def _inks(sign: str) -> bool:
    return unicodedata.category(sign) not in INKLESS and not _selects(sign)


def _selects(sign: str) -> bool:
    return "\ufe00" <= sign <= "\ufe0f" or "\U000e0100" <= sign <= "\U000e01ef"


def label(sign: str) -> str:
    """How a missing character is named to people: itself, its code point and its Unicode name."""
    return f"{sign} U+{ord(sign):04X} {unicodedata.name(sign, '')}".strip()
