"""Whose badges to look at before all are printed: those with the longest names, or somebody invented."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.badges import fitting, queries
from app.badges.composing import Stage
from app.badges.faces import BadgeFace, Code
from app.badges.fitting import STRONG, STRONG_HAN
from app.badges.queries import Choice
from app.core.names import PersonName
from app.registration.models import Category, Registration, RegistrationState
from app.tickets.models import Ticket

MOST = 10
#: As long as a real code, and signed by nobody.
NO_CODE = "AEAAAAAA" * 16 + "AAAA"


def longest(session: Session, event_id: int, most: int = MOST) -> Sequence[Ticket]:
    """The tickets of the people whose names need most room, the longest first."""
    names = _names(session, event_id)
    once = {name: public_id for public_id, name in names.items()}
    ids = [once[name] for name in sorted(once, key=room_for, reverse=True)[:most]]
    found = {t.registration.public_id: t for t in queries.printable(session, event_id, Choice(registrations=ids))}
    return [found[public_id] for public_id in ids if public_id in found]


def _names(session: Session, event_id: int) -> dict[str, PersonName]:
    """By public id, of everyone with a badge."""
    valid = Ticket.event_id == event_id, Ticket.replaced_at.is_(None), Registration.state == RegistrationState.ACCEPTED
    wanted = select(Registration.public_id, Registration.name).join(Ticket, Ticket.registration_id == Registration.id)
    found = session.execute(wanted.where(*valid).order_by(Registration.id))
    return {row.public_id: row.name for row in found}


def room_for(name: PersonName) -> float:
    """Han is set about twice as large as Latin, in em of the larger."""
    latin = name.latin_badge()
    return max(fitting.width(name.han, STRONG_HAN), fitting.width(latin, STRONG) / (2 if name.han else 1.4))


def invented(at: Stage, category: Category | None) -> BadgeFace:
    """Somebody who is not registered, for an event that nobody has been accepted to."""
    event = at.event
    return BadgeFace(
        name_han="吕小明",
        name_latin="LYU Xiaoming",
        organisation_zh="江南大学",
        organisation_en="Jiangnan University",
        category_zh=category.title.zh if category else "",
        category_en=category.title.en if category else "",
        category_hue=category.hue if category else 200,
        event_zh=event.title.zh,
        event_en=event.title.en,
        dates="",
        city_zh=event.city.zh,
        city_en=event.city.en,
        wheel=at.wheel,
        code=Code(at.head, NO_CODE, "0000-0000"),
        kind=category.kind.value if category else "",
        more=dict(at.more),
    )
