"""Every change by staff leaves an entry with before and after; sensitive values stay out of it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditedBy, AuditEntry
from app.core.text import Bilingual
from tests.factories.directory import make_base, make_group
from tests.factories.events import make_event


def _entries(session: Session) -> list[AuditEntry]:
    return list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))


def _as_staff(session: Session) -> None:
    session.info["audited_by"] = AuditedBy(7, "Qin Lixin", "192.0.2.1")


def test_a_change_is_kept_with_before_after_and_who(session: Session) -> None:
    event = make_event(session)
    session.commit()
    _as_staff(session)
    event.capacity = 321
    session.commit()
    entry = _entries(session)[-1]
    assert (entry.action, entry.object_type, entry.event_id) == ("update", "event", event.id)
    assert (entry.before["capacity"], entry.after["capacity"]) == (200, 321)
    assert (entry.actor_id, entry.actor_name, entry.address) == (7, "Qin Lixin", "192.0.2.1")


def test_creating_and_deleting_are_kept_too(session: Session) -> None:
    _as_staff(session)
    base = make_base(session)
    session.commit()
    session.delete(base)
    session.commit()
    assert [entry.action for entry in _entries(session)] == ["create", "delete"]


def test_a_sensitive_value_is_only_said_to_have_changed(session: Session) -> None:
    group = make_group(session, contact_email="old@people.example")
    session.commit()
    _as_staff(session)
    group.contact_email = "new@people.example"
    session.commit()
    entry = _entries(session)[-1]
    assert entry.after["contact_email"] == "changed"
    assert "people.example" not in f"{entry.before}{entry.after}"


def test_what_is_rolled_back_is_not_kept(session: Session) -> None:
    event = make_event(session)
    session.commit()
    _as_staff(session)
    event.title = Bilingual("改名", "Renamed")
    session.flush()
    session.rollback()
    assert _entries(session) == []


def test_changes_by_nobody_of_the_staff_are_not_logged(session: Session) -> None:
    event = make_event(session)
    event.capacity = 5
    session.commit()
    assert _entries(session) == []
