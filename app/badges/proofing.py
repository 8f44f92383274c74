"""What to look at before badges are printed: texts that lack a glyph."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.badges import queries
from app.badges.composing import Stage, badge_faces
from app.badges.glyphs import label, missing_glyphs
from app.badges.kits import Kit
from app.badges.layouts.drawing import of_the_layout, printed_texts
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


#: Fields whose texts are proofed without reading anybody's answers.
KNOWN = frozenset({"name_first", "name_second", "name_han", "name_latin", "organisation_zh", "organisation_en"})
#: Fields that are alike on all badges, or have no signs but figures.
SHARED = ("event_", "city_", "venue_", "address_", "base_", "category_", "free_", "dates", "short_code", "contact")


def proof_badges(session: Session, at: Stage, kit: Kit) -> list[Proof]:
    """The people whose badge, in the layout that it is printed in, has characters that no face of ours draws."""
    if all(key in KNOWN or key.startswith(SHARED) for key in kit.field_keys):
        return proof(queries.people(session, at.event.id))
    tickets = queries.printable(session, at.event.id, queries.Choice())
    found = []
    for ticket, face in zip(tickets, badge_faces(tickets, at), strict=True):
        if signs := proof_texts(printed_texts(kit.layout(face), face)):
            found.append(Proof(ticket.registration.name, signs))
    return found


def proof_layouts(kit: Kit, at: Stage) -> tuple[str, ...]:
    """The missing characters of what the layouts say by themselves, and of what they print of the event."""
    own = [text for layout in kit.layouts for text in of_the_layout(layout)]
    return proof_texts([*own, *at.more.values()])


def proof_texts(texts: Iterable[str]) -> tuple[str, ...]:
    """The missing characters of what every badge shares: the event's title, the categories' names."""
    return tuple(label(sign) for sign in sorted(frozenset().union(*missing_glyphs(texts).values())))
