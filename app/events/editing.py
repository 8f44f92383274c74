"""Creating and editing events and series."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import audit
from app.core.editing import assign, check_version, flush
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.signals import event_shifted
from app.core.slugs import free, proposal
from app.core.text import Bilingual
from app.events import changes, publishing
from app.events.changes import NO_REASON
from app.events.models import Event, EventState, Series
from app.events.queries import PUBLIC_STATES, series_by_slug, slug_taken
from app.events.shifting import Shift, window

SLUG_TAKEN = DomainError(_l("This address is taken. Choose another."), "slug")
TAKEN = {
    "event.slug": SLUG_TAKEN,
    "event.series_id": DomainError(_l("The series has an edition of this number already."), "number"),
    "series.slug": SLUG_TAKEN,
}


def create(session: Session, values: Mapping[str, Any]) -> Event:
    """A draft. Days of arrival and departure are those of the meeting, the city that of the host, where not given."""
    arrival = values.get("arrival_on") or values["starts_on"]
    departure = values.get("departure_on") or values["ends_on"]
    host = values.get("host_base")
    city = values.get("city") or (host.city if host else Bilingual())
    given = {"state": EventState.DRAFT, "arrival_on": arrival, "departure_on": departure, "city": city}
    event = Event(**{**values, **given})
    _check(event, set())
    event.slug = event.slug or proposed_slug(session, event)
    session.add(event)
    flush(session, TAKEN)
    return event


def proposed_slug(session: Session, event: Event) -> str:
    """``<series>-<year>-<city>``, or what the title makes."""
    parts = [event.series.slug, str(event.starts_on.year), proposal(event.city)] if event.series else []
    wanted = "-".join(filter(None, parts)) or proposal(event.title)
    return free(wanted[:70], lambda slug: slug_taken(session, slug), event.kind.value)


def edit(
    session: Session, event: Event, values: Mapping[str, Any], version: str, at: datetime, reason: Bilingual = NO_REASON
) -> Event:
    """Change an event that is still as it was when the form was opened (``version``); refused when archived."""
    check_version(session, event, version)
    check_open(event)
    old, themes = changes.before(event), audit.called(event.themes)
    lacking = publishing.missing(session, event) if event.state in PUBLIC_STATES else []
    with session.no_autoflush:
        changed = assign(event, values)
        _check(event, changed)
        changes.entail(session, event, changed, at)
        changes.tell(session, event, old, at, reason)
    if "themes" in changed:
        audit.record(session, "update", event, {"themes": themes}, themes=audit.called(event.themes))
    flush(session, TAKEN)
    if event.state in PUBLIC_STATES:
        publishing.check_kept(session, event, lacking)
    return event


@dataclass(frozen=True, slots=True)
class Move:
    """How dates are changed: why, and whether what hangs on them moves by as many days as the first day."""

    reason: Bilingual = NO_REASON
    along: bool = False


def edit_dates(
    session: Session, event: Event, values: Mapping[str, Any], version: str, at: datetime, how: Move
) -> Event:
    """As ``edit``; in another zone everything keeps the time that clocks on the wall show."""
    first, zone = event.starts_on, event.zone
    edit(session, event, values, version, at, how.reason)
    shift = Shift((event.starts_on - first).days if how.along else 0, zone, event.zone)
    if shift.days or shift.zone != shift.to_zone:
        assign(event, window(event, shift))
        event_shifted.send(None, session=session, event=event, shift=shift)
        session.flush()
    return event


def create_series(session: Session, values: Mapping[str, Any]) -> Series:
    series = Series(**values)
    series.slug = series.slug or free(
        proposal(series.title), lambda slug: series_by_slug(session, slug) is not None, "series"
    )
    session.add(series)
    flush(session, TAKEN)
    return series


def edit_series(session: Session, series: Series, values: Mapping[str, Any], version: str) -> Series:
    check_version(session, series, version)
    assign(series, values)
    flush(session, TAKEN)
    return series


def archive_series(series: Series, at: datetime | None) -> None:
    """Take a series off the list of those that are held, or with None put it back; its editions stay."""
    series.archived_at = at


def check_open(event: Event) -> None:
    """Raise unless the event can be changed."""
    if event.state is EventState.ARCHIVED:
        raise DomainError(_l("This event is archived. Restore it before you change it."))


def check_public(event: Event) -> None:
    """Raise unless the event is open for people to come: published, and neither cancelled nor archived."""
    check_open(event)
    if event.state is not EventState.PUBLISHED:
        raise DomainError(_l("Nobody can be accepted, since the event is not public. Publish it first."))


def check_dates(arrival: date, starts: date, ends: date, departure: date) -> None:
    if ends < starts:
        raise DomainError(_l("The meeting cannot end before it begins."), "ends_on")
    if arrival > starts:
        raise DomainError(_l("The day of arrival cannot be after the first day of the meeting."), "arrival_on")
    if departure < ends:
        raise DomainError(_l("The day of departure cannot be before the last day of the meeting."), "departure_on")
    if (departure - arrival).days > 60:
        raise DomainError(_l("More than sixty days: check the year."), "departure_on")


def _check(event: Event, changed: set[str]) -> None:
    check_dates(event.arrival_on, event.starts_on, event.ends_on, event.departure_on)
    _check_edition(event)
    _check_window(event)
    _check_published(event, changed)


def _check_edition(event: Event) -> None:
    if event.number is not None and event.series is None:
        raise DomainError(_l("Choose the series of which this is an edition."), "series")


def _check_window(event: Event) -> None:
    opens, closes = event.registration_opens_at, event.registration_closes_at
    if opens and closes and opens >= closes:
        raise DomainError(_l("Registration cannot close before it opens."), "closes")


def _check_published(event: Event, changed: set[str]) -> None:
    """What the public knows keeps its address and its approval."""
    if event.state not in PUBLIC_STATES:
        return
    if "slug" in changed:
        raise DomainError(_l("The event is public; its address stays, since people have kept it."), "slug")
    if not event.approval_number:
        raise DomainError(_l("A published event keeps the number of its approval document."), "approval_number")
