"""Each figure of the live picture counts exactly the rows that it leads to, whatever happened at the doors."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin import held, undoing
from app.checkin.conflicts import Cause, Word, settle
from app.checkin.ids import new_scan_id
from app.checkin.models import Admits, RosterEntry, Rule, Scan
from app.core.clock import now
from app.core.db import db
from app.events.models import Event
from app.registration.models import RegistrationState
from app.reports.snapshots import snapshots, take
from tests.factories.checkin import Phone, make_checkpoint, make_item, make_phone, scan
from tests.factories.directory import make_base, make_group
from tests.factories.events import make_event
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import make_ticket
from tests.integration.organizing import as_headquarters

LINK = re.compile(r'<a href="([^"]+)"[^>]*aria-label="[^"]*: (\d+)"[^>]*>\s*(\d+)\s*</a>')
ROWS = re.compile(r"<span data-rows>(\d+) ")


class Morning:
    """An event with checkpoints of every rule, guests of every kind, and doors at which all sorts of things happen."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.chance = session, random.Random(seed)
        self.event: Event = make_event(session)
        groups, bases = [make_group(session), make_group(session), None], [make_base(session), None]
        categories = [make_category(session, self.event, kind) for kind in ("participant", "expert", "press")]
        self.guests = [
            make_registration(
                session,
                self.chance.choice(categories),
                group=self.chance.choice(groups),
                base=self.chance.choice(bases),
                walk_in=number % 7 == 0,
                state="waitlisted" if number % 9 == 4 else "accepted",
            )
            for number in range(28)
        ]
        self.codes = {guest.id: make_ticket(session, guest).code for guest in self.guests}
        self.doors = [
            make_checkpoint(session, self.event, rule=rule) for rule in (Rule.ONCE, Rule.DAILY, Rule.IN_OUT, Rule.COUNT)
        ]
        self.doors.append(
            make_checkpoint(session, self.event, admits=Admits.CATEGORIES, categories=categories[:2], rule=Rule.IN_OUT)
        )
        self.doors.append(make_checkpoint(session, self.event, admits=Admits.ROSTER))
        for guest in self.guests[:12]:
            session.add(RosterEntry(checkpoint_id=self.doors[-1].id, registration_id=guest.id))
        self.phones = [make_phone(session, self.event, "supervisor") for _ in range(3)]
        session.commit()

    def happen(self, batches: int) -> None:
        for _ in range(batches):
            self.upload(self.chance.choice(self.phones))
        for line in self.some(Scan.verdict.in_(("admitted", "conflict")), 4):
            self.undo(line)
        for line in self.some(Scan.verdict == "conflict", 1):
            device = self.phones[0].device
            settle(self.session, self.event, line, Word(Cause.SHARED, "looked alike", None, device), now())
        self.session.commit()

    def upload(self, phone: Phone) -> None:
        """A phone that was alone for an hour tells what it did."""
        items = []
        for _ in range(self.chance.randint(4, 12)):
            door, guest = self.chance.choice(self.doors), self.chance.choice(self.guests)
            made = now() - timedelta(seconds=self.chance.randint(1, 4000))
            out = door.rule is Rule.IN_OUT and self.chance.random() < 0.4
            items.append(
                make_item(
                    door,
                    self.codes[guest.id],
                    scanned_at=made,
                    direction="out" if out else "in",
                    device_verdict=self.chance.choice(["admitted", ""]),
                    forced=self.chance.random() < 0.2,
                )
            )
        scan(self.session, phone, *items)

    def undo(self, line: Scan) -> None:
        device = self.phones[0].device
        sequence = undoing.next_sequence(self.session, device)
        wanted = undoing.Undo(scan_id=new_scan_id(), target=line, sequence=sequence, reason="by mistake")
        undoing.undo(self.session, self.event, device, wanted, now())

    def some(self, condition: object, number: int) -> list[Scan]:
        undone = select(Scan.undoes_id).where(Scan.undoes_id.is_not(None))
        open_lines = select(Scan).where(condition, Scan.id.not_in(undone), Scan.settled.is_(None))  # type: ignore[arg-type]
        return list(self.session.scalars(open_lines.order_by(Scan.id).limit(number)))

    def hold(self) -> None:
        """A phone goes on scanning after it was revoked; one of its scans is let count."""
        phone = self.phones[2]
        phone.device.revoked_at = now() - timedelta(hours=2)
        self.upload(phone)
        for line in held.held_scans(self.session, self.event.id)[:1]:
            held.accept(self.session, self.event, line, None, now())
        self.session.commit()

    def change_people(self) -> None:
        """Somebody cancels after having come; somebody's group is corrected."""
        self.guests[1].state = RegistrationState.CANCELLED
        self.guests[2].group = None
        self.guests[3].category = self.guests[0].category
        self.session.commit()


def rows_at(client: FlaskClient, href: str) -> int:
    answer = client.get(unescape(href))
    assert answer.status_code == 200, href
    found = ROWS.search(answer.text)
    assert found, href
    listed = answer.text.count('<tr role="row"') - 1 if "<table" in answer.text else 0
    assert listed == min(int(found[1]), 50)
    return int(found[1])


def figures_on(client: FlaskClient, event: Event, query: str) -> list[tuple[str, int]]:
    snapshots.forget()
    page = client.get(f"/manage/events/{event.slug}/live/?{query}&lang=en")
    assert page.status_code == 200
    return [(href, int(said)) for href, said, shown in LINK.findall(page.text) if said == shown]


@pytest.mark.parametrize("seed", [3])
def test_every_figure_counts_the_rows_that_it_leads_to(client: FlaskClient, session: Session, seed: int) -> None:
    as_headquarters(client, session)
    morning = Morning(session, seed)
    morning.happen(9)
    snapshots.forget()
    take(db.engine, morning.event.slug, now())  # what follows is added to what was counted
    morning.hold()
    morning.happen(5)
    morning.change_people()
    day = now().astimezone().date()
    queries = [f"checkpoint={door.public_id}{more}" for door in morning.doors for more in ("", f"&day={day}")]
    followed = dict(pair for query in queries for pair in figures_on(client, morning.event, query))
    assert len(followed) > 150
    assert {href: rows_at(client, href) for href in followed} == followed


@pytest.mark.parametrize("seed", [5, 6])
def test_sums_add_up_and_what_was_added_is_what_is_counted_anew(session: Session, seed: int) -> None:
    morning = Morning(session, seed)
    for _ in range(3):
        morning.happen(4)
        followed = take(db.engine, morning.event.slug, now())
        assert followed
    morning.hold()
    morning.change_people()
    followed = take(db.engine, morning.event.slug, now())
    assert followed
    pictures = [
        followed.picture(db.engine, choice) for door in morning.doors if (choice := followed.choice(door.public_id, ""))
    ]
    for picture in pictures:
        figures = picture.figures
        assert figures.came == figures.expected_came + figures.walk_ins + figures.others
        assert figures.expected_came <= (figures.expected or 0)
        assert figures.times is not None
        assert figures.times >= figures.came
        for shares in picture.shares.values():
            assert sum(share.came for share in shares) == figures.came
            assert sum(share.expected or 0 for share in shares) == figures.expected
    from app.checkin import keeping

    keeping.books.forget()
    anew = take(db.engine, morning.event.slug, now())
    assert anew
    assert anew.figures == followed.figures
    assert (anew.people, anew.times) == (followed.people, followed.times)
    for picture in pictures:
        choice = picture.choice
        assert anew.picture(db.engine, choice).bars == picture.bars
