"""A bus is counted before it leaves: by phones with a network and without, and by organizers who close the round."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.models import Attendance, RosterEntry, Scan
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.model import new_public_id
from app.core.names import PersonName
from app.headcounts import queries
from app.headcounts.models import Absence, Round
from app.headcounts.queries import Count
from app.registration.models import Registration
from app.tickets.models import Ticket
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, Phone, make_checkpoint, make_door, make_item, make_phone, scan
from tests.factories.events import make_grant
from tests.integration.forms import post
from tests.integration.outside import catch_up

Guests = list[tuple[Registration, Ticket]]


@pytest.fixture
def bus(session: Session) -> Door:
    return make_door(session, kind="bus", admits="roster", rule="daily")


@pytest.fixture
def guests(session: Session, bus: Door) -> Guests:
    """Three on the bus's list: Anna, Berta, Clara."""
    made = [bus.guest(session, name=PersonName(family="Meier", given=name)) for name in ("Anna", "Berta", "Clara")]
    session.add_all(RosterEntry(checkpoint_id=bus.checkpoint.id, registration_id=r.id) for r, _ticket in made)
    session.commit()
    return made


def told(bus: Door, **said: Any) -> dict[str, Any]:
    values = {"id": new_public_id(), "checkpoint": bus.checkpoint.public_id, "title": "Departure from Gonghe"}
    return values | {"started_at": now().isoformat(), **said}


def tell(client: FlaskClient, phone: Phone, *rounds: dict[str, Any]) -> Any:
    return client.post("/api/v1/rounds", json={"rounds": rounds}, headers=phone.headers)


def aboard(session: Session, bus: Door, headcount: dict[str, Any], ticket: Ticket, phone: Phone | None = None) -> str:
    item = make_item(bus.checkpoint, ticket.code, round=headcount["id"], device_verdict="admitted")
    return str(scan(session, phone or bus.phone, item)[0].verdict)


def counted(session: Session, bus: Door) -> list[Count]:
    catch_up(session)
    return queries.counts(session, bus.checkpoint, "en")


def absent(person: Registration, why: str) -> dict[str, str]:
    return {"registration": person.public_id, "why": why}


def test_a_round_counts_each_once_apart_from_boarding(
    client: FlaskClient, session: Session, bus: Door, guests: Guests
) -> None:
    headcount = told(bus)
    assert tell(client, bus.phone, headcount).status_code == 200
    boarding = make_item(bus.checkpoint, guests[0][1].code)
    assert scan(session, bus.phone, boarding)[0].verdict == "admitted"
    assert [aboard(session, bus, headcount, guests[0][1]) for _again in range(2)] == ["admitted", "repeat"]
    [count] = counted(session, bus)
    assert (count.aboard, count.expected) == (1, 3)
    assert [one.person.name.given for one in count.missing] == ["Berta", "Clara"]
    assert len(session.scalars(select(Attendance)).all()) == 2


def test_two_phones_at_two_doors_share_a_round_and_see_the_same_person_without_a_conflict(
    client: FlaskClient, session: Session, bus: Door, guests: Guests
) -> None:
    headcount, other = told(bus), make_phone(session, bus.event)
    session.commit()
    tell(client, bus.phone, headcount)
    answers = [aboard(session, bus, headcount, guests[0][1], phone) for phone in (bus.phone, other)]
    aboard(session, bus, headcount, guests[1][1], other)
    heard = client.get(f"/api/v1/checkpoints/{bus.checkpoint.public_id}/rounds", headers=other.headers).json
    assert answers == ["admitted", "repeat"]
    assert [row["id"] for row in heard["rounds"]] == [headcount["id"]]
    assert counted(session, bus)[0].aboard == 2


def test_scans_may_come_before_their_round_is_heard_of(
    client: FlaskClient, session: Session, bus: Door, guests: Guests
) -> None:
    headcount = told(bus)
    aboard(session, bus, headcount, guests[0][1])
    assert counted(session, bus) == []
    tell(client, bus.phone, headcount)
    assert counted(session, bus)[0].aboard == 1


@pytest.mark.parametrize("first", [0, 1])
def test_two_rounds_begun_offline_about_the_same_time_are_read_as_one(
    client: FlaskClient, session: Session, bus: Door, guests: Guests, first: int
) -> None:
    other, begun = make_phone(session, bus.event), now() - timedelta(minutes=30)
    mine = told(bus, started_at=begun.isoformat())
    theirs = told(bus, started_at=(begun + timedelta(minutes=4)).isoformat())
    heard = [(bus.phone, mine), (other, theirs)]
    session.commit()
    for phone, headcount in (heard[first], heard[1 - first]):
        tell(client, phone, headcount)
    aboard(session, bus, mine, guests[0][1])
    aboard(session, bus, theirs, guests[1][1], other)
    [count] = counted(session, bus)
    assert count.aboard == 2
    assert len(count.parts) == 1


def test_the_same_phone_s_next_round_is_another_departure(
    client: FlaskClient, session: Session, bus: Door, guests: Guests
) -> None:
    tell(client, bus.phone, told(bus), told(bus, title="Departure from the hotel"))
    assert len(counted(session, bus)) == 2


def test_a_round_told_again_changes_nothing_and_closes_with_reasons(
    client: FlaskClient, session: Session, bus: Door, guests: Guests
) -> None:
    headcount = told(bus)
    closing = headcount | {
        "title": "Something else",
        "closed_at": now().isoformat(),
        "absences": [absent(guests[1][0], "other_car"), absent(guests[2][0], "ill")],
    }
    aboard(session, bus, headcount, guests[0][1])
    for said in (headcount, closing, closing, headcount):
        assert tell(client, bus.phone, said).status_code == 200
    [count] = counted(session, bus)
    assert count.round.title == "Departure from Gonghe"
    assert count.round.closed_at is not None
    assert [str(one.why) for one in count.missing] == ["other_car", "ill"]


def test_a_phone_hears_the_names_of_who_is_expected_where_its_role_may(
    client: FlaskClient, session: Session, bus: Door, guests: Guests
) -> None:
    search = make_phone(session, bus.event, "search")
    session.commit()
    address = f"/api/v1/checkpoints/{bus.checkpoint.public_id}/rounds"
    named = client.get(address, headers=search.headers).json["names"]
    assert [one["registration"] for one in named] == [person.public_id for person, _ in guests]
    assert client.get(address, headers=bus.phone.headers).json["names"] == []


def test_no_list_of_names_is_had_of_a_place_that_is_not_counted(client: FlaskClient, session: Session) -> None:
    entrance = make_door(session)
    entrance.guest(session)
    search = make_phone(session, entrance.event, "search")
    session.commit()
    answer = client.get(f"/api/v1/checkpoints/{entrance.checkpoint.public_id}/rounds", headers=search.headers)
    assert answer.json == {"rounds": [], "names": []}


def test_what_a_phone_may_not_tell_is_refused(client: FlaskClient, session: Session, bus: Door, guests: Guests) -> None:
    elsewhere, other = make_checkpoint(session, bus.event, kind="bus"), make_door(session)
    session.commit()
    headcount = told(bus)
    tell(client, bus.phone, headcount)
    moved = tell(client, bus.phone, headcount | {"checkpoint": elsewhere.public_id})
    foreign = tell(client, other.phone, headcount)
    assert (moved.status_code, moved.json["error"]["reason"]) == (422, "round_reused")
    assert (foreign.status_code, foreign.json["error"]["reason"]) == (404, "unknown_checkpoint")
    for wrong in ({"id": "x"}, {"title": ""}, {"absences": [absent(guests[0][0], "bored")]}, {"started_at": "soon"}):
        assert tell(client, bus.phone, headcount | wrong).status_code == 422
    assert tell(client, Phone(bus.phone.device, "nonsense"), headcount).status_code == 401


def test_why_somebody_was_missing_goes_with_the_person(
    client: FlaskClient, session: Session, bus: Door, guests: Guests
) -> None:
    from app.core.signals import registrations_erased

    tell(client, bus.phone, told(bus, absences=[absent(guests[0][0], "ill")]))
    catch_up(session)
    registrations_erased.send(None, session=session, keys=[guests[0][0].id])
    assert session.scalars(select(Absence)).all() == []


class TestOrganizers:
    @pytest.fixture(autouse=True)
    def organizer(self, client: FlaskClient, session: Session, bus: Door) -> None:
        user = make_user(session, password="correct horse battery")
        make_grant(session, user, bus.event, "organizer")
        session.commit()
        sign_in(client, user)

    def page(self, bus: Door, rest: str = "") -> str:
        return f"/manage/events/{bus.event.slug}/checkpoints/{bus.checkpoint.public_id}/rounds/{rest}"

    def send(self, client: FlaskClient, bus: Door, rest: str, **sent: str) -> Any:
        return post(client, self.page(bus, rest), sent, page=self.page(bus))

    def begun(self, client: FlaskClient, bus: Door, at: datetime | None = None) -> dict[str, Any]:
        headcount = told(bus, started_at=(at or now()).isoformat())
        tell(client, bus.phone, headcount)
        return headcount

    def test_a_round_closes_with_a_reason_for_everybody_who_is_missing(
        self, client: FlaskClient, session: Session, bus: Door, guests: Guests
    ) -> None:
        headcount = self.begun(client, bus)
        aboard(session, bus, headcount, guests[0][1])
        berta, clara = (f"why-{person.public_id}" for person, _ in guests[1:])
        close = f"{headcount['id']}/close/"
        refused = self.send(client, bus, close, **{berta: "ill"})
        assert refused.status_code == 422
        assert "Say of everybody who is missing why." in refused.text
        assert 'value="ill" selected' in refused.text
        assert counted(session, bus)[0].round.closed_at is None
        assert self.send(client, bus, close, **{berta: "ill", clara: "left_behind"}).status_code == 303
        [count] = counted(session, bus)
        assert count.round.closed_at is not None
        assert count.unexplained == 0
        shown = client.get(self.page(bus)).text
        assert "Left behind" in shown
        assert "Clara" in shown
        entries = session.scalars(select(AuditEntry).where(AuditEntry.object_type == "headcount_round")).all()
        assert entries

    def test_it_is_opened_again(self, client: FlaskClient, session: Session, bus: Door) -> None:
        headcount = self.begun(client, bus)
        self.send(client, bus, f"{headcount['id']}/close/")
        self.send(client, bus, f"{headcount['id']}/reopen/")
        assert counted(session, bus)[0].round.closed_at is None

    def test_rounds_are_joined_and_parted(
        self, client: FlaskClient, session: Session, bus: Door, guests: Guests
    ) -> None:
        early, late = self.begun(client, bus, now() - timedelta(hours=2)), self.begun(client, bus)
        aboard(session, bus, early, guests[0][1])
        aboard(session, bus, late, guests[1][1])
        assert [count.aboard for count in counted(session, bus)] == [1, 1]
        self.send(client, bus, f"{late['id']}/join/", into=early["id"])
        assert [count.aboard for count in counted(session, bus)] == [2]
        self.send(client, bus, f"{late['id']}/part/")
        assert [count.aboard for count in counted(session, bus)] == [1, 1]
        self.send(client, bus, f"{late['id']}/join/", into=late["id"])
        self.send(client, bus, f"{late['id']}/join/", into="")
        assert len(counted(session, bus)) == 2

    def test_a_round_of_another_bus_is_not_there(self, client: FlaskClient, session: Session, bus: Door) -> None:
        other = make_checkpoint(session, bus.event, kind="bus")
        session.commit()
        headcount = told(bus, checkpoint=other.public_id)
        tell(client, bus.phone, headcount)
        self.begun(client, bus)
        assert self.send(client, bus, f"{headcount['id']}/reopen/").status_code == 404

    def test_before_any_round_the_page_says_how_one_begins(self, client: FlaskClient, bus: Door) -> None:
        assert "No round yet" in client.get(self.page(bus)).text


def test_a_scan_of_a_round_reported_twice_is_one_line(session: Session, bus: Door, guests: Guests) -> None:
    item = make_item(bus.checkpoint, guests[0][1].code, round=new_public_id())
    first, again = scan(session, bus.phone, item)[0], scan(session, bus.phone, item)[0]
    catch_up(session)
    assert (first.verdict, again.verdict, again.replayed) == ("admitted", "admitted", True)
    assert [line.round for line in session.scalars(select(Scan))] == [item.round]
    assert session.scalars(select(Round)).all() == []
