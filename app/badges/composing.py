"""What stands on the badge or ticket of a registration."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.badges import knowledge
from app.badges.faces import BadgeFace, Code, TicketFace, Wheel
from app.core import dates
from app.core.i18n import force_locale
from app.core.i18n import gettext as _
from app.events.models import Event
from app.events.queries import rotation
from app.tickets.models import Ticket
from app.tickets.short_code import format_short_code

DEFAULT_HUE = 250


@dataclass(frozen=True, slots=True)
class Stage:
    """What all badges of an event share; `head` is the address that a code is added to, ``https://host/c/``.

    `keys` are the fields that the layouts ask for, `more` what they print of the event.
    """

    session: Session
    event: Event
    wheel: Wheel
    head: str
    keys: Collection[str]
    more: Mapping[str, str]


def stage(session: Session, event: Event, head: str, keys: Collection[str] = ()) -> Stage:
    return Stage(session, event, _wheel(session, event), head, keys, knowledge.of_event(event) if keys else {})


def badge_faces(tickets: Iterable[Ticket], at: Stage) -> list[BadgeFace]:
    """In a few queries, however many; what layouts do not ask for is not read."""
    found = list(tickets)
    people = [ticket.registration for ticket in found if ticket.registration.id]
    known = knowledge.of_people(at.session, at.event, people, at.keys) if at.keys else {}
    return [badge_face(ticket, at, known.get(ticket.registration.id)) for ticket in found]


def badge_face(ticket: Ticket, at: Stage, known: Mapping[str, str] | None = None) -> BadgeFace:
    person, event = ticket.registration, at.event
    return BadgeFace(
        name_han=person.name.han,
        name_latin=person.name.latin_badge(),
        organisation_zh=person.organisation.zh,
        organisation_en=person.organisation.en,
        category_zh=person.category.title.zh,
        category_en=person.category.title.en,
        category_hue=person.category.hue,
        event_zh=event.title.zh,
        event_en=event.title.en,
        dates=_figures(event.starts_on, event.ends_on),
        city_zh=event.city.zh,
        city_en=event.city.en,
        wheel=at.wheel,
        code=Code(at.head, ticket.code, format_short_code(ticket.short_code)),
        kind=person.category.kind.value,
        more={**at.more, **(known or {})},
    )


def ticket_face(ticket: Ticket, at: Stage, locale: str) -> TicketFace:
    """The ticket in its owner's language."""
    with force_locale(locale):
        return TicketFace(
            badge=badge_face(ticket, at),
            language=locale,
            heading=_("Ticket"),
            hint=_("Show this code at the entrance, or say the short code. Whoever has it can enter in your place."),
            facts=tuple(_facts(at.event, locale)),
        )


def _facts(event: Event, locale: str) -> Iterable[tuple[str, str]]:
    yield _("Arrival"), dates.day(event.arrival_on, locale)
    yield _("Meeting days"), dates.day_range(event.starts_on, event.ends_on, locale)
    place = ", ".join(part for part in (event.venue.pick(locale), event.address.pick(locale)) if part)
    if place:
        yield _("Where"), place


def _wheel(session: Session, event: Event) -> Wheel:
    """The series with this edition lit; an event outside a series is a ring of its own."""
    if event.series is None:
        return Wheel(segments=1, lit=0, hue=DEFAULT_HUE)
    editions = [edition.id for edition in rotation(session, event.series.id)]
    lit = editions.index(event.id) if event.id in editions else -1
    return Wheel(segments=max(len(editions), 1), lit=lit, hue=event.series.hue)


def _figures(first: date, last: date) -> str:
    """``2027.6.20–22``, which reads the same in both languages."""
    start = f"{first.year}.{first.month}.{first.day}"
    if first == last:
        return start
    if first.year != last.year:
        return f"{start}–{last.year}.{last.month}.{last.day}"
    return f"{start}–{last.day}" if first.month == last.month else f"{start}–{last.month}.{last.day}"
