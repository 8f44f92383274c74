"""Who is inside at this moment, for an evacuation: by checkpoint, as a page for paper and as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.checkin import queries
from app.checkin.models import Attendance, Checkpoint, Rule
from app.checkin.rules import window_of
from app.core import csvfiles
from app.core.i18n import gettext as _
from app.events.models import Event
from app.registration.models import Registration


@dataclass(frozen=True, slots=True)
class Inside:
    """Whom a checkpoint counts as inside by name. ``in_out``: people are scanned on leaving, too; else everybody who
    came counts as inside."""

    checkpoint: Checkpoint
    in_out: bool
    people: Sequence[tuple[Registration, datetime]]


def headcount(session: Session, event: Event, at: datetime, locale: str, only: str = "") -> list[Inside]:
    """Each checkpoint in use, or the one with the public id ``only``, with who is inside there."""
    rows = [row for row in queries.checkpoints(session, event.id) if only in ("", row.public_id)]
    return [Inside(row, row.rule is Rule.IN_OUT, _people(session, event, row, at, locale)) for row in rows]


def _people(
    session: Session, event: Event, checkpoint: Checkpoint, at: datetime, locale: str
) -> list[tuple[Registration, datetime]]:
    name = Registration.sort_zh if locale == "zh" else Registration.sort_en
    present = (
        select(Registration, Attendance.last_at)
        .join(Attendance, Attendance.registration_id == Registration.id)
        .where(
            Attendance.checkpoint_id == checkpoint.id,
            Attendance.window == window_of(checkpoint.rule, at, event.zone),
            Attendance.count > 0,
        )
        .options(joinedload(Registration.category))
        .order_by(name, Registration.id)
    )
    if checkpoint.rule is Rule.IN_OUT:
        present = present.where(Attendance.inside)
    return [(person, since) for person, since in session.execute(present)]


def table(event: Event, found: Sequence[Inside], at: datetime, locale: str) -> bytes:
    """The same as a file for spreadsheets."""
    zone = ZoneInfo(event.zone)
    moment = f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    head = [_("Checkpoint"), _("Name"), _("Name in Chinese characters"), _("Organisation"), _("Category")]
    head += [_("Last scan (%(zone)s)", zone=event.zone), _("As of (%(zone)s)", zone=event.zone)]
    return csvfiles.write(
        head,
        (
            [
                inside.checkpoint.title.pick(locale),
                person.name.display(locale),
                person.name.han,
                person.organisation.pick(locale),
                person.category.title.pick(locale),
                f"{since.astimezone(zone):%Y-%m-%d %H:%M:%S}",
                moment,
            ]
            for inside in found
            for person, since in inside.people
        ),
    )
