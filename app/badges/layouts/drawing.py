"""What a layout prints for one person: each text set into lines at its place. Data for `layout.typ`."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from app.badges import fitting
from app.badges.codes import code_picture
from app.badges.faces import BadgeFace
from app.badges.fitting import HAN, PLAIN, STRONG, STRONG_HAN, Setting
from app.badges.layouts import fields
from app.badges.layouts.schema import Code, Element, Face, Image, Layout, Text

POINTS_PER_MM = 72 / 25.4
JOINTS = {"dot": " · ", "space": "\u2003", "line": "\n"}
#: How far a text of a given place stands from the top of its box.
SHARE = {"top": 0.0, "middle": 0.5, "bottom": 1.0}


def shared(layout: Layout) -> dict[str, Any]:
    """What all badges of a layout have alike."""
    size = layout.badge
    return {
        "width": size.width,
        "height": size.height,
        "fold": layout.sides == "fold",
        "front": _side(layout.front),
        "back": _side(layout.back),
    }


def _side(face: Face) -> dict[str, Any]:
    elements = [element.model_dump(mode="json", exclude={"when", "kinds", "zh", "en"}) for element in face.elements]
    return {"background": face.background, "hue": face.hue, "image": face.image, "elements": elements}


def drawn(layout: Layout, face: BadgeFace) -> dict[str, Any]:
    """Both sides of somebody's badge: for each element that is printed its number and what is particular to them."""
    back = [] if layout.sides == "single" else _drawn_side(layout.back, face)
    return {"front": _drawn_side(layout.front, face), "back": back, "hue": face.category_hue}


def _drawn_side(side: Face, face: BadgeFace) -> list[list[Any]]:
    found: list[list[Any]] = []
    spare = 0.0  # mm that the text before left of its box
    for number, element in enumerate(side.elements):
        if not _shown(element, face):
            continue
        if isinstance(element, Text):
            setting = set_text(element, face)
            above = spare if element.follows else 0.0
            spare = above + _unused(element, setting)
            if setting.lines:
                found.append([number, _top(element, setting) - above, setting.size, setting.lines])
        elif isinstance(element, Code):
            found.append([number, code_picture(face.code.head, face.code.text)])
        elif not isinstance(element, Image) or element.image:
            found.append([number])
    return found


def _shown(element: Element, face: BadgeFace) -> bool:
    if element.kinds and face.kind not in element.kinds:
        return False
    return not element.when or bool(_value(element, face, element.when))


def _value(element: Element, face: BadgeFace, key: str) -> str:
    if key in fields.FREE:
        return str(getattr(element, key.removeprefix("free_"), ""))
    return fields.value(face, key)


def set_text(element: Text, face: BadgeFace) -> Setting:
    """The text in the size at which it fits; empty where none of its fields is filled."""
    parts = [part for key in element.fields if (part := _value(element, face, key).strip())]
    if not parts:
        return Setting(0, ())
    return _set(element, tuple(parts))


def _set(element: Text, parts: Sequence[str]) -> Setting:
    room, tall = element.w * POINTS_PER_MM, element.h * POINTS_PER_MM
    style, between = _style(element), JOINTS[element.join]
    if fields.NAMES.intersection(element.fields):
        whole = " ".join(parts)
        if element.lines == 1:
            return fitting.within(fitting.one_line(whole, room, element.largest, style), tall)
        return fitting.within(fitting.name(whole, room, element.largest, element.smallest, style), tall)
    if element.lines == 1 and element.join != "line":
        line = fitting.joined(parts, room, element.largest, between, style)
        if line.size >= element.smallest:
            return fitting.within(line, tall)
    text = (" " if element.join == "space" else between).join(parts)
    return fitting.boxed(text, (room, tall), sizes(element.smallest, element.largest), element.lines, style)


def _style(element: Text) -> fitting.Style:
    """Shared punctuation is full width where all of a text is Chinese."""
    chinese = fields.HAN.issuperset(element.fields)
    return (STRONG_HAN if chinese else STRONG) if element.bold else HAN if chinese else PLAIN


@lru_cache(maxsize=256)
def sizes(smallest: float, largest: float, steps: int = 7) -> tuple[float, ...]:
    """From the largest to the smallest size, each a like part of the one before."""
    if smallest == largest:
        return (largest,)
    return tuple(round(largest * (smallest / largest) ** (step / (steps - 1)), 2) for step in range(steps))


def _unused(element: Text, setting: Setting) -> float:
    return max(0.0, element.h - _tall(setting)) if element.valign == "top" else 0.0


def _tall(setting: Setting) -> float:
    return fitting.height(len(setting.lines), setting.size) / POINTS_PER_MM


def _top(element: Text, setting: Setting) -> float:
    return round(element.y + max(0.0, element.h - _tall(setting)) * SHARE[element.valign], 3)


def printed_texts(layout: Layout, face: BadgeFace) -> Iterable[str]:
    """All texts that the layout prints for a person, as they were typed: what must have glyphs."""
    for _side, _place, element in layout.elements:
        if isinstance(element, Text) and _shown(element, face):
            yield from (part for key in element.fields if (part := _value(element, face, key)))


def of_the_layout(layout: Layout) -> Iterable[str]:
    """The layout's own texts."""
    for _side, _place, element in layout.elements:
        if isinstance(element, Text):
            yield from (
                text for key, text in (("free_zh", element.zh), ("free_en", element.en)) if key in element.fields
            )
