"""A layout as data: sizes and places in mm from the top left corner of a side, type in points.

The same JSON is stored, exported and imported. `version` rises when its meaning changes.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from app.badges.layouts.fields import is_field
from app.badges.layouts.papers import SIZES, STOCKS, Size

VERSION = 1
#: A label that fills its cell may be larger than it by so many mm.
TOLERANCE = 0.5
#: A code below this cannot be read by an ordinary phone at arm's length.
SMALLEST_CODE = 22.0


def _clean(text: str) -> str:
    """Without control characters, which no database and no page takes."""
    return "".join(sign for sign in text.replace("\r\n", "\n") if sign >= " " or sign == "\n")


Millimetres = Annotated[float, Field(ge=0, le=300, allow_inf_nan=False)]
Extent = Annotated[float, Field(gt=0, le=300, allow_inf_nan=False)]
Points = Annotated[float, Field(ge=4, le=160, allow_inf_nan=False)]
Hue = Annotated[int, Field(ge=0, le=359)]
FreeText = Annotated[str, StringConstraints(max_length=600), AfterValidator(_clean)]
ImageId = Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{16}$")]
#: As `CategoryKind`, whose module is too heavy for the process that prints.
Kind = Literal["participant", "expert", "speaker", "host", "staff", "press"]
Colour = Literal["ink", "quiet", "white", "category", "tint", "hue", "hue_tint"]
Colours: tuple[Colour, ...] = ("ink", "quiet", "white", "category", "tint", "hue", "hue_tint")
Side = Literal["front", "back"]


def _field_key(key: str) -> str:
    if not is_field(key):
        raise PydanticCustomError("unknown_field", "There is no field {key}.", {"key": key[:60]})
    return key


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Element(_Strict):
    """What every element has: its place, and when it is printed at all."""

    x: Millimetres = 0
    y: Millimetres = 0
    w: Extent = 20
    h: Extent = 10
    #: Only where this field is filled; '' for always.
    when: Annotated[str, StringConstraints(max_length=60)] = ""
    #: Only for these categories; none for all.
    kinds: Annotated[tuple[Kind, ...], Field(max_length=6)] = ()

    @field_validator("when")
    @classmethod
    def _known(cls, when: str) -> str:
        return _field_key(when) if when else when


class Text(_Element):
    """Fields after each other. It shrinks from `largest` to `smallest`, to fit in its box and into `lines` lines."""

    kind: Literal["text"] = "text"
    fields: Annotated[tuple[str, ...], Field(min_length=1, max_length=8)] = ("name_first",)
    #: Between the fields that are filled: a dot, a space, a line each.
    join: Literal["dot", "space", "line"] = "dot"
    zh: FreeText = ""
    en: FreeText = ""
    largest: Points = 12
    smallest: Points = 7
    lines: Annotated[int, Field(ge=1, le=20)] = 1
    bold: bool = False
    align: Literal["left", "center", "right"] = "left"
    valign: Literal["top", "middle", "bottom"] = "top"
    colour: Colour = "ink"
    hue: Hue = 250
    #: Moves up by what the text before it leaves of its box.
    follows: bool = False

    @field_validator("fields")
    @classmethod
    def _fields_known(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_field_key(key) for key in keys)

    @model_validator(mode="after")
    def _sizes_in_order(self) -> Self:
        if self.smallest > self.largest:
            raise PydanticCustomError("sizes_in_order", "The smallest size is above the largest.")
        return self


class Code(_Element):
    """The code to scan, with its quiet zone; as large as the shorter side of its box."""

    kind: Literal["code"] = "code"
    w: Annotated[float, Field(ge=SMALLEST_CODE, le=200, allow_inf_nan=False)] = 36
    h: Annotated[float, Field(ge=SMALLEST_CODE, le=200, allow_inf_nan=False)] = 36


class Wheel(_Element):
    """The series as a ring."""

    kind: Literal["wheel"] = "wheel"


class Image(_Element):
    """A logo or picture of the event, within its box, or filling it."""

    kind: Literal["image"] = "image"
    image: ImageId | None = None
    fit: Literal["contain", "cover"] = "contain"


class Box(_Element):
    """An area: filled, framed, or both. A band of the category is one."""

    kind: Literal["box"] = "box"
    fill: Colour | None = "category"
    stroke: Colour | None = None
    hue: Hue = 250
    radius: Annotated[float, Field(ge=0, le=50, allow_inf_nan=False)] = 0


class Line(_Element):
    """A straight line from corner to corner of its box: level where that is flatter than tall."""

    kind: Literal["line"] = "line"
    h: Annotated[float, Field(ge=0, le=300, allow_inf_nan=False)] = 0.5
    colour: Colour = "category"
    hue: Hue = 250


Element = Annotated[Text | Code | Wheel | Image | Box | Line, Field(discriminator="kind")]
KINDS: dict[str, type[_Element]] = {
    "text": Text,
    "code": Code,
    "wheel": Wheel,
    "image": Image,
    "box": Box,
    "line": Line,
}


class Face(_Strict):
    """One side: what lies beneath, and the elements from the lowest to the uppermost."""

    background: Colour | None = None
    hue: Hue = 250
    image: ImageId | None = None
    elements: Annotated[tuple[Element, ...], Field(max_length=60)] = ()


class Layout(_Strict):
    """A badge. `double` prints the back on the other side; `fold` above the front, upside down."""

    version: Literal[1] = 1
    size: Literal["a6", "a7", "card", "us43", "own"] = "a6"
    #: Of the size `own`.
    width: Annotated[float, Field(ge=30, le=300, allow_inf_nan=False)] = 105
    height: Annotated[float, Field(ge=30, le=300, allow_inf_nan=False)] = 148
    sides: Literal["single", "double", "fold"] = "single"
    #: The stock that it is printed on; '' for a page a badge.
    sheet: Annotated[str, StringConstraints(max_length=40)] = ""
    #: How far this printer is off, in mm.
    shift_x: Annotated[float, Field(ge=-20, le=20, allow_inf_nan=False)] = 0
    shift_y: Annotated[float, Field(ge=-20, le=20, allow_inf_nan=False)] = 0
    front: Face = Face()
    back: Face = Face()

    @property
    def badge(self) -> Size:
        """One side of the badge."""
        return SIZES.get(self.size) or Size(self.width, self.height)

    @property
    def footprint(self) -> Size:
        """What it takes on paper: folded badges lie open."""
        badge = self.badge
        return Size(badge.width, 2 * badge.height) if self.sides == "fold" else badge

    @property
    def faces(self) -> Iterator[tuple[Side, Face]]:
        yield "front", self.front
        if self.sides != "single":
            yield "back", self.back

    @property
    def elements(self) -> Iterator[tuple[Side, int, Element]]:
        """All elements that may be printed, with the side and their place on it."""
        for side, face in self.faces:
            for place, element in enumerate(face.elements):
                yield side, place, element

    @property
    def images(self) -> frozenset[str]:
        """The public ids of the pictures that it prints."""
        beneath = [face.image for _side, face in self.faces]
        placed = [element.image for _side, _place, element in self.elements if isinstance(element, Image)]
        return frozenset(found for found in (*beneath, *placed) if found)

    @property
    def field_keys(self) -> frozenset[str]:
        """The fields that it asks for."""
        shown = (key for _side, _place, e in self.elements if isinstance(e, Text) for key in e.fields)
        return frozenset([*shown, *(e.when for _side, _place, e in self.elements if e.when)])

    @field_validator("sheet")
    @classmethod
    def _sheet_known(cls, sheet: str) -> str:
        if sheet and sheet not in STOCKS:
            raise PydanticCustomError("unknown_sheet", "There is no such sheet.")
        return sheet

    @model_validator(mode="after")
    def _fits(self) -> Self:
        self._fits_its_sheet()
        badge = self.badge
        for side, place, element in self.elements:
            if element.x + element.w > badge.width + 0.05 or element.y + element.h > badge.height + 0.05:
                where = {"side": side, "place": place}
                raise PydanticCustomError("off_the_badge", "Element {place} reaches beyond the {side}.", where)
        return self

    def _fits_its_sheet(self) -> None:
        if not self.sheet:
            return
        cell, taken = STOCKS[self.sheet].cell, self.footprint
        if taken.width > cell.width + TOLERANCE or taken.height > cell.height + TOLERANCE:
            raise PydanticCustomError("too_large_for_sheet", "The badge is larger than a label of this sheet.")
