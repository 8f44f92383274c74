"""Agendas, itineraries and speakers in the shape that the components draw."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask import url_for

from app.agenda.models import AgendaSession, Room, SessionKind, SessionState, Speaker, Track
from app.core.dates import local
from app.core.i18n import current_locale
from app.events.models import Event
from app.pages.columns import Slot, columns, further
from app.trips.models import Leg, Stop, StopKind, StopState

#: The widest grid; a day that needs more is shown as a list.
GRID_COLUMNS = 12
PAUSES = {SessionKind.BREAK: "break", SessionKind.MEAL: "break", SessionKind.SOCIAL: "social"}
STOP_WORDS = {StopKind.SITE: "visit", StopKind.TRANSFER: "travel"}


def track(found: Track | None) -> dict[str, Any] | None:
    if found is None:
        return None
    title = found.name.pick(current_locale())
    return {"title": title, "hue_class": f"hue-{found.hue // 10 * 10}", "id": found.public_id}


def session(event: Event, found: AgendaSession, rooms: Sequence[Room]) -> dict[str, Any]:
    """One session; times are on the clock of the place."""
    locale = current_locale()
    places = {room.id: index for index, room in enumerate(rooms)}
    pause = PAUSES.get(found.kind, "session")
    return {
        "url": url_for("pages.session", slug=event.slug, session_id=found.public_id) if pause == "session" else "",
        "title": found.title.pick(locale),
        "starts": local(found.starts_at, event.zone),
        "ends": local(found.ends_at, event.zone),
        "room_index": places.get(found.room_id) if found.room_id else None,
        "track": track(found.track),
        "speakers": [speaker.name.display(locale) for speaker in found.speakers],
        "cancelled": found.state is SessionState.CANCELLED,
        "kind": pause,
    }


def days(event: Event, sessions: Iterable[AgendaSession], rooms: Sequence[Room]) -> list[dict[str, Any]]:
    """The agenda by days of the place; each day names the rooms that are used on it."""
    by_day: dict[date, list[AgendaSession]] = defaultdict(list)
    for found in sessions:
        by_day[local(found.starts_at, event.zone).date()].append(found)
    return [_day(event, day, by_day[day], rooms) for day in sorted(by_day)]


def _day(event: Event, day: date, sessions: list[AgendaSession], rooms: Sequence[Room]) -> dict[str, Any]:
    used = {found.room_id for found in sessions}
    shown = [room for room in rooms if room.id in used]
    locale = current_locale()
    drawn = [session(event, found, shown) for found in sessions]
    placed = columns([Slot(s["starts"], s["ends"], s["room_index"], s["cancelled"]) for s in drawn], len(shown))
    others = further(placed, len(shown))
    return {
        "date": day,
        "rooms": [{"id": room.public_id, "title": room.name.pick(locale)} for room in shown],
        "sessions": [one | {"column": column} for one, column in zip(drawn, placed, strict=True)],
        "others": others,
        "fits_grid": len(shown) + others <= GRID_COLUMNS,
    }


def person(event: Event, speaker: Speaker, sessions: Iterable[AgendaSession] = ()) -> dict[str, Any]:
    """A speaker, with the name in the reader's script first."""
    locale = current_locale()
    name = speaker.name.display(locale)
    other = speaker.name.display("en" if locale == "zh" else "zh")
    return {
        "name": name,
        "other_name": other if other != name else "",
        "other_lang": "en" if locale == "zh" else "zh-CN",
        "title": speaker.title.pick(locale),
        "organisation": speaker.affiliation.pick(locale),
        "biography": speaker.biography,
        "url": url_for("pages.speaker", slug=event.slug, speaker_id=speaker.public_id),
        "sessions": [
            {"title": s.title.pick(locale), "url": url_for("pages.session", slug=event.slug, session_id=s.public_id)}
            for s in sessions
        ],
    }


def itinerary(event: Event, legs: Sequence[Leg], stops: Iterable[Stop]) -> list[dict[str, Any]]:
    """A trip by days, from the first leg's arrival to the last leg's departure; times in each leg's own zone."""
    if not legs:
        return []
    by_day: dict[date, list[Stop]] = defaultdict(list)
    for stop in stops:
        by_day[local(stop.starts_at, stop.leg.zone).date()].append(stop)
    first, last = legs[0].arrives_on, max(leg.leaves_on for leg in legs)
    listed = sorted({*by_day, *(first + timedelta(days=n) for n in range((last - first).days + 1))})
    return [_trip_day(number, day, legs, by_day[day]) for number, day in enumerate(listed, 1)]


def _trip_day(number: int, day: date, legs: Sequence[Leg], stops: list[Stop]) -> dict[str, Any]:
    locale = current_locale()
    here = [leg for leg in legs if leg.arrives_on <= day <= leg.leaves_on]
    staying = next((leg for leg in here if day < leg.leaves_on), None)
    arriving = next((leg for leg in here if leg.arrives_on == day), None)
    return {
        "number": number,
        "date": day,
        "title": " – ".join(dict.fromkeys(leg.city.pick(locale) for leg in here)),
        "hotel": staying.city.pick(locale) if staying else "",
        "note": arriving.notice.pick(locale) if arriving else "",
        "stops": [_stop(stop) for stop in stops],
    }


def _stop(stop: Stop) -> dict[str, Any]:
    locale = current_locale()
    cancelled = stop.state is StopState.CANCELLED
    return {
        "starts": local(stop.starts_at, stop.leg.zone),
        "ends": local(stop.ends_at, stop.end_zone or stop.leg.zone),
        "kind": STOP_WORDS.get(stop.kind, stop.kind.value),
        "title": stop.title.pick(locale),
        "place": stop.place.pick(locale),
        "note": (stop.cancellation if cancelled and stop.cancellation else stop.description).pick(locale),
        "url": "",
        "cancelled": cancelled,
    }
