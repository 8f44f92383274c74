"""Events, sessions and stops as calendar items; the same item in feed, download and mail."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.agenda.models import AgendaSession, SessionKind, SessionState, Speaker
from app.calendars.items import CalendarItem, Place, Status
from app.calendars.wording import Wording
from app.core import dates
from app.core.i18n import force_locale
from app.core.i18n import gettext as _
from app.core.model import Timestamps
from app.core.text import Bilingual, Locale
from app.events.models import Event, EventState
from app.trips.models import Stop, StopKind, StopState

#: The full address of a page of this site, by endpoint and values.
Link = Callable[..., str]
PLANNED = frozenset({EventState.DRAFT, EventState.AWAITING_APPROVAL})
FREE_STOPS = frozenset({StopKind.HOTEL, StopKind.FREE})
COMMA: dict[Locale, str] = {"zh": "，", "en": ", "}


@dataclass(frozen=True, slots=True)
class Writer:
    """How items are written: in which language, with which links, with an alarm how many minutes before."""

    wording: Wording
    link: Link
    alarm_minutes: int | None = None

    def address(self, endpoint: str, **values: str) -> str:
        return self.link(endpoint, lang=self.wording.locales[0], **values)


def event_item(event: Event, writer: Writer) -> CalendarItem:
    """The days of the meeting itself, all day; arrival and departure are told in words."""
    say = writer.wording
    cancelled = event.state is EventState.CANCELLED
    return CalendarItem(
        uid=event.uid,
        sequence=event.sequence,
        created_at=event.created_at,
        changed_at=_latest(event, *event.themes),
        starts=event.starts_on,
        ends=event.ends_on + timedelta(days=1),
        summary=say.say(lambda locale: _title(event.title, locale, cancelled)),
        description=say.say(lambda locale: _about_event(event, locale), "\n\n"),
        place=_place(event, say, Bilingual()),
        url=writer.address("pages.event", slug=event.slug),
        categories=_names(say, [theme.name for theme in event.themes]),
        status=_status(cancelled, draft=event.state in PLANNED),
        alarm_minutes=writer.alarm_minutes,
    )


def session_item(event: Event, found: AgendaSession, writer: Writer) -> CalendarItem:
    """One session. A cancelled event cancels it, and the event's new venue is a new place for it."""
    say = writer.wording
    cancelled = _off(event, found.state is SessionState.CANCELLED, found.removed_at)
    track = [found.track.name] if found.track else []
    return CalendarItem(
        uid=found.uid,
        sequence=found.sequence + event.status_changes + event.place_changes,
        created_at=found.created_at,
        changed_at=_latest(event, found, found.room, found.track, *found.speakers),
        starts=found.starts_at,
        ends=found.ends_at,
        zone_start=event.zone,
        summary=say.say(lambda locale: _title(found.title, locale, cancelled)),
        description=say.say(lambda locale: _about_session(found, locale), "\n\n"),
        place=_place(event, say, found.room.name if found.room else Bilingual()),
        url=_session_address(event, found, writer),
        categories=_names(say, track),
        status=_status(cancelled, draft=found.state is SessionState.DRAFT or event.state in PLANNED),
        transparent=found.kind is SessionKind.BREAK,
        conference=found.conference_url if found.conference_url.startswith(("https://", "http://")) else "",
        alarm_minutes=writer.alarm_minutes,
    )


def stop_item(event: Event, stop: Stop, writer: Writer) -> CalendarItem:
    """One stop of a trip, in the zone of its leg; a flight ends in the zone where it lands."""
    say = writer.wording
    cancelled = _off(event, stop.state is StopState.CANCELLED, stop.removed_at)
    where = stop.place or stop.leg.city
    return CalendarItem(
        uid=stop.uid,
        sequence=stop.sequence + event.status_changes,
        created_at=stop.created_at,
        changed_at=_latest(event, stop, stop.leg),
        starts=stop.starts_at,
        ends=stop.ends_at,
        zone_start=stop.leg.zone,
        zone_end=stop.end_zone,
        summary=say.say(lambda locale: _title(stop.title, locale, cancelled)),
        description=say.say(lambda locale: _about_stop(stop, locale), "\n\n"),
        place=Place(say.text(where), stop.latitude, stop.longitude),
        url=writer.address("pages.itinerary", slug=event.slug),
        categories=_names(say, [stop.leg.city]),
        status=_status(cancelled, draft=stop.state is StopState.DRAFT or event.state in PLANNED),
        transparent=stop.kind in FREE_STOPS,
        alarm_minutes=writer.alarm_minutes,
    )


def _off(event: Event, cancelled: bool, removed_at: datetime | None) -> bool:
    return cancelled or removed_at is not None or event.state is EventState.CANCELLED


def _status(cancelled: bool, *, draft: bool) -> Status:
    if cancelled:
        return Status.CANCELLED
    return Status.TENTATIVE if draft else Status.CONFIRMED


def _latest(*rows: Timestamps | None) -> datetime:
    """When the youngest of the rows that an item is written from was changed."""
    return max(row.changed_at for row in rows if row is not None)


def _title(title: Bilingual, locale: Locale, cancelled: bool) -> str:
    """Said in the title, too: Outlook shows no status."""
    if not cancelled:
        return title.pick(locale)
    with force_locale(locale):
        return str(_("Cancelled: %(title)s", title=title.pick(locale)))


def _about_event(event: Event, locale: Locale) -> str:
    with force_locale(locale):
        days = [
            _("Arrival from %(day)s", day=dates.day(event.arrival_on, locale)),
            _("Meeting: %(days)s", days=dates.day_range(event.starts_on, event.ends_on, locale)),
            _("Departure by %(day)s", day=dates.day(event.departure_on, locale)),
        ]
    return "\n\n".join(part for part in (event.summary.pick(locale), "\n".join(days)) if part)


def _about_session(found: AgendaSession, locale: Locale) -> str:
    speakers = "\n".join(_speaker(speaker, locale) for speaker in found.speakers)
    directions = found.room.directions.pick(locale) if found.room else ""
    reason = found.cancellation.pick(locale)
    return "\n\n".join(part for part in (reason, found.abstract.pick(locale), speakers, directions) if part)


def _about_stop(stop: Stop, locale: Locale) -> str:
    return "\n\n".join(part for part in (stop.cancellation.pick(locale), stop.description.pick(locale)) if part)


def _speaker(speaker: Speaker, locale: Locale) -> str:
    known = (speaker.name.display(locale), speaker.title.pick(locale), speaker.affiliation.pick(locale))
    return COMMA[locale].join(part for part in known if part)


def _place(event: Event, say: Wording, room: Bilingual) -> Place:
    def name(locale: Locale) -> str:
        parts = (room.pick(locale), event.venue.pick(locale), event.address.pick(locale), event.city.pick(locale))
        return COMMA[locale].join(part for part in parts if part)

    return Place(say.say(name), event.latitude, event.longitude)


def _names(say: Wording, names: Iterable[Bilingual]) -> tuple[str, ...]:
    """Each name in each language of the feed, as categories of their own."""
    return tuple(dict.fromkeys(name.pick(locale) for name in names for locale in say.locales))


def _session_address(event: Event, found: AgendaSession, writer: Writer) -> str:
    if found.removed_at is not None:
        return writer.address("pages.event", slug=event.slug)
    return writer.address("pages.session", slug=event.slug, session_id=found.public_id)
