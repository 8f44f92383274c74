"""Layouts to begin from. The first is printed where an event has none of its own."""

from typing import Any

from app.badges.layouts.schema import Box, Code, Element, Face, Layout, Line, Text, Wheel

HELP_ZH = "报警 110 · 急救 120 · 火警 119"
HELP_EN = "Police 110 · Ambulance 120 · Fire 119"


def _text(x: float, y: float, w: float, h: float, *fields: str, **how: Any) -> Text:
    return Text(x=x, y=y, w=w, h=h, fields=fields, **how)


def _heading(w: float) -> tuple[Element, ...]:
    """The event beside the wheel, from 8 mm of the edge on."""
    return (
        Wheel(x=w - 25, y=8, w=17, h=17),
        _text(8, 8, w - 37, 10, "event_zh", largest=11.5, smallest=7.5, lines=2, bold=True),
        _text(8, 18.6, w - 37, 7, "event_en", largest=8.5, smallest=7, lines=2, follows=True),
        _text(8, 26.2, w - 37, 4, "dates", "city_zh", "city_en", largest=8, smallest=5, colour="quiet", follows=True),
    )


def _band(y: float, w: float, h: float, largest: float, margin: float = 8) -> tuple[Element, ...]:
    how: dict[str, Any] = {"join": "space", "largest": largest, "smallest": 6, "bold": True, "valign": "middle"}
    band = _text(margin, y, w - 2 * margin, h, "category_zh", "category_en", colour="white", **how)
    return Box(x=0, y=y, w=w, h=h), band


CLASSIC = Layout(
    front=Face(
        elements=(
            *_heading(105),
            _text(8, 33, 89, 21, "name_first", largest=48, smallest=24, lines=2, bold=True, valign="bottom"),
            _text(8, 55.5, 89, 11, "name_second", largest=21, smallest=13, lines=2),
            _text(8, 69, 89, 7, "organisation_zh", largest=10.5, smallest=7, lines=2, follows=True),
            _text(8, 76.5, 89, 5, "organisation_en", largest=9, smallest=6.5, lines=2, colour="quiet", follows=True),
            Code(x=4.8, y=82, w=42, h=42),
            _text(4.8, 124.2, 42, 6, "short_code", largest=12, smallest=8, bold=True, align="center"),
            Line(x=49, y=86, w=12, h=0.5, colour="category", when="assignment"),
            _text(49, 88.5, 48, 36, "assignment", largest=20, smallest=10, lines=4, bold=True),
            *_band(133, 105, 15, 18),
        )
    )
)

#: The name as large as the page takes; the code small below it.
NAME_FIRST = Layout(
    front=Face(
        elements=(
            _text(8, 10, 89, 8, "event_zh", "event_en", join="line", largest=9, smallest=6, lines=2, colour="quiet"),
            _text(8, 22, 89, 34, "name_first", largest=64, smallest=30, lines=2, bold=True, valign="bottom"),
            _text(8, 58, 89, 14, "name_second", largest=26, smallest=15, lines=2),
            _text(
                8, 74, 89, 14, "organisation_zh", "organisation_en", join="line", largest=10, smallest=6.5, lines=4,
                colour="quiet", follows=True,
            ),
            Code(x=66, y=94, w=34, h=34),
            _text(8, 118, 56, 6, "short_code", largest=11, smallest=8, bold=True),
            *_band(133, 105, 15, 20),
        )
    )
)  # fmt: skip

_BACK: tuple[Element, ...] = (
    _text(8, 9, 89, 7, "event_zh", largest=11, smallest=7, bold=True),
    _text(8, 16.5, 89, 5, "event_en", largest=8.5, smallest=6, colour="quiet"),
    Line(x=8, y=24, w=89, h=0.4),
    _text(8, 27, 89, 5, "free_zh", "free_en", zh="我的议程", en="My agenda", largest=10, smallest=8, bold=True,
          when="agenda_zh"),
    _text(8, 33, 89, 26, "agenda_zh", largest=8.5, smallest=5, lines=10),
    _text(8, 60, 89, 23, "agenda_en", largest=8, smallest=5, lines=10, colour="quiet", follows=True),
    Line(x=8, y=84, w=89, h=0.4),
    _text(8, 87, 89, 12, "venue_zh", "address_zh", join="line", largest=9, smallest=6.5, lines=3),
    _text(8, 99.5, 89, 11, "venue_en", "address_en", join="line", largest=8.5, smallest=6, lines=3, colour="quiet",
          follows=True),
    _text(8, 113, 89, 6, "free_zh", zh=HELP_ZH, largest=10, smallest=7, bold=True),
    _text(8, 119.5, 89, 5, "free_en", en=HELP_EN, largest=9, smallest=6, bold=True),
    # Empty until somebody writes the network and its password here.
    _text(8, 126, 89, 9, "free_zh", "free_en", join="line", lines=2, largest=9, smallest=6, colour="quiet"),
    *_band(137, 105, 11, 13),
)  # fmt: skip

DOUBLE = Layout(sides="double", front=CLASSIC.front, back=Face(elements=_BACK))
FOLD = Layout(sides="fold", front=CLASSIC.front, back=Face(elements=_BACK))

_SMALL: tuple[Element, ...] = (
    _text(4, 3.5, 66, 4.5, "event_zh", largest=8, smallest=5, bold=True),
    Wheel(x=73, y=3, w=10, h=10),
    _text(4, 9, 50, 12.5, "name_first", largest=32, smallest=17, lines=2, bold=True, valign="bottom"),
    _text(4, 22.5, 50, 8, "name_second", largest=14, smallest=9, lines=2),
    _text(4, 31, 50, 7, "organisation_zh", largest=8, smallest=5.5, lines=2, follows=True),
    _text(4, 38.5, 50, 6, "organisation_en", largest=7, smallest=5, lines=2, colour="quiet", follows=True),
    Code(x=55, y=13.5, w=28, h=28),
    _text(55, 41, 28, 4, "short_code", largest=8, smallest=6, bold=True, align="center"),
    *_band(46, 86, 8, 11, 4),
)
SHEET = Layout(size="card", sheet="a4-10-card", front=Face(elements=_SMALL))

#: By the key that the page of layouts offers them under.
READY = {"classic": CLASSIC, "name_first": NAME_FIRST, "double": DOUBLE, "fold": FOLD, "sheet": SHEET}
