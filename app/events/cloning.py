"""Handing an edition on to the next host: the same programme on other days, with nobody's data."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.editing import flush
from app.core.signals import event_cloned
from app.core.text import Bilingual
from app.directory.models import ProgramBase
from app.events.editing import TAKEN, check_dates, proposed_slug
from app.events.models import Event, EventKind, EventState
from app.events.queries import next_number
from app.events.shifting import Shift, window

#: The official title belongs to the approval.
COPIED = ("kind", "title", "summary", "description", "capacity", "retention_days")


@dataclass(frozen=True, slots=True)
class Handover:
    """To whom, from when, and in which zone; ``slug`` '' for one that is proposed."""

    host_base: ProgramBase | None
    starts_on: date
    zone: str
    slug: str = ""


def clone(session: Session, source: Event, to: Handover) -> Event:
    """A draft of the next edition: days moved alike, times the same on the clocks of the place, no approval.

    Other packages copy what is theirs; see ``event_cloned``. Place and contact are kept only within one base.
    """
    shift = Shift((to.starts_on - source.starts_on).days, source.zone, to.zone)
    event = Event(
        **{name: getattr(source, name) for name in COPIED},
        **window(source, shift),
        series=source.series,
        number=next_number(session, source.series_id) if source.series_id else None,
        state=EventState.DRAFT,
        zone=to.zone,
        arrival_on=shift.day(source.arrival_on),
        starts_on=to.starts_on,
        ends_on=shift.day(source.ends_on),
        departure_on=shift.day(source.departure_on),
        host_base=to.host_base,
        themes=list(source.themes),
        cloned_from_id=source.id,
        slug=to.slug,
    )
    _place(event, source)
    check_dates(event.arrival_on, event.starts_on, event.ends_on, event.departure_on)
    event.slug = event.slug or proposed_slug(session, event)
    session.add(event)
    flush(session, TAKEN)
    event_cloned.send(None, session=session, event=event, source=source)
    session.flush()
    return event


def suggested_start(source: Event) -> date:
    """A year later on the same day of the week."""
    return date.fromordinal(source.starts_on.toordinal() + 364)


def _place(event: Event, source: Event) -> None:
    same = event.host_base is not None and event.host_base.id == source.host_base_id
    event.city = source.city
    if same:
        for name in ("city", "venue", "address", "latitude", "longitude", "contact_email"):
            setattr(event, name, getattr(source, name))
    elif event.kind is EventKind.FORUM:  # a trip goes where it goes, whoever hosts it
        event.city = event.host_base.city if event.host_base else Bilingual()
