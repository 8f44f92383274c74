"""The roster that a phone keeps: whole at first, then what has changed, and nobody's name in clear."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.checkin import held, lists, undoing
from app.checkin.answers import ScanAnswer
from app.checkin.models import Admits, RosterEntry, Scan
from app.checkin.roster import MARGIN, Roster, roster
from app.checkin.sealing import open_name
from app.core.clock import now
from app.core.db import db
from app.core.names import PersonName
from app.core.text import Bilingual
from app.registration import admission, erasing
from app.registration.models import Registration
from app.registration.queries import GONE_KEPT
from app.tickets import issuing
from tests.factories.checkin import Door, make_checkpoint, make_door, make_item, make_phone, scan, uuid7
from tests.factories.tickets import secrets_of_app
from tests.integration.query_counts.counting import counted


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


def told(session: Session, door: Door, since: datetime | None = None) -> Roster:
    session.flush()
    return roster(session, door.event, [door.checkpoint], since, now())


def long_ago(session: Session) -> None:
    """As if everybody had registered and been given a ticket yesterday."""
    session.execute(update(Registration).values(changed_at=now() - timedelta(days=1)))
    session.expire_all()


def test_the_whole_roster_tells_how_everybody_stands(session: Session, door: Door):
    guest, _ = door.guest(session)
    waiting, _ = door.guest(session, state="waitlisted")
    whole = told(session, door)
    assert whole.whole
    assert {person.id: (person.state, person.generation) for person in whole.people} == {
        guest.public_id: ("accepted", 0),
        waiting.public_id: ("waitlisted", 0),
    }
    assert [category.id for category in whole.categories] == [door.category.public_id]


def test_a_name_is_opened_by_its_own_badge_alone(session: Session, door: Door):
    name = PersonName(han="吕晓明", family="Lyu", given="Xiaoming")
    guest, ticket = door.guest(session, name=name)
    _, other = door.guest(session)
    [sealed] = [person.name for person in told(session, door).people if person.id == guest.public_id]
    assert open_name(ticket.code, sealed) == Bilingual("吕晓明", "Lyu Xiaoming")
    with pytest.raises(InvalidTag):
        open_name(other.code, sealed)


def test_no_name_mail_or_phone_is_in_clear(session: Session, door: Door):
    guest, ticket = door.guest(session, phone="+8613900001234", name=PersonName(han="吕晓明", family="Lyu"))
    content = repr(told(session, door))
    for secret in ("吕晓明", "Lyu", "13900001234", guest.contact_email, ticket.code, ticket.short_code):
        assert secret not in content


def test_the_same_roster_reads_the_same_each_time(session: Session, door: Door):
    door.guest(session)
    assert told(session, door).people == told(session, door).people


def test_later_only_who_has_changed_is_told(session: Session, door: Door):
    door.guest(session)
    withdrawn, _ = door.guest(session)
    renewed, _ = door.guest(session)
    long_ago(session)
    admission.withdraw(session, withdrawn, now())
    issuing.reissue(session, secrets_of_app(), renewed, now())
    changes = told(session, door, since=now())
    assert not changes.whole
    assert {person.id: (person.state, person.generation) for person in changes.people} == {
        withdrawn.public_id: ("withdrawn", 0),
        renewed.public_id: ("accepted", 1),
    }


def test_what_was_changed_shortly_before_the_last_answer_is_told_again(session: Session, door: Door):
    """Its transaction may have ended after that answer was made."""
    guest, _ = door.guest(session)
    assert [person.id for person in told(session, door, since=now() + MARGIN / 2).people] == [guest.public_id]
    assert told(session, door, since=now() + 2 * MARGIN).people == []


def test_who_came_is_told_with_where_and_when(session: Session, door: Door):
    guest, ticket = door.guest(session)
    [answer] = scan(session, door.phone, make_item(door.checkpoint, ticket.code))
    for since in (None, now()):
        [place] = told(session, door, since).places
        assert (place.checkpoint, place.registration) == (door.checkpoint.public_id, guest.public_id)
        [came] = place.came
        assert (came.since, came.device) == (answer.at, door.phone.device.public_id)
        assert (came.window, came.inside, came.count) == ("", True, 1)


def test_an_undone_scan_leaves_an_empty_place(session: Session, door: Door):
    guest, ticket = door.guest(session)
    supervisor = make_phone(session, door.event, "supervisor")
    item = make_item(door.checkpoint, ticket.code)
    scan(session, supervisor, item)
    target = undoing.scan_of_event(session, door.event.id, item.scan_id, "")
    wanted = undoing.Undo(scan_id=uuid7(), target=target, sequence=item.sequence + 1, reason="by mistake")
    undoing.undo(session, door.event, supervisor.device, wanted, now())
    [place] = told(session, door, since=now()).places
    assert (place.registration, place.came) == (guest.public_id, [])
    assert told(session, door).places == []


def test_other_checkpoints_are_not_told(session: Session, door: Door):
    _, ticket = door.guest(session)
    hall = make_checkpoint(session, door.event)
    scan(session, door.phone, make_item(hall, ticket.code))
    assert told(session, door).places == []


def test_a_list_is_told_whole_when_it_changes(session: Session):
    door = make_door(session, admits=Admits.ROSTER)
    guest, _ = door.guest(session)
    session.add(RosterEntry(checkpoint_id=door.checkpoint.id, registration_id=guest.id))
    [own] = told(session, door).lists
    assert (own.checkpoint, own.registrations) == (door.checkpoint.public_id, [guest.public_id])
    assert told(session, door, since=now() + 2 * MARGIN).lists == []


def test_who_is_put_on_a_list_or_taken_off_is_told_at_the_next_turn(session: Session):
    door = make_door(session, admits=Admits.ROSTER, changed_at=now() - timedelta(days=1))
    guest, _ = door.guest(session)
    assert told(session, door, since=now()).lists == []
    lists.add(session, door.checkpoint, [guest.public_id])
    assert [own.registrations for own in told(session, door, since=now()).lists] == [[guest.public_id]]
    door.checkpoint.changed_at = now() - timedelta(days=1)
    lists.remove(session, door.checkpoint, [guest.public_id])
    assert [own.registrations for own in told(session, door, since=now()).lists] == [[]]


def test_many_people_take_as_many_statements_as_few(session: Session, door: Door):
    sent = []
    for more in (2, 20):
        for _ in range(more):
            door.guest(session)
        session.flush()
        with counted(db.engine) as statements:
            told(session, door)
        sent.append(len(statements))
    assert sent[0] == sent[1]


def test_a_held_scan_that_is_accepted_reaches_the_phones_at_the_next_turn(session: Session, door: Door):
    guest, ticket = door.guest(session)
    door.phone.device.revoked_at = now() - timedelta(hours=2)
    made = now() - timedelta(hours=1)
    [answer] = scan(session, door.phone, make_item(door.checkpoint, ticket.code, scanned_at=made), at=made)
    assert told(session, door, since=now()).places == []
    held.accept(session, door.event, line_of(session, answer), None, now())
    [place] = told(session, door, since=now()).places
    assert (place.registration, len(place.came)) == (guest.public_id, 1)


def test_a_scan_that_a_late_arrival_puts_off_reaches_the_phones_at_the_next_turn(session: Session, door: Door):
    (guest, ticket), (_, other) = door.guest(session), door.guest(session)
    early, noon = now() - timedelta(hours=5), now() - timedelta(hours=2)
    after = make_item(door.checkpoint, ticket.code, sequence=2, scanned_at=early, device_verdict="admitted")
    scan(session, door.phone, after, at=noon)
    assert told(session, door, since=now()).places == []
    before = make_item(door.checkpoint, other.code, sequence=1, scanned_at=noon, device_verdict="admitted")
    scan(session, door.phone, before)
    [place] = [place for place in told(session, door, since=now()).places if place.registration == guest.public_id]
    assert [came.since for came in place.came] == [noon]


def test_ids_of_people_who_were_erased_are_told_for_a_day(session: Session, door: Door):
    guest, _ = door.guest(session)
    public_id = guest.public_id
    admission.withdraw(session, guest, now())
    erasing.erase_own(session, guest, now())
    assert told(session, door, since=now()).gone == [public_id]
    assert told(session, door).gone == []
    assert told(session, door, since=now() - 2 * GONE_KEPT).whole
    erasing.forget_gone(session, now() + 3 * GONE_KEPT)
    assert told(session, door, since=now()).gone == []


def line_of(session: Session, answer: ScanAnswer) -> Scan:
    return session.scalars(select(Scan).where(Scan.scan_id == answer.scan_id)).one()
