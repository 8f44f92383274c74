"""What only some layouts print: title, group, answers, one's own agenda. Read in a few queries for many people."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.agenda.models import AgendaSession
from app.agenda.queries import public_sessions
from app.badges.layouts.fields import ANSWER
from app.checkin.models import Checkpoint, RosterEntry
from app.core import dates, territories
from app.core.names import PersonName
from app.core.text import LOCALES, Bilingual
from app.directory.models import OverseasGroup
from app.events.models import Event
from app.registration.fields.kinds import kind_of
from app.registration.models import Answer, FormField, Registration

More = Mapping[str, str]


def of_event(event: Event) -> dict[str, str]:
    """What all badges of an event may print alike."""
    texts = {"venue": event.venue, "address": event.address}
    if event.host_base:
        texts["base"] = event.host_base.name
    return _pairs(texts) | {"contact": event.contact_email}


def of_people(
    session: Session, event: Event, people: Sequence[Registration], keys: Collection[str]
) -> dict[int, dict[str, str]]:
    """By registration what the fields `keys` need beside the person's own row; nothing is read that none needs."""
    found: dict[int, dict[str, str]] = {person.id: _of_person(person) for person in people}
    if any(key.startswith("group_") for key in keys):
        _add_groups(session, people, found)
    if answers := [key.removeprefix(ANSWER) for key in keys if key.startswith(ANSWER)]:
        for registration_id, key, text in _answers(session, event, found, answers):
            found[registration_id][ANSWER + key] = text
    if any(key.startswith("agenda_") for key in keys):
        for registration_id, sessions in _agendas(session, event, people).items():
            found[registration_id] |= _agenda(event, sessions)
    return found


def _pairs(texts: Mapping[str, Bilingual]) -> dict[str, str]:
    return {f"{name}_{locale}": getattr(text, locale) for name, text in texts.items() for locale in LOCALES}


def _of_person(person: Registration) -> dict[str, str]:
    country = {f"country_{locale}": territories.name(person.country, locale) for locale in LOCALES if person.country}
    title = _pairs({"title": person.job_title}) if person.job_title else {}
    return title | country | {"name_preferred": person.name.preferred}


def _add_groups(session: Session, people: Sequence[Registration], found: Mapping[int, dict[str, str]]) -> None:
    wanted = {person.group_id for person in people if person.group_id}
    groups = select(OverseasGroup).where(OverseasGroup.id.in_(wanted))
    named = {group.id: _pairs({"group": group.name}) for group in session.scalars(groups)}
    for person in people:
        found[person.id] |= named.get(person.group_id or 0, {})


def _answers(
    session: Session, event: Event, registrations: Collection[int], keys: Collection[str]
) -> Iterable[tuple[int, str, str]]:
    """Registration, the question's key, and the answer in both languages. Sensitive ones are never read."""
    wanted = (
        select(Answer)
        .join(Answer.field)
        .where(
            Answer.registration_id.in_(registrations),
            Answer.sealed.is_(None),
            FormField.event_id == event.id,
            FormField.key.in_(keys),
            FormField.sensitive.is_(False),
        )
        .options(joinedload(Answer.field))
    )
    for answer in session.scalars(wanted):
        yield answer.registration_id, answer.field.key, _in_words(answer)


def _in_words(answer: Answer) -> str:
    kind = kind_of(answer.field)
    value = getattr(answer, kind.column)
    if value is None:
        return ""
    said = (kind.show(value, answer.field, locale) for locale in LOCALES)
    return " · ".join(dict.fromkeys(said))


def _agendas(session: Session, event: Event, people: Sequence[Registration]) -> dict[int, list[AgendaSession]]:
    """The sessions that people signed up for, and those in which somebody of their name speaks."""
    agenda = {item.id: item for item in public_sessions(session, event.id) if not item.cancellation}
    mine: dict[int, set[int]] = defaultdict(set)
    for registration_id, session_id in _signed_up(session, [person.id for person in people]):
        mine[registration_id].add(session_id)
    speakers = _speakers(agenda.values())
    for person in people:
        mine[person.id] |= speakers.get(_known_as(person.name), set())
    return {key: [item for session_id, item in agenda.items() if session_id in ids] for key, ids in mine.items() if ids}


def _signed_up(session: Session, registrations: Collection[int]) -> Iterable[tuple[int, int]]:
    wanted = (
        select(RosterEntry.registration_id, Checkpoint.session_id)
        .join(Checkpoint, Checkpoint.id == RosterEntry.checkpoint_id)
        .where(RosterEntry.registration_id.in_(registrations), Checkpoint.session_id.is_not(None))
    )
    return [(registration_id, key) for registration_id, key in session.execute(wanted) if key]


def _speakers(agenda: Iterable[AgendaSession]) -> dict[tuple[str, str], set[int]]:
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for item in agenda:
        for speaker in item.speakers:
            found[_known_as(speaker.name)].add(item.id)
    found.pop(("", ""), None)
    return found


def _known_as(name: PersonName) -> tuple[str, str]:
    return name.display_han(), name.latin_name().casefold()


def _agenda(event: Event, sessions: Sequence[AgendaSession]) -> dict[str, str]:
    """A line a session: day, time, title, room."""
    return {f"agenda_{locale}": "\n".join(_line(event, item, locale) for item in sessions) for locale in LOCALES}


def _line(event: Event, item: AgendaSession, locale: str) -> str:
    day = dates.short_day(dates.local(item.starts_at, event.zone).date(), locale)
    room = item.room.name.pick(locale) if item.room else ""
    said = f"{day} {dates.clock_time(item.starts_at, event.zone)} {item.title.pick(locale)}"
    return f"{said} · {room}" if room else said
