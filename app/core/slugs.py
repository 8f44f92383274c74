"""The last part of an address, proposed from a title."""

import re
import unicodedata
from collections.abc import Callable

from app.core.folding import words
from app.core.han import is_han, readings, without_tone
from app.core.text import Bilingual

LONGEST = 60


def proposal(title: Bilingual) -> str:
    """A slug from the English title, or from the Chinese one in pinyin; '' where neither has a letter."""
    return _joined(words(title.en)) or _joined(words(_in_pinyin(title.zh)))


def free(wanted: str, taken: Callable[[str], bool], fallback: str = "entry") -> str:
    """``wanted``, or with the first number behind it that is not taken."""
    slug, number = wanted or fallback, 1
    while taken(slug):
        number += 1
        slug = f"{wanted or fallback}-{number}"
    return slug


def _joined(parts: list[str]) -> str:
    plain = [re.sub(r"[^a-z0-9]", "", part) for part in parts]
    slug = ""
    for part in filter(None, plain):
        longer = f"{slug}-{part}" if slug else part[:LONGEST]
        if len(longer) > LONGEST:
            break
        slug = longer
    return slug


def _in_pinyin(text: str) -> str:
    typed = unicodedata.normalize("NFKC", text)
    return "".join(f" {without_tone(readings(c)[0])} " if is_han(c) else c for c in typed)
