"""What stands on a badge and on a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Wheel:
    """The series as a ring: how many editions, which one this is (from 0, -1 for none), OKLCH hue."""

    segments: int
    lit: int
    hue: int


@dataclass(frozen=True, slots=True)
class Code:
    """The URL's head ("https://host/c/"), the signed code, and the short code as it is printed."""

    head: str
    text: str
    short: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeFace:
    """One badge. `name_latin` is ready to print, FAMILY in capitals; `assignment` is a bus or table, one a line.

    `kind` is the category's, by which a layout is chosen; `more` has what only some layouts print, by field.
    """

    name_han: str
    name_latin: str
    organisation_zh: str = ""
    organisation_en: str = ""
    category_zh: str
    category_en: str
    category_hue: int
    event_zh: str
    event_en: str
    dates: str
    city_zh: str = ""
    city_en: str = ""
    wheel: Wheel
    code: Code
    assignment: str = ""
    kind: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFace:
    """A ticket for the phone: the badge's person and code, and up to four `facts`, label and value."""

    badge: BadgeFace
    language: str
    heading: str
    hint: str
    facts: tuple[tuple[str, str], ...] = ()
