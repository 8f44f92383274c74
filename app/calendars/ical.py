"""iCalendar bytes of feeds, downloads and invitations (RFC 5545, 5546, 7986).

Everything here is a pure function of its arguments: the same data gives the same bytes.
Import this module where it is used: icalendar costs 100 ms and some megabytes.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import (
    Alarm,
    Calendar,
    Component,
    Conference,
    Event,
    vCalAddress,
    vDate,
    vDatetime,
    vDuration,
    vInt,
    vUri,
)

from app.calendars.items import CalendarFeed, CalendarItem, Method, Party, Status
from app.calendars.lines import to_bytes
from app.calendars.text import Category, Geo, Text, clean, uri
from app.calendars.zones import vtimezone

PRODID = "-//Luntan//Calendars//EN"
UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "UCT", "Zulu", "Universal"})
END = b"END:VCALENDAR\r\n"
#: A calendar without any component is no valid one (RFC 5545 §3.6); a zone is the least that can stand in it.
EMPTY = vtimezone("Etc/UTC", 1970, 1970)


def render_feed(feed: CalendarFeed) -> bytes:
    """A subscribable calendar: no METHOD, refresh hints, one VTIMEZONE for each zone used."""
    head = _calendar()
    _add_text(head, "NAME", feed.name)
    _add_text(head, "X-WR-CALNAME", feed.name)
    _add_text(head, "DESCRIPTION", feed.description)
    _add_text(head, "X-WR-CALDESC", feed.description)
    _add_text(head, "COLOR", feed.color)
    _add_uri(head, "URL", feed.url)
    head["SOURCE"] = vUri(uri(feed.source), params={"VALUE": "URI"})
    # RFC 7986 demands the VALUE of its own property; the other one is Outlook's.
    head["REFRESH-INTERVAL"] = vDuration(feed.refresh, params={"VALUE": "DURATION"})
    head["X-PUBLISHED-TTL"] = vDuration(feed.refresh)
    return _wrap(head, feed.items)


def render_item(item: CalendarItem) -> bytes:
    """A file with one item, to be downloaded and imported."""
    return _wrap(_calendar(), (item,))


def render_invitation(item: CalendarItem, *, method: Method, organizer: Party, attendee: Party) -> bytes:
    """The body of a `text/calendar; method=…` mail part (RFC 6047)."""
    head = _calendar()
    head.add("METHOD", method.value)
    event = _event(item)
    if method is Method.CANCEL and item.status is not Status.CANCELLED:
        # One guest is called off, not the event (RFC 5546 §3.2.5).
        del event["STATUS"]
    event["ORGANIZER"] = _address(organizer)
    address = _address(attendee)
    address.params.update({"CUTYPE": "INDIVIDUAL", "ROLE": "REQ-PARTICIPANT"})
    # The place is held by the registration itself: no answer from the calendar is awaited.
    address.params.update({"PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
    event["ATTENDEE"] = address
    return _join(head, _zones((item,)), [to_bytes(event)])


def _calendar() -> Calendar:
    calendar = Calendar()
    for name, value in (("VERSION", "2.0"), ("PRODID", PRODID), ("CALSCALE", "GREGORIAN")):
        calendar[name] = Text(value)
    return calendar


def _wrap(head: Calendar, items: tuple[CalendarItem, ...]) -> bytes:
    return _join(head, _zones(items), [event_bytes(item) for item in items])


def _join(head: Calendar, zones: Iterable[bytes], events: Iterable[bytes]) -> bytes:
    opening = to_bytes(head).removesuffix(END)
    return b"".join((opening, *zones, *events, END))


@lru_cache(maxsize=1024)
def event_bytes(item: CalendarItem) -> bytes:
    """Kept, since one moved session leaves the other three hundred as they were."""
    return to_bytes(_event(item))


def _event(item: CalendarItem) -> Event:
    event = Event()
    _add_identity(event, item)
    _add_time(event, "DTSTART", item.starts, item.zone_start)
    _add_time(event, "DTEND", item.ends, item.zone_end or item.zone_start)
    _add_text(event, "SUMMARY", _summary(item))
    _add_text(event, "DESCRIPTION", _description(item))
    _add_place(event, item)
    _add_uri(event, "URL", item.url)
    if item.categories:
        event["CATEGORIES"] = Category(item.categories)
    event["STATUS"] = Text(item.status.value)
    event["TRANSP"] = Text("TRANSPARENT" if item.transparent else "OPAQUE")
    _add_conference(event, item)
    _add_alarm(event, item)
    return event


def _add_identity(event: Event, item: CalendarItem) -> None:
    changed = vDatetime(_utc(item.changed_at))
    event["UID"] = Text(clean(item.uid))
    event["SEQUENCE"] = vInt(item.sequence)
    event["CREATED"] = vDatetime(_utc(item.created_at))
    event["DTSTAMP"] = changed
    event["LAST-MODIFIED"] = changed


def _add_time(event: Event, name: str, moment: datetime | date, zone: str) -> None:
    if isinstance(moment, datetime):
        event[name] = vDatetime(_local(moment, zone))
    else:
        event[name] = vDate(moment, {"VALUE": "DATE"})


def _local(moment: datetime, zone: str) -> datetime:
    """The local time of the place; in UTC where local clocks show that hour a second time."""
    if zone in UTC_NAMES:
        return _utc(moment)
    local = moment.astimezone(ZoneInfo(zone)).replace(microsecond=0)
    return _utc(moment) if local.fold else local


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _summary(item: CalendarItem) -> str:
    """Some clients refuse an item without a title."""
    return clean(item.summary) or "-"


def _description(item: CalendarItem) -> str:
    """The text, then the link to the online meeting for clients that do not know CONFERENCE."""
    if not item.conference or item.conference in item.description:
        return item.description
    return "\n\n".join(part for part in (item.description, item.conference) if part)


def _add_place(event: Event, item: CalendarItem) -> None:
    _add_text(event, "LOCATION", item.place.name)
    latitude, longitude = item.place.latitude, item.place.longitude
    if latitude is not None and longitude is not None:
        event["GEO"] = Geo((latitude, longitude))


def _add_conference(event: Event, item: CalendarItem) -> None:
    if item.conference:
        link = Conference(uri(item.conference)).to_uri()
        link.params["FEATURE"] = ["AUDIO", "VIDEO"]
        event["CONFERENCE"] = link


def _add_alarm(event: Event, item: CalendarItem) -> None:
    if item.alarm_minutes is None:
        return
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    _add_text(alarm, "DESCRIPTION", _summary(item))
    alarm.add("TRIGGER", timedelta(minutes=-item.alarm_minutes))
    event.add_component(alarm)


def _add_text(component: Component, name: str, value: str) -> None:
    if cleaned := clean(value):
        component[name] = Text(cleaned)


def _add_uri(component: Component, name: str, value: str) -> None:
    if value:
        component[name] = vUri(uri(value))


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{uri(party.email)}")
    if name := clean(party.name).replace("\n", " "):
        address.params["CN"] = name
    return address


def _zones(items: tuple[CalendarItem, ...]) -> list[bytes]:
    """One VTIMEZONE for each zone that a time in `items` names, over the years they span."""
    if not items:
        return [EMPTY]
    times = [pair for item in items if not item.all_day for pair in _zoned(item)]
    names = sorted({zone for _, zone in times} - UTC_NAMES)
    years = [moment.year for moment, _ in times]
    return [vtimezone(name, min(years), max(years)) for name in names]


def _zoned(item: CalendarItem) -> list[tuple[date, str]]:
    return [(item.starts, item.zone_start), (item.ends, item.zone_end or item.zone_start)]
