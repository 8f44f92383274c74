"""Chinese characters: simplified form, readings, and where a name's surname ends."""

import os
import re
from functools import lru_cache

from app.core.surnames import COMPOUND_SURNAMES, GIVEN_NAMES, SURNAMES

Syllables = tuple[str, ...]

_SYLLABLE = re.compile(r"[a-z]+[0-5]?")


def is_han(character: str) -> bool:
    return (
        "一" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\U00020000" <= character <= "\U0003ffff"
        or "\uf900" <= character <= "\ufaff"
        or character == "〇"
    )


def has_han(text: str) -> bool:
    return any(map(is_han, text))


def simplify(text: str) -> str:
    """Each character in its simplified form; the length stays, and words are not looked at."""
    return text.translate(_simplified())


@lru_cache(maxsize=1)
def _simplified() -> dict[int, str]:
    from zhconv import zhconv  # 6 MB that only a process that handles names needs

    return {ord(old): new for old, new in zhconv.getdict("zh-cn").items() if len(old) == len(new) == 1}


def traditional_of(text: str) -> str:
    """The other forms of the simplified characters in ``text``, each followed by the simplified one."""
    present = set(text)
    return "".join(chr(old) + new for old, new in _simplified().items() if new in present and chr(old) != new)


@lru_cache(maxsize=16384)
def readings(character: str) -> Syllables:
    """Likely readings in a given name, the usual one first: ``乐`` is ``("le4", "yue4")``.

    What has no reading, such as a Latin letter, reads as itself.
    """
    return GIVEN_NAMES.get(simplify(character)) or (_dictionary_reading(character),)


@lru_cache(maxsize=4096)
def surname_readings(family: str) -> tuple[Syllables, ...]:
    """All readings of a Han surname, the usual one first, each with one syllable for each character."""
    plain = simplify(family)
    known = COMPOUND_SURNAMES.get(plain) or SURNAMES.get(plain)
    if known:
        return tuple(tuple(_SYLLABLE.findall(reading)) for reading in known)
    if len(family) == 1:
        return ((_dictionary_reading(family),),)
    return (tuple(readings(character)[0] for character in family),)


def _dictionary_reading(character: str) -> str:
    # The phrase dictionary would take 45 MB and knows no surnames; the characters alone take 13.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
    from pypinyin import Style, pinyin

    found = pinyin(character, style=Style.TONE3, heteronym=True, errors="ignore")
    syllables = [syllable for syllable in found[0] if _SYLLABLE.fullmatch(syllable)] if found else []
    toned = (syllable for syllable in syllables if syllable[-1].isdigit())
    return next(toned, syllables[0] if syllables else character)


def split_han_name(han: str, family: str = "") -> tuple[str, str]:
    """Cut a Han name without blanks into surname and given name.

    ``family``, where it is known in Han, wins; else the table of compound surnames decides.
    A name of one character is all given name, as is one of five or more, which is a transcription.
    """
    if family and len(family) < len(han) and simplify(han).startswith(simplify(family)):
        return han[: len(family)], han[len(family) :]
    if len(han) < 2 or len(han) > 4:
        return "", han
    size = 2 if len(han) > 2 and simplify(han[:2]) in COMPOUND_SURNAMES else 1
    return han[:size], han[size:]


def without_tone(syllable: str) -> str:
    return syllable[:-1] if len(syllable) > 1 and syllable[-1] in "012345" else syllable


def spellings(syllable: str) -> Syllables:
    """Ways to type a toned syllable without its tone: ``lv3`` is ``("lv", "lu", "lyu")``."""
    plain = without_tone(syllable)
    if "v" not in plain:
        return (plain,)
    return (plain, plain.replace("v", "u"), plain.replace("v", "yu"))
