"""Countries and regions: ISO 3166-1 alpha-2 codes and their names in each language."""

import unicodedata
from functools import cache

from babel import Locale

from app.core.han import is_han, readings

MAINLAND = "CN"
#: Codes that CLDR names and ISO 3166-1 does not assign.
_UNASSIGNED = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])


@cache
def names(locale: str) -> dict[str, str]:
    """Name by code, in the order of a list: by pinyin in Chinese, by the alphabet in English."""
    found = Locale.parse(locale).territories
    known = {code: name for code, name in found.items() if len(code) == 2 and code.isalpha()}
    assigned = {code: name for code, name in known.items() if code not in _UNASSIGNED}
    return dict(sorted(assigned.items(), key=lambda pair: _sort_key(pair[1])))


@cache
def codes() -> frozenset[str]:
    return frozenset(names("en"))


def name(code: str, locale: str) -> str:
    """The name of ``code``, or the code itself where it has none."""
    return names(locale).get(code, code)


def _sort_key(text: str) -> list[str]:
    bare = unicodedata.normalize("NFD", text)
    return [readings(character)[0] if is_han(character) else character.casefold() for character in bare]
