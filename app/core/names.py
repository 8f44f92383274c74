"""A person's name, as written in Han and in Latin letters."""

import re
from dataclasses import dataclass

from app.core.folding import fold, words
from app.core.han import has_han, readings, simplify, split_han_name, surname_readings

FAMILY_FIRST = "family_first"
GIVEN_FIRST = "given_first"
SORT_KEY_LENGTH = 200

_LONGEST = 100  # characters of a field that sorting and searching look at


@dataclass(frozen=True, slots=True)
class PersonName:
    """Six columns of a table as one value. A Latin form is what the person typed, never derived from Han.

    ``family`` and ``given`` are the parts of the Latin name (in Han they only tell how to cut ``han``), ``latin`` is
    the line in the passport, ``preferred`` the whole Latin name as the person wants it printed.
    """

    han: str = ""
    family: str = ""
    given: str = ""
    latin: str = ""
    preferred: str = ""
    order: str = ""

    def display(self, locale: str) -> str:
        """The name for a reader of ``locale``; in the other script where it exists only there."""
        if locale.startswith("zh"):
            return self.display_han() or self.latin_name()
        return self.latin_name() or self.display_han()

    def display_han(self) -> str:
        return self.han or "".join(part for part in (self.family, self.given) if has_han(part))

    def latin_name(self) -> str:
        """``Lyu Xiaoming``, or empty where no Latin form is known."""
        return self.preferred or " ".join(self._ordered(*self.latin_parts())) or self.latin

    def latin_badge(self) -> str:
        """Like ``latin_name``, with the family name in capitals; a name of one part stays as typed."""
        family, given = self.latin_parts()
        if self.preferred:
            return _capitalise(family, self.preferred)
        if family and given:
            return " ".join(self._ordered(family.upper(), given))
        return self.latin_name()

    @property
    def initials(self) -> str:
        """One or two characters that stand for the person: ``LX``, or the first of the Han name."""
        parts = [part[:1] for part in map(fold, self._ordered(*self.latin_parts())) if part]
        if len(parts) < 2:
            parts = [word[:1] for word in words(self.latin_name())]
        return "".join([*parts[:1], *parts[1:][-1:]]).upper() or self.display_han()[:1]

    def sort_key(self, locale: str) -> str:
        """Key whose order by code point is that of pinyin (``zh``) or of the Latin family name (others)."""
        by_pinyin, by_latin = self._pinyin_key(), self._latin_key()
        key = (by_pinyin or by_latin) if locale.startswith("zh") else (by_latin or by_pinyin)
        return (key or fold(self.han[:_LONGEST]))[:SORT_KEY_LENGTH]

    def latin_parts(self) -> tuple[str, str]:
        """Family and given name as far as they are in Latin letters."""
        return "" if has_han(self.family) else self.family, "" if has_han(self.given) else self.given

    def han_parts(self) -> tuple[str, str]:
        """Surname and given name in Han, letters only; a name with a middle dot has no surname."""
        pieces = words(self.display_han()[:_LONGEST], simplified=False)
        han = "".join(pieces)
        if not has_han(han) or re.search(r"\S[^\w\s]\S", self.display_han()):
            return "", han
        return split_han_name(han, fold(self.family[:_LONGEST], simplified=False))

    def _ordered(self, family: str, given: str) -> list[str]:
        family_first = self.order == FAMILY_FIRST or (not self.order and bool(self.display_han()))
        return [part for part in ((family, given) if family_first else (given, family)) if part]

    def _pinyin_key(self) -> str:
        family, given = self.han_parts()
        if not has_han(family + given):
            return ""
        syllables = [*surname_readings(family)[0], *(readings(character)[0] for character in given)]
        return " ".join(map("".join, zip(syllables, simplify(family + given), strict=True)))

    def _latin_key(self) -> str:
        parts = [part for part in self.latin_parts() if part] or [self.latin or self.preferred]
        return " ".join(word for part in parts for word in words(part[:_LONGEST]))


def _capitalise(family: str, name: str) -> str:
    if not family or fold(family) == fold(name):
        return name
    return re.sub(rf"(?<!\w){re.escape(family)}(?!\w)", lambda found: found[0].upper(), name, flags=re.IGNORECASE)
