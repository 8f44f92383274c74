"""Which badge stands where on which page: one a page, folded, or on sheets whose backs meet their fronts."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from app.badges.layouts.papers import STOCKS, Size
from app.badges.layouts.schema import Layout, Side

#: A badge by number, its side, where its corner stands in mm, and whether it is turned upside down.
Placed = tuple[int, Side, float, float, bool]


def pages(layouts: Sequence[Layout], numbers: Sequence[int]) -> list[dict[str, Any]]:
    """`numbers`: which layout each badge has. Badges of one layout and in a row share sheets.

    Where any badge has a back on the other side, those without get an empty page there, so that a printer of
    both sides stays in step.
    """
    two_sided = any(layouts[number].sides == "double" for number in set(numbers))
    found: list[dict[str, Any]] = []
    for number, run in groupby(range(len(numbers)), key=numbers.__getitem__):
        layout, badges = layouts[number], list(run)
        ways = _sheets(layout, badges) if layout.sheet else _singles(layout, badges)
        for size, fronts, backs in ways:
            found.append(_page(size, fronts))
            if two_sided:
                found.append(_page(size, backs))
    return found


def _page(size: Size, badges: Sequence[Placed]) -> dict[str, Any]:
    return {"width": size.width, "height": size.height, "badges": badges}


def _singles(layout: Layout, badges: Sequence[int]) -> Iterator[tuple[Size, list[Placed], list[Placed]]]:
    for badge in badges:
        fronts = _folded(layout, badge, 0, 0)
        backs: list[Placed] = [(badge, "back", 0, 0, False)] if layout.sides == "double" else []
        yield layout.footprint, fronts, backs


def _folded(layout: Layout, badge: int, x: float, y: float) -> list[Placed]:
    """The front, and above it the back upside down where the badge is folded."""
    if layout.sides != "fold":
        return [(badge, "front", x, y, False)]
    return [(badge, "front", x, y + layout.badge.height, False), (badge, "back", x, y, True)]


def _sheets(layout: Layout, badges: Sequence[int]) -> Iterator[tuple[Size, list[Placed], list[Placed]]]:
    stock = STOCKS[layout.sheet]
    for start in range(0, len(badges), stock.count):
        fronts: list[Placed] = []
        backs: list[Placed] = []
        for place, badge in enumerate(badges[start : start + stock.count]):
            fronts += _folded(layout, badge, *_corner(layout, place))
            if layout.sides == "double":
                backs.append((badge, "back", *_corner(layout, place, back=True), False))
        yield stock.sheet, fronts, backs


def _corner(layout: Layout, place: int, *, back: bool = False) -> tuple[float, float]:
    """In the middle of its label, moved by what the printer is off; the back moves the other way with the paper."""
    stock, taken = STOCKS[layout.sheet], layout.footprint
    left, top = stock.corner(place, back=back)
    left += (stock.cell.width - taken.width) / 2 + (-layout.shift_x if back else layout.shift_x)
    return round(left, 3), round(top + (stock.cell.height - taken.height) / 2 + layout.shift_y, 3)
