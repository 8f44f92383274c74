"""Forms of the agenda."""

from collections.abc import Iterable
from typing import Any

from wtforms import StringField, TextAreaField

from app.agenda.models import AgendaSession, Room, SessionKind, SessionState, Speaker, Track
from app.core.errors import DomainError
from app.core.fields import ChoiceField, ClockField, MultiCheckboxField, NumberField, WebAddress, options
from app.core.forms import AtMost, EditForm, Filled, Form
from app.core.hues import HueField
from app.core.i18n import current_locale
from app.core.i18n import lazy_gettext as _l
from app.core.names import FAMILY_FIRST, GIVEN_FIRST, PersonName
from app.core.zones import at_place, wall_clock
from app.events.models import Event

KINDS = {
    SessionKind.TALK: _l("Talk"),
    SessionKind.PLENARY: _l("Plenary"),
    SessionKind.PANEL: _l("Panel"),
    SessionKind.POSTER: _l("Posters"),
    SessionKind.VISIT: _l("Visit"),
    SessionKind.BREAK: _l("Break"),
    SessionKind.MEAL: _l("Meal"),
    SessionKind.SOCIAL: _l("Social event"),
}
LANGUAGES = (
    ("zh", _l("Chinese")),
    ("en", _l("English")),
    ("ja", _l("Japanese")),
    ("ko", _l("Korean")),
    ("de", _l("German")),
    ("fr", _l("French")),
    ("es", _l("Spanish")),
    ("ru", _l("Russian")),
)
SPEAKER_SLOTS = 8


class SessionForm(EditForm):
    """A session. Times are on the clocks of the place."""

    title_zh = StringField(_l("Title in Chinese"), validators=[AtMost(200)])
    title_en = StringField(_l("Title in English"), validators=[AtMost(200)])
    kind = ChoiceField(_l("Kind"), choices=options((kind.value, label) for kind, label in KINDS.items()))
    state = ChoiceField(_l("State"), choices=options([("draft", _l("Draft")), ("confirmed", _l("Confirmed"))]))
    starts = ClockField(_l("Begins"), validators=[Filled()])
    ends = ClockField(_l("Ends"), validators=[Filled()])
    room = ChoiceField(_l("Room"))
    track = ChoiceField(_l("Track"))
    languages = MultiCheckboxField(_l("Languages spoken"), choices=options(LANGUAGES))
    abstract_zh = TextAreaField(_l("Abstract in Chinese"), validators=[AtMost(5_000)])
    abstract_en = TextAreaField(_l("Abstract in English"), validators=[AtMost(10_000)])
    conference_url = StringField(_l("Link of the online meeting"), validators=[AtMost(300), WebAddress()])
    speaker_1 = ChoiceField(_l("Speaker %(number)d", number=1))
    speaker_2 = ChoiceField(_l("Speaker %(number)d", number=2))
    speaker_3 = ChoiceField(_l("Speaker %(number)d", number=3))
    speaker_4 = ChoiceField(_l("Speaker %(number)d", number=4))
    speaker_5 = ChoiceField(_l("Speaker %(number)d", number=5))
    speaker_6 = ChoiceField(_l("Speaker %(number)d", number=6))
    speaker_7 = ChoiceField(_l("Speaker %(number)d", number=7))
    speaker_8 = ChoiceField(_l("Speaker %(number)d", number=8))

    @property
    def speaker_fields(self) -> list[Any]:
        """All of them; a page shows those that are in use, and two more."""
        return [self[f"speaker_{number}"] for number in range(1, SPEAKER_SLOTS + 1)]

    @property
    def shown_speaker_fields(self) -> list[Any]:
        used = [number for number, field in enumerate(self.speaker_fields, 1) if field.data or field.errors]
        return self.speaker_fields[: max([3, *(number + 2 for number in used)])]

    def offer(self, rooms: list[Room], tracks: list[Track], speakers: list[Speaker]) -> None:
        """What there is to choose from."""
        self._rooms = {row.public_id: row for row in rooms}
        self._tracks = {row.public_id: row for row in tracks}
        self._speakers = {row.public_id: row for row in speakers}
        locale = current_locale()
        self.room.choices = _named(rooms, _l("None, or all rooms"))
        self.track.choices = _named(tracks, _l("None"))
        people = sorted(speakers, key=lambda speaker: speaker.name.sort_key(locale))
        named = [(speaker.public_id, speaker.name.display(locale)) for speaker in people]
        for field in self.speaker_fields:
            field.choices = options([("", _l("Nobody")), *named])
            field.data = field.data or ""

    def keep_state(self, row: AgendaSession) -> None:
        """A cancelled session is put back by a button of its own, not by the form."""
        if row.state is SessionState.CANCELLED:
            self.state.choices = options([("cancelled", _l("Cancelled"))])

    def show(self, row: AgendaSession, zone: str) -> None:
        """What the session holds otherwise than the fields."""
        self.starts.data, self.ends.data = wall_clock(row.starts_at, zone), wall_clock(row.ends_at, zone)
        self.room.data = row.room.public_id if row.room else ""
        self.track.data = row.track.public_id if row.track else ""
        self.kind.data, self.state.data = row.kind.value, row.state.value
        self.languages.data = row.languages.split()
        for field, speaker in zip(self.speaker_fields, row.speakers, strict=False):
            field.data = speaker.public_id

    def typed(self, event: Event) -> dict[str, Any]:
        """Attributes of the session; a ``DomainError`` for a time that is skipped at the place."""
        if not self.bilingual("title"):
            raise DomainError(_l("Give a title in one language at least."), "title_zh")
        others = ("starts", "ends", *(field.name for field in self.speaker_fields))
        return self.values(but=others) | {
            "kind": SessionKind(self.kind.data),
            "state": SessionState(self.state.data),
            "starts_at": at_place(self.starts.data, event.zone, "starts"),  # type: ignore[arg-type]
            "ends_at": at_place(self.ends.data, event.zone, "ends"),  # type: ignore[arg-type]
            "room": self._rooms.get(self.room.data),
            "track": self._tracks.get(self.track.data),
            "languages": " ".join(self.languages.data or ()),
        }

    def chosen_speakers(self) -> list[Speaker]:
        return [self._speakers[field.data] for field in self.speaker_fields if field.data]


class CancelForm(Form):
    """Why a session is cancelled."""

    reason_zh = StringField(_l("Reason in Chinese"), validators=[AtMost(300)])
    reason_en = StringField(_l("Reason in English"), validators=[AtMost(300)])


class RoomForm(EditForm):
    name_zh = StringField(_l("Name in Chinese"), validators=[Filled(), AtMost(80)])
    name_en = StringField(_l("Name in English"), validators=[Filled(), AtMost(80)])
    directions_zh = StringField(_l("How to find it, in Chinese"), validators=[AtMost(200)])
    directions_en = StringField(_l("How to find it, in English"), validators=[AtMost(200)])
    seats = NumberField(_l("Seats"), least=1, most=100_000)


class TrackForm(EditForm):
    name_zh = StringField(_l("Name in Chinese"), validators=[Filled(), AtMost(80)])
    name_en = StringField(_l("Name in English"), validators=[Filled(), AtMost(80)])
    hue = HueField(_l("Colour"), default=250)


class SpeakerForm(EditForm):
    """A speaker. The spelling in Latin letters is the person's own, never derived from Han."""

    han_name = StringField(_l("Name in Han characters"), validators=[AtMost(60)])
    family_name = StringField(_l("Family name in Latin letters"), validators=[AtMost(80)])
    given_name = StringField(_l("Given name in Latin letters"), validators=[AtMost(80)])
    preferred_name = StringField(
        _l("Whole name as the person prints it"),
        validators=[AtMost(80)],
        description=_l("Only where it differs, such as Anna-Maria Lindqvist."),
    )
    order_name = ChoiceField(
        _l("Order in Latin letters"),
        choices=options(
            [
                ("", _l("As usual for the name")),
                (FAMILY_FIRST, _l("Family name first")),
                (GIVEN_FIRST, _l("Given name first")),
            ]
        ),
    )
    title_zh = StringField(_l("Title or position in Chinese"), validators=[AtMost(120)])
    title_en = StringField(_l("Title or position in English"), validators=[AtMost(120)])
    affiliation_zh = StringField(_l("Organisation in Chinese"), validators=[AtMost(200)])
    affiliation_en = StringField(_l("Organisation in English"), validators=[AtMost(200)])
    biography_zh = TextAreaField(_l("Short biography in Chinese"), validators=[AtMost(3_000)])
    biography_en = TextAreaField(_l("Short biography in English"), validators=[AtMost(6_000)])
    position = NumberField(
        _l("Order on the page"), most=9_999, description=_l("Small numbers come first; equal ones go by name.")
    )

    def typed(self, before: Speaker | None = None) -> dict[str, Any]:
        """Attributes of the speaker; a ``DomainError`` where there is no name at all."""
        name = PersonName(
            han=self.han_name.data or "",
            family=self.family_name.data or "",
            given=self.given_name.data or "",
            latin=before.name.latin if before else "",
            preferred=self.preferred_name.data or "",
            order=self.order_name.data or "",
        )
        if not name.display("zh"):
            raise DomainError(_l("Give a name, in Han characters or in Latin letters."), "han_name")
        parts = ("han_name", "family_name", "given_name", "preferred_name", "order_name")
        return self.values(but=parts) | {"name": name, "position": self.position.data or 0}


def _named(rows: Iterable[Room | Track], none: Any) -> list[Any]:
    locale = current_locale()
    return options([("", none), *((row.public_id, row.name.pick(locale)) for row in rows)])
