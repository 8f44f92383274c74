"""What a layout may print of a person and an event. What is not listed here is on no badge: no passport, no contact,
no answer to a sensitive question.
"""

import re

from app.badges.faces import BadgeFace

#: Answers to an event's questions, by the question's own key.
ANSWER = "answer:"
_ANSWER = re.compile(rf"{ANSWER}[\w-]{{1,40}}")
#: Texts of the layout itself.
FREE = frozenset({"free_zh", "free_en"})

FIELDS = (
    "name_first",
    "name_second",
    "name_han",
    "name_latin",
    "name_preferred",
    "title_zh",
    "title_en",
    "organisation_zh",
    "organisation_en",
    "country_zh",
    "country_en",
    "category_zh",
    "category_en",
    "group_zh",
    "group_en",
    "assignment",
    "agenda_zh",
    "agenda_en",
    "event_zh",
    "event_en",
    "dates",
    "city_zh",
    "city_en",
    "base_zh",
    "base_en",
    "venue_zh",
    "venue_en",
    "address_zh",
    "address_en",
    "contact",
    "short_code",
    "free_zh",
    "free_en",
)
#: Names are never cut, whatever their length.
NAMES = frozenset({"name_first", "name_second", "name_han", "name_latin", "name_preferred"})
#: Set as Chinese, so that quotes and dots are full width.
HAN = frozenset({"name_first", "name_han", "agenda_zh"}) | {key for key in FIELDS if key.endswith("_zh")}


def is_field(key: str) -> bool:
    return key in FIELDS or _ANSWER.fullmatch(key) is not None


def value(face: BadgeFace, key: str) -> str:
    """What stands for a field on somebody's badge; '' where nothing is known."""
    if key == "name_first":
        return face.name_han or face.name_latin
    if key == "name_second":
        return face.name_latin if face.name_han else ""
    if key == "short_code":
        return face.code.short
    if key in face.more:
        return face.more[key]
    return str(getattr(face, key, "")) if key in _OWN else ""


_OWN = frozenset(FIELDS) & set(BadgeFace.__dataclass_fields__)
