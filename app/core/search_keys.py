"""Keys under which a person is found by prefix, and the same for what was typed into a search box.

A key is letters and digits in the normal form of ``folding``, or ``#`` and the digits of a phone from the last to
the first, so that the last digits are a prefix too.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice, product

from app.core.folding import fold, words
from app.core.han import has_han, is_han, readings, simplify, spellings, surname_readings
from app.core.names import PersonName

KEY_LENGTH = 64
PHONE_TAIL = 4  # digits from which a typed number may be the end of a phone number

_LONGEST_FIELD, _LONGEST_QUERY, _MOST_WORDS, _MOST_TERMS, _MOST_READINGS = 200, 200, 8, 6, 4
_LAST = chr(0x10FFFF)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_PINYIN_U = re.compile("(?<=[ln])ü")

Groups = list[tuple[str, ...]]


def search_keys(name: PersonName, *, phone: str = "", email: str = "") -> frozenset[str]:
    """All keys of a person, each of at most ``KEY_LENGTH`` characters. Never raises."""
    keys = {*_han_keys(name), *_latin_keys(name), *_phone_keys(phone), fold(email[:_LONGEST_FIELD])}
    return frozenset(key[:KEY_LENGTH] for key in keys if key)


def query_keys(text: str) -> Groups:
    """What was typed, as prefixes: a person matches if in each group one prefix begins one of the keys.

    The words may stand in any order; or they are one name or number that was typed with blanks, so the
    whole is an alternative in each group. Empty if nothing in ``text`` can be searched for.
    """
    typed = unicodedata.normalize("NFKC", text[:_LONGEST_QUERY])
    terms = [term for word in typed.split() for term in _by_script(word)]
    whole = tuple(_prefixes(typed))
    groups = (tuple(dict.fromkeys((*_prefixes(term), *whole))) for term in terms if fold(term))
    return list(islice(groups, _MOST_TERMS))


def prefix_range(prefix: str) -> tuple[str, str]:
    """Bounds for ``key >= low and key < high``, by code point."""
    return prefix, prefix + _LAST


def matches(groups: Groups, keys: Collection[str]) -> bool:
    """Whether ``keys`` answer the query; one without groups asks for nothing, so all match."""
    return all(any(key.startswith(group) for key in keys) for group in groups)


def _han_keys(name: PersonName) -> Iterator[str]:
    family, given = name.han_parts()
    if not has_han(family + given):
        yield from _tails(words(name.han[:_LONGEST_FIELD]))
        return
    yield from _tails(simplify(family + given))
    for surname, rest in product(_spelt(surname_readings(family)), _spelt(_given_readings(given))):
        yield from _both_orders(surname, rest)


def whole_name_keys(name: PersonName) -> frozenset[str]:
    """The folded forms of the whole name, in each script and order in which ``search_keys`` knows it."""
    keys = {*_whole_han(name), *_whole_latin(name)}
    return frozenset(key[:KEY_LENGTH] for key in keys if key)


def _whole_han(name: PersonName) -> Iterator[str]:
    family, given = name.han_parts()
    if not has_han(family + given):
        yield "".join(words(name.han[:_LONGEST_FIELD]))
        return
    yield simplify(family + given)
    for surname, rest in product(_spelt(surname_readings(family)), _spelt(_given_readings(given))):
        yield from ("".join((*surname, *rest)), "".join((*rest, *surname)))


def _whole_latin(name: PersonName) -> Iterator[str]:
    for spelling in _latin_spellings(name):
        family, given, *lines = (words(field)[:_MOST_WORDS] for field in spelling)
        yield from ("".join((*family, *given)), "".join((*given, *family)))
        for line in lines:
            yield from ("".join((*line[cut:], *line[:cut])) for cut in range(len(line)))


def _given_readings(given: str) -> Iterator[tuple[str, ...]]:
    return islice(product(*map(readings, given[:KEY_LENGTH])), _MOST_READINGS)


def _spelt(alternatives: Iterable[Sequence[str]]) -> list[tuple[str, ...]]:
    spelt = (typed for syllables in alternatives for typed in product(*map(spellings, syllables)))
    return list(islice(spelt, _MOST_READINGS))


def _latin_keys(name: PersonName) -> Iterator[str]:
    for spelling in _latin_spellings(name):
        family, given, *lines = (words(field)[:_MOST_WORDS] for field in spelling)
        yield from _both_orders(family, given)
        for line in lines:
            for cut in range(len(line)):
                yield "".join(line[cut:] + line[:cut])


def _latin_spellings(name: PersonName) -> Iterator[tuple[str, ...]]:
    """The Latin fields as typed, and again for each way to write an umlaut without its dots."""
    fields = tuple(field[:_LONGEST_FIELD] for field in (*name.latin_parts(), name.latin, name.preferred))
    yield fields
    if all(map(str.isascii, fields)):
        return
    composed = tuple(unicodedata.normalize("NFKC", field).casefold() for field in fields)
    yield tuple(field.translate(_UMLAUTS) for field in composed)
    for letter in ("v", "yu"):
        yield tuple(_PINYIN_U.sub(letter, field) for field in composed)


def _both_orders(family: Sequence[str], given: Sequence[str]) -> Iterator[str]:
    for parts in ((*family, *given), (*given, *family)):
        yield from _tails(parts)
        if len(parts) > 1:
            yield "".join(part[0] for part in parts)


def _tails(parts: Sequence[str]) -> Iterator[str]:
    for start in range(min(len(parts), KEY_LENGTH)):
        yield "".join(parts[start:])


def _phone_keys(phone: str) -> Iterator[str]:
    if digits := _digits(phone[:_LONGEST_FIELD]):
        yield "#" + digits[::-1]


def _prefixes(typed: str) -> Iterator[str]:
    if key := fold(typed)[:KEY_LENGTH]:
        yield key
    digits = _digits(typed) if re.fullmatch(r"[\d\s+().-]+", typed) else ""
    if len(digits) < PHONE_TAIL:
        return
    yield "#" + digits[::-1]
    if len(digits) > 2 * PHONE_TAIL and digits.startswith("0"):  # a trunk prefix, absent from E.164
        yield "#" + digits.lstrip("0")[::-1]


def _digits(text: str) -> str:
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))[: KEY_LENGTH - 1]


def _by_script(word: str) -> list[str]:
    return ["".join(run) for _, run in groupby(word, key=is_han)]
