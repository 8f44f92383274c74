"""What of an agenda a feed holds: as its URL asks, filtered as the page beside it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Self

from app.agenda.models import AgendaSession
from app.calendars.items import CalendarItem, Status
from app.calendars.wording import Wording

#: Options that name something of an event's agenda.
IDS = ("room", "track", "speaker")
ALARMS = ("5", "10", "15", "30", "60", "120", "1440")
#: Options of every feed, and the values that each takes.
CHOICES: dict[str, Collection[str]] = {"lang": tuple(Wording), "cancelled": ("0",), "alarm": ALARMS}


@dataclass(frozen=True, slots=True)
class Selection:
    """Public ids of a room, track and speaker, '' for all; `cancelled` is '0' to leave cancelled items out."""

    room: str = ""
    track: str = ""
    speaker: str = ""
    cancelled: str = ""
    alarm: str = ""

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> Self:
        """From the options of a shared page or feed; see ``CHOICES``."""
        return cls(**{field.name: args.get(field.name, "") for field in fields(cls)})

    @property
    def alarm_minutes(self) -> int | None:
        return int(self.alarm) if self.alarm else None

    def options(self) -> dict[str, str]:
        """The query arguments that say this selection."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    def holds(self, session: AgendaSession) -> bool:
        """Sessions without a room or track, such as breaks, belong to every one; a speaker's are theirs alone."""
        in_room = not self.room or session.room is None or session.room.public_id == self.room
        in_track = not self.track or session.track is None or session.track.public_id == self.track
        speaks = not self.speaker or self.speaker in {speaker.public_id for speaker in session.speakers}
        return in_room and in_track and speaks

    def kept(self, items: Iterable[CalendarItem]) -> list[CalendarItem]:
        """The items, without cancelled ones where the feed leaves them out."""
        return [item for item in items if not self.cancelled or item.status is not Status.CANCELLED]
