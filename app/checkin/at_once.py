"""The scan of a valid code just now, in one statement: of who waits for the answer, or was let in by the phone itself.

The rules decide on what the code itself says and on what is remembered of the door, as if the database agreed; the
statement then claims attendance and writes the line only where it does. Whatever is not plain (a refusal, a replay, a
scan that comes late, in and out) is left to ``merging``, which comes to the same answers by more steps.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select

from app.checkin.answers import FirstScan, Guest, ScanAnswer, shown_name
from app.checkin.devices import SEEN_EVERY
from app.checkin.facts import Code, Person, Situation, Verdict
from app.checkin.ledger import AT_THE_SAME_MOMENT, Delivery, ScanItem
from app.checkin.models import Device
from app.checkin.posts import Post, posts
from app.checkin.rules import decide
from app.checkin.statements import ALL_IN_ONE, CLAIM, CLAIM_UNCLAIMED, LET_IN, PERSON, SEEN, WRITE, WRITE_LET_IN
from app.core.db import WRITES
from app.core.names import PersonName
from app.core.text import Bilingual
from app.tickets.codec import ParsedCode, TicketClaims, code_part, parse

#: Rules under which attendance, once claimed, changes no more.
CLAIMED_ONCE = ("once", "daily")


@contextmanager
def brief(engine: Engine) -> Iterator[Connection]:
    """A connection whose prepared statements are each a transaction of their own, unless it begins one."""
    postgresql = engine.dialect.name == "postgresql"
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"} if postgresql else {WRITES: True}
    with engine.connect().execution_options(**options) as connection:
        yield connection


class _Told(NamedTuple):
    """Who came, on which device they were first, and what that makes of this scan."""

    person: Any
    device: str
    first_at: datetime
    verdict: str
    at: datetime


def admit_at_once(engine: Engine, token_hash: str, item: ScanItem, delivery: Delivery) -> ScanAnswer | None:
    """Record one scan and answer it; None, with nothing recorded, where that takes more.

    It commits by itself. ``IntegrityError`` where the same scan came in before, or twice at once.
    """
    parsed = parse(item.code)
    at = delivery.received_at if delivery.is_live(item) else delivery.let_in_at(item)
    if not isinstance(parsed, ParsedCode) or not item.is_plain or at is None:
        return None
    post = posts.find(engine, token_hash, item.checkpoint)
    if post is None or post.gate.rule not in CLAIMED_ONCE:
        return None
    window = _window_if_admitted(post, item, parsed.claims, at)
    if window is None:
        return None
    with brief(engine) as connection:
        values = _values(post, item, parsed.claims, delivery, window) | {"at": at}
        told = _record(connection, values) if delivery.is_live(item) else _let_in(connection, values)
        if told is None:
            posts.forget(token_hash, item.checkpoint)
            return None
        _note_seen(connection, post, delivery)
    return _answer(post, item, parsed.claims, window, told)


def _window_if_admitted(post: Post, item: ScanItem, claims: TicketClaims, at: datetime) -> str | None:
    """The window of attendance, where the rules admit who has this code at ``at`` and a moment before and after."""
    moments = (at - AT_THE_SAME_MOMENT, at + AT_THE_SAME_MOMENT)
    decisions = [decide(_situation(post, item, claims, moment)) for moment in moments]
    windows = {decision.window for decision in decisions}
    admitted = all(decision.verdict is Verdict.ADMITTED and not decision.flags for decision in decisions)
    return windows.pop() if admitted and len(windows) == 1 else None


def _situation(post: Post, item: ScanItem, claims: TicketClaims, at: datetime) -> Situation:
    """As it is if the code is the valid one of somebody who is accepted."""
    code = Code(True, "valid", claims.event, claims.generation, claims.kind)
    person = Person(post.gate.event, "accepted", claims.generation, claims.kind, on_roster=True)
    return Situation(post.gate, post.scanner, at, code, person, item.direction, authoritative=True)


def _values(post: Post, item: ScanItem, claims: TicketClaims, delivery: Delivery, window: str) -> dict[str, Any]:
    return {
        "event_id": post.event_id,
        "device_id": post.device_id,
        "checkpoint_id": post.checkpoint_id,
        "event_seen": post.event_seen,
        "device_seen": post.device_seen,
        "checkpoint_seen": post.checkpoint_seen,
        "registration": claims.registration,
        "generation": claims.generation,
        "code": code_part(item.code),
        "kind": claims.kind,
        "on_list": post.gate.admits == "roster",
        "window": window,
        "scan_id": item.scan_id,
        "digest": item.digest,
        "direction": item.direction,
        "sequence": item.sequence,
        "scanned_at": item.scanned_at,
        "clock_offset_ms": delivery.offset_of(item),
        "received_at": delivery.received_at,
    }


def _record(connection: Connection, values: dict[str, Any]) -> _Told | None:
    if connection.dialect.name == "postgresql":
        rows = ALL_IN_ONE.run(connection, values)
        if not rows or not rows[0].verdict:
            return None
        row = rows[0]
        return _Told(row, row.winner, row.first_at, row.verdict, row.corrected_at)
    people = PERSON.run(connection, values)
    if not people:
        return None
    with connection.begin():
        return _claim(connection, values | {"registration_id": people[0].id}, people[0])


def _let_in(connection: Connection, values: dict[str, Any]) -> _Told | None:
    """Write down whom the phone let in, where nobody else did and its scans come in order."""
    if connection.dialect.name == "postgresql":
        people = LET_IN.run(connection, values)
    else:
        people = PERSON.run(connection, values)
        with connection.begin():
            people = people if people and _let_in_alone(connection, values | {"registration_id": people[0].id}) else []
    return _Told(people[0], "", values["at"], Verdict.ADMITTED, values["at"]) if people else None


def _let_in_alone(connection: Connection, values: dict[str, Any]) -> bool:
    if not CLAIM_UNCLAIMED.run(connection, values):
        return False
    WRITE_LET_IN.run(connection, values)
    return True


def _claim(connection: Connection, values: dict[str, Any], person: Any) -> _Told | None:
    """SQLite's writer is alone: it looks whose the attendance is, and writes the line accordingly."""
    [row] = CLAIM.run(connection, values)
    if row.device_id == values["device_id"] and row.scan_id == values["scan_id"]:
        WRITE.run(connection, values | {"verdict": Verdict.ADMITTED.value})
        return _Told(person, "", row.first_at, Verdict.ADMITTED, values["at"])
    if row.first_at > values["at"] + AT_THE_SAME_MOMENT:
        return None
    at = max(values["at"], row.first_at + timedelta(milliseconds=1))
    WRITE.run(connection, values | {"at": at, "verdict": Verdict.REPEAT.value})
    device = connection.scalar(select(Device.name).where(Device.id == row.device_id)) or ""
    return _Told(person, device, row.first_at, Verdict.REPEAT, at)


def _note_seen(connection: Connection, post: Post, delivery: Delivery) -> None:
    if post.noted_at is None or delivery.received_at - post.noted_at > SEEN_EVERY:
        post.noted_at = delivery.received_at
        with connection.begin():
            seen = {"device_id": post.device_id, "received_at": post.noted_at, "offset_ms": delivery.offset_ms}
            SEEN.run(connection, seen)


def _answer(post: Post, item: ScanItem, claims: TicketClaims, window: str, told: _Told) -> ScanAnswer:
    who = told.person
    name = PersonName(who.han_name, who.family_name, who.given_name, who.latin_name, who.preferred_name, who.order_name)
    category = Bilingual(who.category_zh, who.category_en)
    beaten = told.verdict != Verdict.ADMITTED
    return ScanAnswer(
        scan_id=item.scan_id,
        verdict=Verdict(told.verdict),
        at=told.at,
        checkpoint=item.checkpoint,
        direction=item.direction,
        window=window,
        person=Guest(claims.registration, shown_name(name), category, claims.kind, who.hue),
        first=FirstScan(told.first_at, post.title, told.device) if beaten else None,
    )
