"""Plays a morning against the application: each time with people, doors and phones of its own."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.checkin import devices, held, undoing
from app.checkin.answers import ScanAnswer
from app.checkin.ledger import Delivery, ScanItem
from app.checkin.models import Attendance, Checkpoint, Scan
from app.checkin.scanning import record_scans
from app.core.errors import DomainError
from app.registration import admission
from app.registration.models import Registration
from app.registration.states import Act
from app.tickets import issuing
from tests.factories.checkin import Phone, make_checkpoint, make_item, make_phone, uuid7
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import forged, make_ticket, secrets_of_app
from tests.integration.checkin.morning import GUESTS, MINUTES, RULES, Glimpse, Morning

#: A phone, and the number of a glimpse of its shift.
Key = tuple[int, int]
_plays = count(1)


@dataclass
class Play:
    """The stage of one morning. ``begins`` and ``ends`` are instants that all plays of it share."""

    session: Session
    morning: Morning
    begins: datetime
    guests: list[Registration] = field(default_factory=list)
    doors: list[Checkpoint] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    codes: dict[tuple[int, str], str] = field(default_factory=dict)
    items: dict[Key, ScanItem] = field(default_factory=dict)
    answers: dict[Key, ScanAnswer] = field(default_factory=dict)
    early: list[tuple[float, list[Key]]] = field(default_factory=list)
    late: list[list[Key]] = field(default_factory=list)

    def at(self, minute: float) -> datetime:
        return self.begins + timedelta(minutes=minute)

    @property
    def ends(self) -> datetime:
        return self.at(MINUTES + 1)

    def set_up(self) -> None:
        event = make_event(self.session, zone="Asia/Shanghai")
        category = make_category(self.session, event, capacity=None)
        self.event, elsewhere = event, make_event(self.session)
        stranger = make_registration(self.session, make_category(self.session, elsewhere))
        self.doors = [make_checkpoint(self.session, event, rule=rule) for rule in RULES]
        long_ago = self.at(-60 * 24)
        first = 1_000_000 + 10 * next(_plays)  # where times tie, keys decide: they compare alike in every play
        for number, _shift in enumerate(self.morning.shifts):
            self.phones.append(make_phone(self.session, event, id=first + number, created_at=long_ago))
        self.supervisor = make_phone(self.session, event, "supervisor", created_at=long_ago)
        self.guests = [make_registration(self.session, category) for _ in range(GUESTS)]
        for number, guest in enumerate(self.guests):
            code = make_ticket(self.session, guest).code
            self.codes |= {(number, "valid"): code, (number, "forged"): forged(code), (number, "nonsense"): "NOTHING"}
            self.codes[number, "other_event"] = make_ticket(self.session, stranger).code
        self.session.commit()

    def item(self, key: Key) -> ScanItem:
        """What a phone tells of a glimpse, the same however often; nobody shows a badge that is not made yet."""
        if key not in self.items:
            self.items[key] = self._item(*key)
        return self.items[key]

    def _item(self, phone: int, number: int) -> ScanItem:
        shift, glimpse = self.morning.shifts[phone], self.morning.shifts[phone].seen[number]
        on_its_clock = self.at(self.minute_of((phone, number))) + timedelta(minutes=shift.clock)
        reissued = self.morning.reissued[glimpse.guest]
        premature = glimpse.kind == "reissued" and (reissued is None or glimpse.minute <= reissued)
        code = self.codes.get(
            (glimpse.guest, "valid" if premature else glimpse.kind), self.codes[glimpse.guest, "valid"]
        )
        offset = -shift.clock * 60_000 if shift.measured else None
        told: dict[str, Any] = {"direction": glimpse.direction, "device_verdict": glimpse.shown}
        door = self.doors[glimpse.door]
        return make_item(door, code, sequence=number, scanned_at=on_its_clock, clock_offset_ms=offset, **told)

    def glimpse(self, key: Key) -> Glimpse:
        return self.morning.shifts[key[0]].seen[key[1]]

    def minute_of(self, key: Key) -> float:
        """No two scans were made at the same moment."""
        return self.glimpse(key).minute + key[1] / 100 + key[0] / 1000

    def before_the_end(self) -> None:
        """What reached the server while the morning went on, and what the office did."""
        for _minute, act in sorted(self._acts(), key=lambda timed: timed[0]):
            act()
            self.session.commit()

    def _acts(self) -> Iterator[tuple[float, Callable[[], None]]]:
        for number, minute in enumerate(self.morning.reissued):
            if minute is not None:
                yield minute - 0.5, lambda number=number, minute=minute: self._reissue(number, minute)
        for number, minute in enumerate(self.morning.cancelled):
            if minute is not None:
                yield minute - 0.4, lambda number=number, minute=minute: self._cancel(number, minute)
        for phone, shift in enumerate(self.morning.shifts):
            if shift.revoked is not None:
                yield shift.revoked - 0.3, lambda phone=phone, minute=shift.revoked: self._revoke(phone, minute)
            for number, glimpse in enumerate(shift.seen):
                if glimpse.online:
                    yield self.minute_of((phone, number)), lambda key=(phone, number): self._live(key)
        for minute, batch in self.early:
            yield minute, lambda batch=batch, minute=minute: self.come_back(batch, self.at(minute))

    def _reissue(self, number: int, minute: int) -> None:
        guest = self.guests[number]
        if guest.state == "accepted":
            ticket = issuing.reissue(self.session, secrets_of_app(), guest, self.at(minute - 0.5))
            self.codes[number, "reissued"] = ticket.code

    def _cancel(self, number: int, minute: int) -> None:
        admission.act(self.session, self.guests[number], Act.CANCEL, self.at(minute - 0.4))

    def _revoke(self, phone: int, minute: int) -> None:
        devices.revoke(self.phones[phone].device, self.at(minute - 0.3))

    def _live(self, key: Key) -> None:
        self.deliver([key], self.at(self.minute_of(key)))

    def deliver(self, keys: Sequence[Key], at: datetime) -> None:
        """A batch of one phone; what it was told before it is told again."""
        phone = self.phones[keys[0][0]]
        shift = self.morning.shifts[keys[0][0]]
        error = (shift.clock + (shift.jumped if at >= self.ends else 0)) * 60_000
        items = [self.item(key) for key in keys]
        told = record_scans(self.session, phone.token_hash, items, Delivery(at, -error), lambda _device: None)
        self.session.commit()
        for key, answer in zip(keys, told, strict=True):
            assert answer.error is None
            first = self.answers.setdefault(key, answer)
            assert (answer.verdict, answer.reason, answer.at) == (first.verdict, first.reason, first.at)

    def after_the_end(self) -> None:
        """The phones that are still off come back."""
        for batch in self.late:
            self.come_back(batch, self.ends)
        self._take_back(self.items, self.ends)
        for scan in held.held_scans(self.session, self.event.id):
            held.accept(self.session, self.event, scan, None, self.ends)
        self.session.commit()

    def come_back(self, batch: Sequence[Key], at: datetime) -> None:
        """A part of what waited comes in, and the supervisor takes back what should not have been."""
        self.deliver(batch, at)
        self._take_back([key for key in batch if self._is_settled(key)], at)

    def draw(self, chance: random.Random) -> None:
        """When what waits on phones comes in: in any order, in parts, some of it twice."""
        for batch in self._batches(chance):
            begins = max(self.minute_of(key) for key in batch) + 1
            if chance.random() < 0.5 and all(map(self._may_come_early, batch)):
                self.early.append((chance.uniform(begins, MINUTES + 1), batch))
            else:
                self.late.append(batch)

    def _may_come_early(self, key: Key) -> bool:
        """Not where it matters when it came: a clock that jumped is believed no further than that, and of two who
        waited for an answer the first to ask has it."""
        return not self.morning.shifts[key[0]].jumped and self.glimpse(key).shown != ""

    def _batches(self, chance: random.Random) -> list[list[Key]]:
        batches: list[list[Key]] = []
        for phone, shift in enumerate(self.morning.shifts):
            waiting = [(phone, number) for number, glimpse in enumerate(shift.seen) if not glimpse.online]
            waiting += chance.choices(waiting, k=len(waiting) // 3) if waiting else []
            chance.shuffle(waiting)
            while waiting:
                size = chance.randint(1, len(waiting))
                batches.append(waiting[:size])
                del waiting[:size]
        chance.shuffle(batches)
        return batches

    def _is_settled(self, key: Key) -> bool:
        """Whether what arrives later cannot change that it counts, so that it may be taken back at once."""
        return self.morning.shifts[key[0]].revoked is None and self.morning.cancelled[self.glimpse(key).guest] is None

    def _take_back(self, keys: Iterable[Key], at: datetime) -> None:
        for key in keys:
            if self.glimpse(key).taken_back and self._is_an_admission(key):
                self._undo(self.line(key), at)

    def _is_an_admission(self, key: Key) -> bool:
        """Whether it is one whatever else arrives: a repeat cannot be taken back, so that it must never be one."""
        seen = self.glimpse(key)
        others = [other for number, other in enumerate(self.morning.shifts[key[0]].seen) if number != key[1]]
        alone = all((other.guest, other.door) != (seen.guest, seen.door) for other in others)
        return alone and seen.shown == "admitted" and seen.direction == "in"

    def _undo(self, line: Scan, at: datetime) -> None:
        sequence = undoing.next_sequence(self.session, self.supervisor.device)
        wanted = undoing.Undo(scan_id=uuid7(), target=line, sequence=sequence, reason="by mistake")
        with suppress(DomainError):  # taken back already, or never an admission
            undoing.undo(self.session, self.event, self.supervisor.device, wanted, at)
        self.session.commit()

    def line(self, key: Key) -> Scan:
        mine = select(Scan).where(Scan.device_id == self.phones[key[0]].device.id, Scan.sequence == key[1])
        return self.session.scalars(mine.execution_options(populate_existing=True)).one()

    def lines(self) -> dict[Key, tuple[Any, ...]]:
        """What the ledger says in the end of each glimpse that was not taken back."""
        undone = select(Scan.undoes_id).where(Scan.event_id == self.event.id, Scan.undoes_id.is_not(None))
        gone = set(self.session.scalars(undone))
        found = {key: line for key in self.items if (line := self.line(key)).id not in gone}
        return {
            key: (line.verdict, line.reason, line.corrected_at, line.window, line.flags, line.held)
            for key, line in found.items()
        }

    def attendance(self) -> set[tuple[Any, ...]]:
        """Who came where, by whose scan, and how often."""
        mine = select(Attendance).where(Attendance.event_id == self.event.id)
        rows = self.session.scalars(mine.execution_options(populate_existing=True)).all()
        guests = {guest.id: number for number, guest in enumerate(self.guests)}
        doors = {door.id: number for number, door in enumerate(self.doors)}
        scans = {(self.phones[key[0]].device.id, item.scan_id): key for key, item in self.items.items()}
        return {
            (
                guests[row.registration_id],
                doors[row.checkpoint_id],
                scans[row.device_id, row.scan_id],
                *(row.window, row.first_at, row.last_at, row.inside, row.count),
            )
            for row in rows
        }

    def size_of_ledger(self) -> int:
        wanted = select(func.count()).select_from(Scan).where(Scan.event_id == self.event.id, Scan.undoes_id.is_(None))
        return self.session.scalar(wanted) or 0


def played(session: Session, morning: Morning, begins: datetime, chance: random.Random) -> Play:
    """The morning with its end, as it comes out when the phones come back in an order of ``chance``."""
    play = Play(session, morning, begins)
    play.set_up()
    play.draw(chance)
    play.before_the_end()
    play.after_the_end()
    return play
