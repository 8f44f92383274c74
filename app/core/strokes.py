"""Stroke counts of Chinese characters, by which official lists order people.

``strokes.txt`` holds on its nth line the characters of n strokes as mainland China counts them: the first value of
Unihan's kTotalStrokes in the characters of the basic plane (Unicode 14; © Unicode, Inc., under the Unicode License),
but for 䶮, of which it counts the traditional form.
"""

from functools import lru_cache
from pathlib import Path

from app.core.han import is_han

#: What is no Chinese character, or a rare one that Unihan counts no strokes of, comes last.
UNCOUNTED = 99


def strokes(character: str) -> int:
    return _counts().get(character, UNCOUNTED)


def stroke_key(sort_zh: str) -> tuple[tuple[int, str], ...]:
    """Orders people by the strokes of each character, those of one count by pinyin.

    ``sort_zh`` is a person's key for sorting by pinyin, each syllable with its character: ``lv3吕 xiao3小``.
    """
    return tuple((strokes(part[-1]) if is_han(part[-1]) else UNCOUNTED, part) for part in sort_zh.split())


@lru_cache(maxsize=1)
def _counts() -> dict[str, int]:
    # 2 MB that only a process which orders by strokes needs
    lines = Path(__file__).with_name("strokes.txt").read_text(encoding="utf-8").splitlines()
    return {character: count for count, line in enumerate(lines, 1) for character in line}
