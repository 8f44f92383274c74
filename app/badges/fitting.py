"""Text set into lines before typst sees it, by the faces' own widths.

typst could measure and wrap, but asking it for each of ten texts on each of two thousand badges takes
seconds and most of a gigabyte. Widths are taken a little too large, so that no line passes its box.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.badges.fonts import BOLD, REGULAR, advances

#: Quotes, dots and dashes that Latin and Han share are set full width beside Han.
SHARED = frozenset("·‘’“”…—")
IDEOGRAPHS = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U0001f000-\U0003ffff"
SPACED = re.compile(rf"[{IDEOGRAPHS}][0-9A-Za-z]|[0-9A-Za-z][{IDEOGRAPHS}]")
#: What stays together on a line: an ideograph with its punctuation, a word to its hyphen.
PIECES = re.compile(rf"[（《「『“]*[{IDEOGRAPHS}][，。、）》」』”！？：；·…]*|[^\s{IDEOGRAPHS}-]+-?|-|\s+")
SLACK = 1.01
#: Height of a line and of the space between two, in em; the templates of layouts set the same.
LINE, LEADING = 1.08, 0.2


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines and their size in points."""

    size: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How a text is set: weight, and whether shared punctuation is as wide as Han."""

    weight: str = REGULAR
    han: bool = False


PLAIN, STRONG = Style(), Style(BOLD)
HAN, STRONG_HAN = Style(REGULAR, han=True), Style(BOLD, han=True)


def tidy(text: str) -> str:
    """One line without control characters or doubled spaces."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@lru_cache(maxsize=16384)
def width(text: str, style: Style) -> float:
    """Width in em, or slightly more: kerning only ever draws letters together."""
    widths = advances(style.weight)
    total = sum(1.0 if style.han and sign in SHARED else widths.get(ord(sign), 1.0) for sign in text)
    return (total + 0.25 * len(SPACED.findall(text))) * SLACK


def one_line(text: str, room: float, most: float, style: Style) -> Setting:
    """The largest size up to `most` at which the text is no wider than `room` points."""
    line = tidy(text)
    return Setting(_size(line, room, most, style), (line,) if line else ())


def beside(texts: Iterable[str], room: float, most: float, gap: float, style: Style) -> Setting:
    """Texts beside each other, `gap` em apart, at the largest size at which they fit."""
    parts = tuple(tidy(text) for text in texts if tidy(text))
    needed = sum(width(part, style) for part in parts) + gap * (len(parts) - 1)
    return Setting(_shrunk(needed, room, most), parts)


def height(lines: int, size: float) -> float:
    """Points that so many lines take."""
    return size * (lines * LINE + max(0, lines - 1) * LEADING)


def joined(texts: Iterable[str], room: float, most: float, between: str, style: Style) -> Setting:
    """As `beside`, but as one text with `between` in it."""
    line = between.join(part for part in map(tidy, texts) if part)
    return Setting(_size(line, room, most, style), (line,) if line else ())


def within(setting: Setting, tallest: float) -> Setting:
    """The setting, smaller where it would be taller than `tallest` points."""
    needed = height(len(setting.lines), setting.size)
    return setting if needed <= tallest else Setting(round(setting.size * tallest / needed - 0.005, 2), setting.lines)


def name(text: str, room: float, most: float, small: float, style: Style) -> Setting:
    """A name in one line, or in two once one would be set smaller than `small`; it is never cut."""
    single = one_line(text, room, most, style)
    if single.size >= small or not single.lines:
        return single
    words = single.lines[0].split(" ")
    pairs = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    doubles = [Setting(min(_size(line, room, small * 1.2, style) for line in pair), pair) for pair in pairs]
    return max((single, *doubles), key=lambda way: way.size)


@lru_cache(maxsize=2048)
def paragraph(text: str, room: float, sizes: tuple[float, ...], most_lines: int, style: Style) -> Setting:
    """Running text in the first size that needs no more than `most_lines`; cut with an ellipsis at the last."""
    parts = [tidy(part) for part in text.splitlines() if tidy(part)]
    for size in sizes:
        lines = [line for part in parts for line in _wrapped(part, room / size, style)]
        if len(lines) <= most_lines:
            return Setting(size, tuple(lines))
    return Setting(sizes[-1], tuple(_cut(lines, most_lines, room / sizes[-1], style)))


@lru_cache(maxsize=4096)
def boxed(text: str, room: tuple[float, float], sizes: tuple[float, ...], most_lines: int, style: Style) -> Setting:
    """As `paragraph`, within a box of `room` points: width and height."""
    wide, tall = room
    parts = [tidy(part) for part in text.splitlines() if tidy(part)]
    for size in sizes:
        fit = max(1, min(most_lines, _lines_within(tall, size)))
        lines = [line for part in parts for line in _wrapped(part, wide / size, style)]
        if len(lines) <= fit:
            return within(Setting(size, tuple(lines)), tall)
    return within(Setting(sizes[-1], tuple(_cut(lines, fit, wide / sizes[-1], style))), tall)


def _lines_within(tall: float, size: float) -> int:
    return int((tall / size + LEADING) / (LINE + LEADING) + 1e-6)


def _size(line: str, room: float, most: float, style: Style) -> float:
    return _shrunk(width(line, style), room, most)


def _shrunk(needed: float, room: float, most: float) -> float:
    return most if needed * most <= room else round(room / needed - 0.005, 2)


def _wrapped(text: str, room: float, style: Style) -> list[str]:
    lines = [""]
    for piece in _pieces(text, room, style):
        if width((lines[-1] + piece).rstrip(), style) > room:
            lines.append("")
        lines[-1] = (lines[-1] + piece) if lines[-1] else piece.lstrip()
    return [line.rstrip() for line in lines if line.strip()]


def _pieces(text: str, room: float, style: Style) -> Iterable[str]:
    """The unbreakable pieces; a word wider than the line gives way sign by sign."""
    for piece in PIECES.findall(text):
        yield from piece if width(piece, style) > room else (piece,)


def _cut(lines: list[str], most_lines: int, room: float, style: Style) -> list[str]:
    last = lines[most_lines - 1]
    while last and width(last + "…", style) > room:
        last = last[:-1]
    return [*lines[: most_lines - 1], last.rstrip() + "…"]
