"""Which items a feed holds, and what it says of itself."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.agenda import queries as agenda
from app.agenda.models import AgendaSession
from app.calendars import queries
from app.calendars.colours import colour_name
from app.calendars.entries import Writer, event_item, session_item, stop_item
from app.calendars.items import CalendarFeed
from app.calendars.selection import Selection
from app.core.text import Bilingual
from app.events.models import Event, EventKind, Series
from app.trips import queries as trips
from app.trips.models import Stop


def agenda_feed(session: Session, event: Event, selection: Selection, writer: Writer) -> CalendarFeed:
    """An event's public sessions, or a trip's stops, with the tombstones of cancelled and removed ones."""
    if event.kind is EventKind.TRIP:
        items = [stop_item(event, stop, writer) for stop in trips.public_stops(session, event.id, removed=True)]
    else:
        public = agenda.public_sessions(session, event.id, removed=True)
        items = [session_item(event, found, writer) for found in public if selection.holds(found)]
    return CalendarFeed(
        name=" · ".join([writer.wording.text(event.title), *_filter_names(session, event, selection, writer)]),
        language=writer.wording,
        source=_source(writer, "calendars.agenda_feed", selection, slug=event.slug),
        url=_agenda_page(event, selection, writer),
        description=writer.wording.text(event.summary, "\n\n"),
        color=_colour(event.series),
        items=tuple(selection.kept(items)),
    )


def event_feed(event: Event, selection: Selection, writer: Writer) -> CalendarFeed:
    """The days of one event."""
    return CalendarFeed(
        name=writer.wording.text(event.title),
        language=writer.wording,
        source=_source(writer, "calendars.event_feed", selection, slug=event.slug),
        url=writer.address("pages.event", slug=event.slug),
        color=_colour(event.series),
        items=tuple(selection.kept([event_item(event, writer)])),
    )


def organizers_feed(session: Session, event: Event, address: str, writer: Writer) -> CalendarFeed:
    """Everything that is planned: drafts are tentative."""
    sessions: Iterable[AgendaSession] = queries.all_sessions(session, event.id)
    stops: Iterable[Stop] = queries.all_stops(session, event.id)
    items = [*(session_item(event, s, writer) for s in sessions), *(stop_item(event, s, writer) for s in stops)]
    return CalendarFeed(
        name=writer.wording.text(event.title),
        language=writer.wording,
        source=address,
        color=_colour(event.series),
        items=tuple(items),
    )


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed of several events says of itself; `hue` is an OKLCH hue, None for no colour."""

    name: Bilingual
    endpoint: str
    slug: str
    page: str
    hue: int | None = None


def events_feed(head: Head, events: Iterable[Event], selection: Selection, writer: Writer) -> CalendarFeed:
    """The days of several events: of a series, a programme base or a theme."""
    return CalendarFeed(
        name=writer.wording.text(head.name),
        language=writer.wording,
        source=_source(writer, head.endpoint, selection, slug=head.slug),
        url=head.page,
        color="" if head.hue is None else colour_name(head.hue),
        items=tuple(selection.kept(event_item(event, writer) for event in events)),
    )


def _filter_names(session: Session, event: Event, selection: Selection, writer: Writer) -> list[str]:
    """The names of the chosen room, track and speaker."""
    say = writer.wording
    rooms = [say.text(r.name) for r in agenda.rooms(session, event.id) if r.public_id == selection.room]
    tracks = [say.text(t.name) for t in agenda.tracks(session, event.id) if t.public_id == selection.track]
    if not selection.speaker:
        return [*rooms, *tracks]
    speakers = [s for s in agenda.public_speakers(session, event.id, removed=True) if s.public_id == selection.speaker]
    return [*rooms, *tracks, *(say.say(speaker.name.display) for speaker in speakers)]


def _agenda_page(event: Event, selection: Selection, writer: Writer) -> str:
    if event.kind is EventKind.TRIP:
        return writer.address("pages.itinerary", slug=event.slug)
    if selection.speaker:
        return writer.address("pages.speaker", slug=event.slug, speaker_id=selection.speaker)
    chosen = {name: value for name, value in selection.options().items() if name in ("room", "track")}
    return writer.address("pages.agenda", slug=event.slug, **chosen)


def _source(writer: Writer, endpoint: str, selection: Selection, **values: str) -> str:
    return writer.link(endpoint, lang=writer.wording.value, **values, **selection.options())


def _colour(series: Series | None) -> str:
    return colour_name(series.hue) if series else ""
