"""Whom a checkpoint expects: the accepted people whom it would let through."""

from collections.abc import Iterable

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from app.checkin.models import Admits, Checkpoint, RosterEntry
from app.registration.models import Registration, RegistrationState


def expected(checkpoint: Checkpoint) -> Select[Registration]:
    """Its people, by no order yet."""
    accepted = Registration.event_id == checkpoint.event_id, Registration.state == RegistrationState.ACCEPTED
    wanted = select(Registration).where(*accepted, Registration.erased_at.is_(None))
    if checkpoint.admits is Admits.CATEGORIES:
        return wanted.where(Registration.category_id.in_([category.id for category in checkpoint.categories]))
    if checkpoint.admits is Admits.ROSTER:
        listed = select(RosterEntry.registration_id).where(RosterEntry.checkpoint_id == checkpoint.id)
        return wanted.where(Registration.id.in_(listed))
    return wanted


def expected_people(session: Session, checkpoint: Checkpoint, locale: str = "zh") -> list[Registration]:
    """All of them by name, as people look for themselves on a list, with their categories."""
    name = Registration.sort_zh if locale == "zh" else Registration.sort_en
    wanted = expected(checkpoint).options(joinedload(Registration.category))
    return list(session.scalars(wanted.order_by(name, Registration.id)))


def among_expected(session: Session, checkpoint: Checkpoint, public_ids: Iterable[str]) -> dict[str, Registration]:
    """Those of ``public_ids`` who are expected, by public id."""
    wanted = expected(checkpoint).where(Registration.public_id.in_(list(public_ids)))
    return {found.public_id: found for found in session.scalars(wanted.options(joinedload(Registration.category)))}
