"""An organizer who puts another event's ids into a form reaches nothing of that event."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, Table, select, text

from app.core.db import db
from app.core.model import Base
from app.demo.forums import LIVE_SLUG
from tests.integration.routes.demo_site import SignedInSite
from tests.integration.security.forms import Form, forms_of
from tests.integration.security.garbage import encoded

Pair = tuple[str, str]
FORM = "application/x-www-form-urlencoded"
#: Fields of forms that take an id of the event, and are sent so that they do.
ACCEPTED = 20
TABLES = Base.metadata.tables
#: What belongs to an event and is named in forms by its public id.
OWNED = (
    "registration",
    "category",
    "form_field",
    "room",
    "track",
    "speaker",
    "session",
    "checkpoint",
    "device",
    "leg",
    "stop",
)


def _ids(connection: Connection, name: str, event_id: int, *, own: bool) -> list[str]:
    columns = TABLES[name].columns
    belongs = columns.event_id == event_id if own else columns.event_id != event_id
    return list(connection.scalars(select(columns.public_id).where(belongs).order_by(columns.id)))


def _swaps(connection: Connection, event_id: int) -> dict[str, str]:
    """Public id of the event's own -> one of the same kind that is another event's."""
    swaps = {}
    for name in OWNED:
        foreign = _ids(connection, name, event_id, own=False)
        assert foreign, f"no other event has a {name}"
        swaps |= dict.fromkeys(_ids(connection, name, event_id, own=True), foreign[0])
    return swaps


def _sendings(form: Form, swaps: dict[str, str]) -> Iterator[tuple[list[Pair], list[Pair]]]:
    """The form with an id of the event in one field, and with one of another event instead."""
    for name in dict.fromkeys(name for name, _value in form.choices):
        own = next((value for field, value in form.choices if field == name and value in swaps), "")
        if own:
            rest = [pair for pair in form.fields if pair[0] != name]
            yield [*rest, (name, own)], [*rest, (name, swaps[own])]


def _crossings(connection: Connection) -> dict[str, int]:
    """Rows of one event that point at a row of another: ``table.column`` -> how many."""
    found = {}
    for table in TABLES.values():
        for column in table.columns:
            for key in column.foreign_keys:
                if _event_of(table) and _event_of(key.column.table) and key.column.table.name != "event":
                    found[f"{table.name}.{column.name}"] = connection.scalar(text(_crossing(table, column.name)))
    return {name: number for name, number in found.items() if number}


def _event_of(table: Table) -> bool:
    return "event_id" in table.columns


def _crossing(table: Table, column: str) -> str:
    [key] = table.columns[column].foreign_keys
    there = key.column.table.name
    return (
        f'select count(*) from "{table.name}" a join "{there}" b on a."{column}" = b."{key.column.name}" '
        "where a.event_id <> b.event_id"
    )


def _join_tables(connection: Connection) -> dict[str, int]:
    """Rows that tie together objects of two events."""
    found = {}
    for table in TABLES.values():
        ends = [(c.name, k.column.table) for c in table.columns for k in c.foreign_keys if _event_of(k.column.table)]
        if _event_of(table) or len(ends) != 2:
            continue
        (one, first), (two, second) = ends
        statement = (
            f'select count(*) from "{table.name}" t join "{first.name}" a on a.id = t."{one}" '
            f'join "{second.name}" b on b.id = t."{two}" where a.event_id <> b.event_id'
        )
        found[table.name] = connection.scalar(text(statement)) or 0
    return {name: number for name, number in found.items() if number}


def _state_of_others(connection: Connection, event_id: int) -> str:
    """Everything that belongs to other events, in words."""
    told = []
    for table in Base.metadata.sorted_tables:
        if _event_of(table):
            others = select(table).where(table.columns.event_id != event_id)
            told.append((table.name, [tuple(row) for row in connection.execute(others.order_by(*table.primary_key))]))
    return repr(told)


def _send(site: SignedInSite, form: Form, pairs: list[Pair]) -> int:
    token = ("csrf_token", site.token_of("organizer"))
    body = encoded([(name, value.encode()) for name, value in (*pairs, token)])
    return site.client("organizer").post(form.url, data=body, content_type=FORM).status_code


def test_an_organizer_reaches_no_other_event_by_its_ids(lone_site: SignedInSite) -> None:
    site, wrong, accepted = lone_site, [], []
    with site.application.app_context():
        engine = db.engine
    with engine.connect() as connection:
        swaps, before = _swaps(connection, site.addresses.live_id), _state_of_others(connection, site.addresses.live_id)
    for form in [form for form in forms_of(site) if form.method == "POST" and f"/{LIVE_SLUG}/" in form.url]:
        for honest, forged in _sendings(form, swaps):
            if _send(site, form, honest) < 400:
                accepted.append(f"{form.url} {honest[-1][0]}")
            site.set_back()
            status = _send(site, form, forged)
            with engine.connect() as connection:
                crossed = _crossings(connection) | _join_tables(connection)
                if crossed or _state_of_others(connection, site.addresses.live_id) != before:
                    wrong.append(f"{form.url} {forged[-1]}: {status} {crossed}")
            site.set_back()
    assert len(accepted) >= ACCEPTED, "nothing is shown by forms that are refused anyway"
    assert not wrong, "\n".join(wrong)


def test_the_check_sees_a_crossing(lone_site: SignedInSite) -> None:
    with lone_site.application.app_context(), db.engine.begin() as connection:
        room, session = TABLES["room"].columns, TABLES["session"]
        foreign = connection.scalar(select(room.id).where(room.event_id != lone_site.addresses.live_id))
        one = select(session.columns.id).where(session.columns.event_id == lone_site.addresses.live_id).limit(1)
        connection.execute(session.update().where(session.columns.id.in_(one)).values(room_id=foreign))
        assert _crossings(connection) == {"session.room_id": 1}
