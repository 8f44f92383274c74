"""What the agenda still lacks before its event is published."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from app.agenda.conflicts import conflicts
from app.agenda.models import AgendaSession, SessionState
from app.agenda.queries import managed_sessions
from app.agenda.scheduling import check_times
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.events.models import Event, EventKind
from app.events.publishing import Problem

PAGE = "agenda_sessions.index"


def problems(session: Session, event: Event) -> list[Problem]:
    """Advice on a forum's agenda; nothing of it stands in the way of publishing."""
    if event.kind is not EventKind.FORUM:
        return []
    rows = managed_sessions(session, event.id)
    held = [row for row in rows if row.state is not SessionState.CANCELLED]
    if not held:
        return [Problem(_l("An agenda"), PAGE, blocking=False)]
    drafts = sum(row.state is SessionState.DRAFT for row in held)
    beyond, untranslated = len(outside(event, held)), sum(bool(row.title.missing) for row in held)
    clashing = len(conflicts(held))
    found = (
        (drafts, _l("Sessions that are drafts: %(number)d", number=drafts)),
        (beyond, _l("Sessions outside the event's days: %(number)d", number=beyond)),
        (untranslated, _l("Sessions with a title in one language: %(number)d", number=untranslated)),
        (clashing, _l("Clashes of rooms or speakers: %(number)d", number=clashing)),
    )
    return [Problem(message, PAGE, blocking=False) for number, message in found if number]


def outside(event: Event, rows: Iterable[AgendaSession]) -> list[AgendaSession]:
    """Sessions that the event's days do not hold, since those were changed."""
    return [row for row in rows if not _fits(event, row)]


def _fits(event: Event, row: AgendaSession) -> bool:
    try:
        check_times(event, row.starts_at, row.ends_at)
    except DomainError:
        return False
    return True
