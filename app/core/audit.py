"""The audit log: who of the staff changed what, with before and after, written in the transaction of the change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Integer, String, event, inspect
from sqlalchemy.orm import InstanceState, Mapped, Session, mapped_column

from app.core.clock import now
from app.core.model import Base

#: Written instead of the value of a column that has ``info={"sensitive": True}``.
CHANGED = "changed"
SKIPPED = {"created_at", "changed_at", "password_hash"}


class AuditEntry(Base):
    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "event_id", "at"), Index(None, "object_type", "object_id"))

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
    #: Key of the user, without a foreign key: the log outlives accounts.
    actor_id: Mapped[int | None]
    #: A name, or the mail address of one who has given none.
    actor_name: Mapped[str] = mapped_column(String(254), default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    action: Mapped[str] = mapped_column(String(40))
    object_type: Mapped[str] = mapped_column(String(40), default="")
    object_id: Mapped[str] = mapped_column(String(40), default="")
    label: Mapped[str] = mapped_column(String(200), default="")
    event_id: Mapped[int | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


@dataclass(frozen=True, slots=True)
class AuditedBy:
    """The member of staff in whose name a session acts; set by the edge as ``session.info["audited_by"]``."""

    user_id: int | None
    name: str
    address: str = ""


def is_on(session: Session) -> bool:
    """Whether a member of staff acts, whose changes are logged."""
    return bool(session.info.get("audited_by"))


def record(
    session: Session, action: str, subject: Base | None = None, before: Mapping[str, Any] | None = None, **after: Any
) -> None:
    """Log what is no change of a row's own columns: an export, a look at a sensitive field, what hangs on a row."""
    session.add(_entry(session, action, subject, dict(before or {}), after))


def called(rows: Iterable[Base]) -> list[dict[str, str]]:
    """What rows that hang on a subject are called, as values to record; each reader sees them in their language."""
    return [{"zh": row.audit_label("zh"), "en": row.audit_label("en")} for row in rows]


def _entry(
    session: Session, action: str, subject: Base | None, before: dict[str, Any], after: dict[str, Any]
) -> AuditEntry:
    by: AuditedBy | None = session.info.get("audited_by")
    return AuditEntry(
        actor_id=by.user_id if by else None,
        actor_name=by.name if by else "",
        address=by.address if by else "",
        action=action,
        before=before,
        after=after,
        **(_names(subject) if subject is not None else {}),
    )


def _names(subject: Base) -> dict[str, Any]:
    identity = getattr(subject, "public_id", None) or getattr(subject, "id", None)
    return {
        "object_type": subject.__tablename__,
        "object_id": "" if identity is None else str(identity),
        "label": subject.audit_label()[:200],
        "event_id": subject.audit_event_id(),
    }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.value if isinstance(value, Enum) else str(value)


def _difference(row: Base) -> tuple[dict[str, Any], dict[str, Any]]:
    """The changed columns of ``row``, before and after, as plain JSON values."""
    state: InstanceState[Base] = inspect(row)
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for column in state.mapper.column_attrs:
        history = state.attrs[column.key].history
        if column.key in SKIPPED or not history.has_changes():
            continue
        hidden = column.columns[0].info.get("sensitive", False)
        if history.deleted and history.deleted[0] is not None:
            before[column.key] = CHANGED if hidden else _plain(history.deleted[0])
        if history.added and history.added[0] is not None:
            after[column.key] = CHANGED if hidden else _plain(history.added[0])
    return before, after


def _last_values(row: Base) -> dict[str, Any]:
    """What a deleted row held."""
    state: InstanceState[Base] = inspect(row)
    held = {column.key: (column, state.dict.get(column.key)) for column in state.mapper.column_attrs}
    return {
        key: CHANGED if column.columns[0].info.get("sensitive", False) else _plain(value)
        for key, (column, value) in held.items()
        if key not in SKIPPED and value is not None
    }


def _log_changes(session: Session, _context: object) -> None:
    if not is_on(session):
        return
    entries = []
    for action, rows in (("create", session.new), ("update", session.dirty), ("delete", session.deleted)):
        for row in rows:
            if isinstance(row, Base) and row.__audited__:
                before, after = _difference(row) if action != "delete" else (_last_values(row), {})
                if before or after or action == "delete":
                    entries.append(_entry(session, action, row, before, after))
    for entry in entries:
        values = {
            c.key: getattr(entry, c.key) for c in inspect(AuditEntry).column_attrs if getattr(entry, c.key) is not None
        }
        session.connection().execute(AuditEntry.__table__.insert().values(**{"at": now(), **values}))  # type: ignore[attr-defined]


event.listen(Session, "after_flush", _log_changes)
