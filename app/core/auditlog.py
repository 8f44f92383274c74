"""Reading the audit log: a part of it, by who, what and when, with before and after in words."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Enum, Select, func, select
from sqlalchemy.orm import Session

from app.core.audit import CHANGED, AuditEntry
from app.core.auditfields import FIELDS
from app.core.auditvalues import VALUES
from app.core.auditwords import ACTIONS, THINGS, UNSAID
from app.core.dates import day, moment_text
from app.core.i18n import gettext as _
from app.core.model import Base, UTCDateTime
from app.core.text import Bilingual

LONGEST = 160


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries: of one event (or of all, None), by whom, which act, on what, from and before an instant."""

    event_id: int | None = None
    actor_id: int | None = None
    action: str = ""
    thing: str = ""
    since: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A field's values in words; '' where there was or is none."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words; ``label`` is what the thing is called now, or was when it was removed."""

    entry: AuditEntry
    action: str
    thing: str
    label: str
    changes: list[Change]


def entries(session: Session, wanted: Wanted, offset: int, limit: int) -> tuple[list[AuditEntry], int]:
    """The wanted entries, the latest first, and how many there are in all."""
    matching = _matching(wanted)
    total = session.scalar(select(func.count()).select_from(matching.subquery())) or 0
    latest = matching.order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).offset(offset).limit(limit)
    return list(session.scalars(latest)), total


def _matching(wanted: Wanted) -> Select[AuditEntry]:
    conditions = [
        wanted.event_id is None or AuditEntry.event_id == wanted.event_id,
        wanted.actor_id is None or AuditEntry.actor_id == wanted.actor_id,
        not wanted.action or AuditEntry.action == wanted.action,
        not wanted.thing or AuditEntry.object_type == wanted.thing,
        wanted.since is None or AuditEntry.at >= wanted.since,
        wanted.before is None or AuditEntry.at < wanted.before,
    ]
    return select(AuditEntry).where(*(condition for condition in conditions if condition is not True))


def actors(session: Session, event_id: int | None) -> list[tuple[int, str]]:
    """Who stands in the log, or in that of one event: key and latest name, by name."""
    named = select(AuditEntry.actor_id, func.max(AuditEntry.actor_name)).where(AuditEntry.actor_id.is_not(None))
    if event_id is not None:
        named = named.where(AuditEntry.event_id == event_id)
    found = session.execute(named.group_by(AuditEntry.actor_id)).all()
    return sorted(((key, name) for key, name in found if key is not None), key=lambda pair: pair[1].casefold())


def lines(session: Session, rows: Sequence[AuditEntry], locale: str, zone: str) -> list[Line]:
    """The entries in words; instants are shown on the clocks of ``zone``."""
    reader = _Reader(session, locale, zone)
    called = _labels(session, rows, locale)
    return [
        Line(
            entry,
            str(ACTIONS.get(entry.action, entry.action)),
            str(THINGS.get(entry.object_type, entry.object_type)),
            called.get((entry.object_type, entry.object_id)) or entry.label or entry.object_id,
            reader.changes(entry),
        )
        for entry in rows
    ]


class _Reader:
    """Turns stored values into words, and looks each row up once that keys point at."""

    def __init__(self, session: Session, locale: str, zone: str) -> None:
        self._session, self._locale, self._zone = session, locale, zone
        self._named: dict[tuple[type[Base], Any], str] = {}

    def changes(self, entry: AuditEntry) -> list[Change]:
        columns = _columns(entry.object_type)
        keys = [key for key in {**entry.before, **entry.after} if key not in UNSAID]
        return [self._change(columns.get(key), key, entry.before.get(key), entry.after.get(key)) for key in keys]

    def _change(self, column: Column[Any] | None, key: str, before: Any, after: Any) -> Change:
        if CHANGED in (before, after):
            return Change(_field(key), "", str(_("changed; the log does not keep it")))
        return Change(_field(key), self._word(column, before), self._word(column, after))

    def _word(self, column: Column[Any] | None, value: Any) -> str:
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return str(_("Yes") if value else _("No"))
        if isinstance(value, list):
            return _shortened(str(_(", ")).join(self._word(None, each) for each in value))
        if isinstance(value, dict) and {"zh", "en"} <= value.keys():
            return Bilingual(value["zh"], value["en"]).pick(self._locale)
        if column is not None:
            with suppress(ValueError):
                return self._typed(column, value)
        return _shortened(str(value) if column is not None else _known(value))

    def _typed(self, column: Column[Any], value: Any) -> str:
        if column.foreign_keys and isinstance(value, int):
            return self._name_of(column, value)
        if isinstance(column.type, UTCDateTime):
            return moment_text(datetime.fromisoformat(str(value)), self._zone, self._locale)
        if isinstance(column.type, Date):
            return day(date.fromisoformat(str(value)), self._locale)
        if isinstance(column.type, Enum):
            return str(VALUES.get(value, value))
        return _shortened(str(value))

    def _name_of(self, column: Column[Any], key: Any) -> str:
        table = next(iter(column.foreign_keys)).column.table.name
        model = _models().get(table)
        if model is None:
            return f"#{key}"
        if (model, key) not in self._named:
            row = self._session.get(model, key)
            self._named[model, key] = (row.audit_label(self._locale) if row else "") or f"#{key}"
        return self._named[model, key]


def _labels(session: Session, rows: Sequence[AuditEntry], locale: str) -> dict[tuple[str, str], str]:
    """What the things of these entries are called, by kind and id; one query a kind, none for what is gone."""
    wanted: dict[str, set[str]] = {}
    for entry in rows:
        wanted.setdefault(entry.object_type, set()).add(entry.object_id)
    named: dict[tuple[str, str], str] = {}
    for thing, ids in wanted.items():
        model: Any = _models().get(thing)
        if model is not None and hasattr(model, "public_id"):
            found = session.scalars(select(model).where(model.public_id.in_(ids)))
            named |= {(thing, row.public_id): row.audit_label(locale) for row in found}
    return named


def _models() -> dict[str, type[Base]]:
    return {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}


def _columns(table: str) -> dict[str, Column[Any]]:
    known = Base.metadata.tables.get(table)
    return {column.key: column for column in known.columns} if known is not None else {}


def _field(key: str) -> str:
    stem, _separator, language = key.rpartition("_")
    if language in ("zh", "en") and stem in FIELDS:
        tongue = _("Chinese") if language == "zh" else _("English")
        return str(_("%(field)s (%(language)s)", field=FIELDS[stem], language=tongue))
    return str(FIELDS.get(key) or key.replace("_", " ").capitalize())


def _known(value: Any) -> str:
    """What an entry says beside columns, such as what kind of things was exported."""
    return str(VALUES.get(value) or THINGS.get(value) or value) if isinstance(value, str) else str(value)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rstrip() + "…"
