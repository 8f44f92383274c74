"""A list for the printer: logged, and never an entry."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.checkin.expecting import expected_people
from app.checkin.models import Checkpoint
from app.core import audit
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.zones import wall_clock
from app.events.models import Event
from app.manifests.faces import Line, Sheet
from app.manifests.models import ManifestPrint
from app.manifests.queries import short_codes
from app.manifests.wording import words
from app.registration.models import Registration

MOST = 20_000


def print_list(session: Session, checkpoint: Checkpoint, by_user_id: int | None, at: datetime) -> ManifestPrint:
    """Log that a list is printed. `DomainError` where it would be too long to be of use."""
    number = len(expected_people(session, checkpoint))
    if number > MOST:
        raise DomainError(_l("A list of so many people is of no use on paper: print it by category."))
    row = ManifestPrint(
        event_id=checkpoint.event_id, checkpoint_id=checkpoint.id, printed_at=at, printed_by=by_user_id, people=number
    )
    session.add(row)
    session.flush()
    audit.record(session, "print", checkpoint, people=number, job=row.public_id)
    return row


def sheet_of(session: Session, event: Event, checkpoint: Checkpoint, printed_at: datetime) -> Sheet:
    """Those expected by now, by pinyin and then Latin."""
    codes = short_codes(session, checkpoint)
    people = expected_people(session, checkpoint)
    return Sheet(
        event_zh=event.title.zh,
        event_en=event.title.en,
        checkpoint_zh=checkpoint.title.zh,
        checkpoint_en=checkpoint.title.en,
        open=_span(checkpoint, event.zone),
        printed=_moment(printed_at, event.zone),
        people=tuple(_line(person, codes.get(person.id, "")) for person in people),
        words=words(),
    )


def _line(person: Registration, short: str) -> Line:
    where, category = person.organisation, person.category.title
    return Line(person.name.han, person.name.latin_badge(), where.zh, where.en, category.zh, category.en, short)


def _span(checkpoint: Checkpoint, zone: str) -> str:
    ends = [_moment(end, zone) if end else "" for end in (checkpoint.opens_at, checkpoint.closes_at)]
    return " – ".join(ends) if any(ends) else ""


def _moment(at: datetime, zone: str) -> str:
    return wall_clock(at, zone).strftime("%Y-%m-%d %H:%M")
