"""Walk-ins: a person is taken down at the desk, given a badge, and let in; or kept by a phone until it has a network.

A live one is refused where something is amiss, since the person still stands there. One that was kept has gone in: it
is taken whatever is amiss, which is said to a supervisor.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from app.checkin.answers import Guest as Shown
from app.checkin.answers import guest_of
from app.checkin.binding import bind
from app.checkin.devices import in_service
from app.checkin.models import Device
from app.core import audit
from app.core.errors import DomainError
from app.core.secrets import Secrets
from app.core.signals import registration_accepted
from app.desk import persons, queries
from app.desk.arrivals import WalkInItem
from app.desk.models import Trouble, WalkIn
from app.desk.persons import Read
from app.events.models import Event
from app.registration.models import Category, PrivacyNotice, Registration
from app.registration.queries import category_by_public_id, notices
from app.registration.states import ACCEPTED
from app.registration.walking_in import Arrival, take_down
from app.tickets import spares
from app.tickets.codec import ParsedCode, code_part, parse
from app.tickets.models import SpareBadge, Ticket
from app.tickets.queries import ticket_of
from app.tickets.short_code import normalise_short_code

Problem = Literal[
    "invalid", "unreadable", "id_reused", "not_allowed", "no_category", "no_badge", "spare_taken", "spare_void",
    "full", "same_name", "not_public",
]  # fmt: skip


class Refusal(DomainError):
    """Why a walk-in is not taken; ``alike`` are those of the same name. The item's own changes are rolled back."""

    def __init__(self, problem: Problem, message: str, alike: tuple[Shown, ...] = ()) -> None:
        super().__init__(message)
        self.problem: Problem = problem
        self.alike = alike


@dataclass(frozen=True, slots=True)
class Desk:
    """Who takes people down: a device, its member of staff if it is a browser, and whether they may overrule."""

    device: Device
    may_overrule: bool
    by: int | None = None
    locale: str = "zh"


@dataclass(frozen=True, slots=True)
class Taken:
    """A walk-in as it stands. ``ticket`` None where there is none yet; ``on_spare``: it is that of the blank badge."""

    walk_in: WalkIn
    person: Shown
    ticket: Ticket | None
    on_spare: bool
    replayed: bool = False


def register(session: Session, secrets: Secrets, event: Event, desk: Desk, item: WalkInItem, at: datetime) -> Taken:
    """Take somebody down, once whatever happens; ``Refusal`` where it cannot be. Call once the session writes."""
    if known := queries.stored(session, desk.device.id, item.walk_in_id):
        if known.digest != item.digest:
            raise Refusal("id_reused", "this walk_in_id was used for somebody else")
        return _taken(session, known, replayed=True)
    read = persons.read(item.guest, desk.locale)
    if not read.person.name.display("en"):
        raise Refusal("invalid", "give a name")
    if item.beyond and not desk.may_overrule:
        raise Refusal("not_allowed", "only a supervisor may go beyond the places")
    with session.begin_nested():
        return _Arriving(session, secrets, event, desk, item, at).take(read)


def _taken(session: Session, walk_in: WalkIn, *, replayed: bool = False) -> Taken:
    ticket = ticket_of(session, walk_in.registration)
    return Taken(walk_in, guest_of(walk_in.registration), ticket, walk_in.spare_id is not None, replayed)


@dataclass(slots=True)
class _Arriving:
    session: Session
    secrets: Secrets
    event: Event
    desk: Desk
    item: WalkInItem
    at: datetime

    def take(self, read: Read) -> Taken:
        made_at = min(self.item.made_at, self.at)
        ended = not in_service(self.desk.device, self.at)
        spare, trouble = self._badge()
        category = self._category(spare)
        trouble = trouble or (None if ended else self._look_for_namesakes(read))  # it is told of nobody any more
        usable = spare if spare and not ended and trouble not in (Trouble.SPARE_TAKEN, Trouble.SPARE_VOID) else None
        sent = Arrival(
            read.person,
            read.email,
            read.consents,
            self._notice(),
            public_id=usable.public_id if usable else "",
            beyond=bool(self.item.beyond),
            waits=ended,
            by=self.desk.by,
            reason=self.item.beyond,
        )
        arrived = take_down(self.session, self.event, category, sent, self.at)
        if arrived.full and not (self.item.beyond or self.item.kept):
            raise Refusal("full", "no places are left in this category")
        if arrived.full:
            trouble = Trouble.OVER_CAPACITY if self.item.beyond else Trouble.FULL
        walk_in = self._write(arrived.registration, usable, Trouble.DEVICE_ENDED if ended else trouble, made_at)
        walk_in.note = "; ".join(filter(None, (self.item.beyond, read.untaken)))[:200]
        self._announce(arrived.registration, usable, made_at)
        return _taken(self.session, walk_in)

    def _badge(self) -> tuple[SpareBadge | None, Trouble | None]:
        """The blank badge that was given; with the trouble that there is with it."""
        if not (self.item.code or self.item.short_code):
            return None, None
        spare = self._spare()
        if spare is None and not self.item.kept:
            raise Refusal("no_badge", "this is not a blank badge of this event")
        if spare is None:
            return None, Trouble.SPARE_VOID
        taken = spare.given_at is not None
        if not taken and spares.is_usable(self.session, spare):
            return spare, None
        if not self.item.kept:
            raise Refusal(
                "spare_taken" if taken else "spare_void",
                "this blank badge was given to somebody else, or was withdrawn",
            )
        return spare, Trouble.SPARE_TAKEN if taken else Trouble.SPARE_VOID

    def _spare(self) -> SpareBadge | None:
        parsed = parse(self.item.code)
        if isinstance(parsed, ParsedCode):
            found = spares.spare_named(self.session, self.event.id, parsed.claims.registration)
            return found if found and found.code == code_part(self.item.code) else None
        typed = normalise_short_code(self.item.short_code)
        return spares.spare_named(self.session, self.event.id, "", typed) if typed else None

    def _category(self, spare: SpareBadge | None) -> Category:
        if spare:
            return spare.stock.category
        chosen = category_by_public_id(self.session, self.event.id, self.item.category)
        if chosen is None:
            raise Refusal("no_category", "the event has no such category")
        return chosen

    def _notice(self) -> PrivacyNotice | None:
        """The version that the person was told of, where a phone says which; else the one in force."""
        versions = notices(self.session, self.event.id)
        told = (one for one in versions if one.public_id == self.item.guest.notice)
        return next(told, next(iter(versions), None))

    def _look_for_namesakes(self, read: Read) -> Trouble | None:
        if self.item.someone_else:
            return None
        alike = queries.namesakes(self.session, self.event.id, read.person)
        if alike and not self.item.kept:
            shown = tuple(guest_of(registration) for registration in alike)
            raise Refusal("same_name", "somebody of this name is registered", shown)
        return Trouble.SAME_NAME if alike else None

    def _write(
        self, registration: Registration, spare: SpareBadge | None, trouble: Trouble | None, made_at: datetime
    ) -> WalkIn:
        walk_in = WalkIn(
            event_id=self.event.id,
            device_id=self.desk.device.id,
            walk_in_id=self.item.walk_in_id,
            digest=self.item.digest,
            registration=registration,
            spare_id=spare.id if spare else None,
            made_at=made_at,
            received_at=self.at,
            trouble=trouble,
        )
        self.session.add(walk_in)
        audit.record(self.session, "walk_in", registration, device=self.desk.device.name)
        return walk_in

    def _announce(self, registration: Registration, spare: SpareBadge | None, made_at: datetime) -> None:
        """The badge first, so that nobody makes another ticket; then the scans that it was in before."""
        if spare:
            spares.give(self.session, spare, registration, self.at)
        if registration.state is ACCEPTED:
            registration_accepted.send(None, session=self.session, registration=registration)
        self.session.flush()
        if spare:
            bind(self.session, self.event, registration, spare.code, made_at, self.at)
