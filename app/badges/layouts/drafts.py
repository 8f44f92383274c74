"""A layout as it is typed into the editor: what was sent, whatever it is, and what is wrong with it by field."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pydantic import ValidationError

from app.badges.layouts.editing import plain
from app.badges.layouts.mistakes import element_off_the_badge, reason
from app.badges.layouts.schema import KINDS, Layout

MOST = 60
SIDES = ("front", "back")
#: Fields of one of the `KINDS` that a form sends as a list.
LISTS = ("fields", "kinds")
#: Empty for none.
OPTIONAL = ("image", "fill", "stroke", "background")
OF_LAYOUT = ("size", "width", "height", "sides", "sheet", "shift_x", "shift_y")
OF_SIDE = ("background", "hue", "image")

Draft = dict[str, Any]


class Sent(Protocol):
    """What a form sent, as Werkzeug keeps it."""

    def get(self, key: str, default: str) -> str: ...
    def getlist(self, key: str) -> list[str]: ...
    def __contains__(self, key: object, /) -> bool: ...


def of(layout: Layout) -> Draft:
    """With numbers as people write them: 8, not 8.0."""
    return {name: _written(value) for name, value in plain(layout).items()}


def _written(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _written(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_written(part) for part in value]
    return f"{value:g}" if isinstance(value, float) else value


def typed(sent: Sent) -> Draft:
    """Everything as text; ``checked`` says what of it is wrong."""
    usual = plain(Layout())
    draft: Draft = {name: _one(sent, name, name, usual) for name in OF_LAYOUT}
    for side in SIDES:
        found: Draft = {name: _one(sent, f"{side}-{name}", name, usual[side]) for name in OF_SIDE}
        numbers = (number for number in range(MOST) if f"{side}-{number}-kind" in sent)
        found["elements"] = [_element(sent, f"{side}-{number}") for number in numbers]
        draft[side] = found
    return draft


def _element(sent: Sent, prefix: str) -> Draft:
    kind = sent.get(f"{prefix}-kind", "")
    model = KINDS.get(kind)
    if model is None:
        return {"kind": kind[:20]}
    usual = model().model_dump(mode="json")
    return {name: _one(sent, f"{prefix}-{name}", name, usual) for name in usual}


def _one(sent: Sent, key: str, name: str, usual: Mapping[str, Any]) -> Any:
    if name in LISTS:
        return [value for value in sent.getlist(key) if value]
    if isinstance(usual[name], bool):
        return key in sent
    if key not in sent:
        return usual[name]
    text = sent.get(key, "")
    if isinstance(usual[name], int | float):
        text = text.strip().replace(",", ".").replace("−", "-")
    return None if name in OPTIONAL and not text else text


def changed(draft: Draft, act: str) -> Draft:
    """The draft after a button: ``add-text-front``, ``remove-front-3``, ``copy-…``, ``up-…``, ``down-…``."""
    verb, _mark, rest = act.partition("-")
    first, _mark, last = rest.partition("-")
    if verb == "add" and first in KINDS and last in SIDES:
        _add(draft[last]["elements"], KINDS[first]().model_dump(mode="json"))
    elif first in SIDES and last.isdecimal() and int(last) < len(draft[first]["elements"]):
        _rearrange(draft[first]["elements"], verb, int(last))
    return draft


def _add(elements: list[Draft], new: Draft) -> None:
    if len(elements) < MOST:
        elements.append({**new, "x": 5, "y": 5})


def _rearrange(elements: list[Draft], verb: str, number: int) -> None:
    if verb == "remove":
        del elements[number]
    elif verb == "copy" and len(elements) < MOST:
        elements.insert(number + 1, dict(elements[number]))
    elif verb in ("up", "down"):
        to = number + (1 if verb == "down" else -1)
        if 0 <= to < len(elements):
            elements[number], elements[to] = elements[to], elements[number]


def checked(draft: Draft) -> tuple[Layout | None, dict[str, str]]:
    """The layout, or what is wrong by the name of the form's field."""
    try:
        return Layout.model_validate(draft), {}
    except ValidationError as error:
        found: dict[str, str] = {}
        for wrong in error.errors(include_url=False):
            off = element_off_the_badge(wrong)
            found.setdefault(_field_of((*off, "x") if off else wrong["loc"], wrong["type"]), reason(wrong))
        return None, found


def _field_of(loc: Sequence[int | str], kind: str) -> str:
    """``("front", "elements", 3, "text", "x")`` is the field ``front-3-x``."""
    if kind == "too_large_for_sheet":
        return "sheet"
    parts = [str(part) for place, part in enumerate(loc) if part != "elements" and not (place == 3 and part in KINDS)]
    if not parts:
        return "size"
    if len(parts) == 2 and parts[1].isdecimal():
        parts.append("largest" if kind == "sizes_in_order" else "kind")
    return "-".join(parts[:3]) if parts[0] in SIDES else parts[0]
