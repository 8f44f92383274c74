"""Reads of who stands on a list, and of what was printed."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin.models import Attendance, Checkpoint
from app.manifests.models import ManifestPrint
from app.registration.models import Registration
from app.tickets.models import Ticket


def print_by_public_id(session: Session, checkpoint: Checkpoint, public_id: str) -> ManifestPrint | None:
    mine = ManifestPrint.checkpoint_id == checkpoint.id, ManifestPrint.public_id == public_id
    return session.scalar(select(ManifestPrint).where(*mine))


def latest_prints(session: Session, checkpoint: Checkpoint, limit: int = 10) -> list[tuple[ManifestPrint, str]]:
    """The latest prints, and by whom."""
    wanted = select(ManifestPrint, User).outerjoin(User, User.id == ManifestPrint.printed_by)
    mine = wanted.where(ManifestPrint.checkpoint_id == checkpoint.id)
    rows = session.execute(mine.order_by(ManifestPrint.printed_at.desc(), ManifestPrint.id.desc()).limit(limit))
    return [(row, _called(user)) for row, user in rows]


def _called(user: User | None) -> str:
    return (user.name or user.email) if user else ""


def short_codes(session: Session, checkpoint: Checkpoint) -> Mapping[int, str]:
    """The valid short codes of the event, by the key of the registration."""
    valid = Ticket.event_id == checkpoint.event_id, Ticket.replaced_at.is_(None)
    rows = session.execute(select(Ticket.registration_id, Ticket.short_code).where(*valid))
    return {key: code for key, code in rows}  # noqa: C416 - rows are typed


def came(session: Session, checkpoint: Checkpoint, window: str) -> Collection[int]:
    """The keys of those who are there, as the books have it."""
    mine = Attendance.checkpoint_id == checkpoint.id, Attendance.window == window, Attendance.count > 0
    return set(session.scalars(select(Attendance.registration_id).where(*mine)))


def with_short_code(session: Session, event_id: int, short_code: str) -> Registration | None:
    """Whose valid ticket has a short code, in its stored form."""
    mine = Ticket.event_id == event_id, Ticket.short_code == short_code, Ticket.replaced_at.is_(None)
    return session.scalar(select(Registration).join(Ticket, Ticket.registration_id == Registration.id).where(*mine))
