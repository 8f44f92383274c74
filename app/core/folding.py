"""The normal form in which names and queries are compared."""

import re
import unicodedata

from app.core.han import simplify

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = "ʻʼʹʽˈ"  # Unicode counts these as letters
_PLAIN = str.maketrans("łøđðħŧıəŋĸ", "loddhtienk", _APOSTROPHES) | str.maketrans({"þ": "th", "æ": "ae", "œ": "oe"})


def words(text: str, *, simplified: bool = True) -> list[str]:
    """Words of letters and digits: lower case, accents gone, Han characters simplified. Never raises."""
    if text.isascii():
        return _WORD.findall(text.lower())
    folded = unicodedata.normalize("NFKC", text).casefold()
    bare = "".join(c for c in unicodedata.normalize("NFKD", folded) if unicodedata.category(c) != "Mn")
    plain = bare.translate(_PLAIN)
    return _WORD.findall(simplify(plain) if simplified else plain)


def fold(text: str, *, simplified: bool = True) -> str:
    """The words of ``text`` without what stood between them; folding a folded text changes nothing."""
    return "".join(words(text, simplified=simplified))
