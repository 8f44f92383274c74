"""What stands on a printed list: plain values, all of them to be shown."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.text import Bilingual


@dataclass(frozen=True, slots=True)
class Line:
    """A person. ``short``: the short code as it is stored; empty where there is no ticket."""

    han: str
    latin: str
    organisation_zh: str
    organisation_en: str
    category_zh: str
    category_en: str
    short: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The list of a checkpoint. ``open`` and ``printed`` are times of the place, as text that both languages read."""

    event_zh: str
    event_en: str
    checkpoint_zh: str
    checkpoint_en: str
    open: str
    printed: str
    people: tuple[Line, ...]
    #: The list's own words, by what they are for; see ``wording``.
    words: Mapping[str, Bilingual]
    #: Lines for people who are not on it.
    blanks: int = 15
