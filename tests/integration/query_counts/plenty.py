"""Much more of everything that a page lists: copies of rows that are there, with values of their own where needed."""

from __future__ import annotations

import random
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from sqlalchemy import Column, Connection, Enum, Integer, String, Table, UniqueConstraint, Uuid, delete, insert, select

from app.core.model import Base

TABLES = Base.metadata.tables
#: What hangs on a registration and is read with it in lists.
OF_REGISTRATION = ("ticket", "consent", "registration_change", "answer", "attendance", "scan", "search_key")
#: Listed tables -> how many copies; fewer where a page could not show as many.
COPIES = {
    "series": 90, "program_base": 90, "overseas_group": 90, "theme": 90, "user": 90, "event": 40,
    "session": 90, "room": 4, "track": 6, "speaker": 90, "leg": 4, "stop": 90,
    "form_field": 20, "privacy_notice": 20, "checkpoint": 20, "device": 90, "signing_key": 20,
    "print_job": 90, "audit_entry": 90, "event_change": 90, "mailbox_message": 90, "sign_in": 90, "event_grant": 60,
}  # fmt: skip
_chance = random.Random(7)
_numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(100))


def _varied(table: Table) -> list[Column[Any]]:
    """The columns that no two rows may share, but for keys that a copy gets anyway."""
    alike = [list(c.columns) for c in table.constraints if isinstance(c, UniqueConstraint)]
    alike += [list(index.columns) for index in table.indexes if index.unique]
    alike += [[column] for column in table.columns if column.unique]
    own = [
        [c for c in columns if not (c.foreign_keys or c.primary_key or isinstance(c.type, Enum))] for columns in alike
    ]
    return [columns[-1] for columns in own if columns]


def _generated(column: Column[Any]) -> bool:
    return column.primary_key and not column.foreign_keys and isinstance(column.type, Integer)


def _value(column: Column[Any], before: Any) -> Any:
    if isinstance(column.type, Uuid):
        return uuid.UUID(int=_chance.getrandbits(128))
    if isinstance(column.type, Integer):
        return next(_numbers[column.table.name])
    if isinstance(column.type, String):
        size = min(column.type.length or 16, 40)
        fresh = "".join(_chance.choices("ABCDEFGHJKMNPQRSTVWXYZ23456789", k=16))
        return (fresh.lower() if str(before).islower() else fresh)[:size] if size >= 8 else fresh[:size]
    return before


def copy(connection: Connection, name: str, source: Mapping[str, Any], times: int, **changed: Any) -> list[int]:
    """Insert copies of a row; answers their keys."""
    table, keys = TABLES[name], []
    varied = _varied(table)
    for _ in range(times):
        row = {c.name: source[c.name] for c in table.columns if not _generated(c)}
        row |= {c.name: _value(c, row[c.name]) for c in varied if row.get(c.name) is not None} | changed
        if name == "user":
            row["email"] = f"{row['email'][:12].lower()}@copies.example"
        result = connection.execute(insert(table).values(**row))
        keys.append((result.inserted_primary_key or (0,))[0])
    return keys


def multiply(connection: Connection, live: int, trip: int) -> None:
    """Add copies to every table of ``COPIES``, of an event's own row where the table belongs to one."""
    for name, times in COPIES.items():
        table = TABLES[name]
        wanted = select(table)
        if "event_id" in table.columns:
            wanted = wanted.where(table.columns.event_id == (trip if name in ("leg", "stop") else live))
        source = connection.execute(wanted.limit(1)).mappings().first()
        assert source, f"there is no {name} to copy"
        if name == "event_grant":
            _grant(connection, source, times)
        else:
            _connect(connection, name, source, copy(connection, name, source, times))
    people = TABLES["registration"]
    for one in connection.execute(select(people).where(people.columns.event_id == live).limit(5)).mappings().all():
        _copy_registration(connection, one, 18)


def _grant(connection: Connection, source: Mapping[str, Any], times: int) -> None:
    users = connection.scalars(
        select(TABLES["user"].columns.id).order_by(TABLES["user"].columns.id.desc()).limit(times)
    )
    for user_id in users.all():
        copy(connection, "event_grant", source, 1, user_id=user_id)


def _connect(connection: Connection, name: str, source: Mapping[str, Any], keys: Iterable[int]) -> None:
    """Give copies of sessions their speakers."""
    if name == "session":
        speakers = connection.scalars(select(TABLES["speaker"].columns.id).limit(3)).all()
        for key in keys:
            for position, speaker in enumerate(speakers):
                row = {"session_id": key, "speaker_id": speaker, "position": position}
                connection.execute(insert(TABLES["session_speaker"]).values(**row))


def _copy_registration(connection: Connection, source: Mapping[str, Any], times: int) -> None:
    for _ in range(times):
        [key] = copy(connection, "registration", source, 1, holds_place=False)
        for name in OF_REGISTRATION:
            table = TABLES[name]
            rows = connection.execute(select(table).where(table.columns.registration_id == source["id"]))
            for row in rows.mappings().all():
                changed = {"registration_id": key}
                if name == "scan":
                    changed |= {"undoes_id": None}
                copy(connection, name, row, 1, **changed)


def thin_out(connection: Connection, live: int, kept: Iterable[int]) -> None:
    """Leave few registrations of an event: those of ``kept``, and what hangs on them."""
    people = TABLES["registration"].columns
    gone = select(people.id).where(people.event_id == live, people.id.not_in(list(kept)))
    scans = TABLES["scan"]
    taken_back = select(scans.columns.id).where(scans.columns.registration_id.in_(gone))
    connection.execute(delete(scans).where(scans.columns.undoes_id.in_(taken_back)))
    for name in ("scan", "attendance", "ticket"):
        table = TABLES[name]
        connection.execute(delete(table).where(table.columns.registration_id.in_(gone)))
    connection.execute(delete(TABLES["registration"]).where(people.id.in_(gone)))
