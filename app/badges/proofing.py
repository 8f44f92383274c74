"""What to look at before badges are printed: texts that lack a glyph."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.badges.glyphs import label, missing_glyphs
from app.core.names import PersonName
from app.core.text import Bilingual


@dataclass(frozen=True, slots=True)
class Proof:
    """A person whose badge would print with holes; `signs` name the missing characters."""

    name: PersonName
    signs: tuple[str, ...]


def proof(people: Iterable[tuple[PersonName, Bilingual]]) -> list[Proof]:
    """The people whose name or organisation has characters that no face of ours draws."""
    found = []
    for name, organisation in people:
        texts = (name.han, name.latin_badge(), organisation.zh, organisation.en)
        if missing := missing_glyphs(texts):
            signs = sorted(frozenset().union(*missing.values()))
            found.append(Proof(name, tuple(label(sign) for sign in signs)))
    return found


def proof_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """The missing characters of what every badge shares: the event's title, the categories' names."""
    return tuple(label(sign) for sign in sorted(frozenset().union(*missing_glyphs(texts).values())))
