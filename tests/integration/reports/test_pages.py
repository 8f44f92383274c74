"""Conflicts are settled, phone numbers and headcounts logged, and totals tell caterers what they need."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.checkin.conflicts import open_conflicts, waiting
from app.checkin.models import Attendance, Rule, Scan
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.text import Bilingual
from app.registration import answers
from tests.factories.checkin import Door, make_door, make_item, make_phone, scan
from tests.factories.registration import make_field
from tests.factories.tickets import secrets_of_app
from tests.integration.forms import csrf_token, post
from tests.integration.organizing import as_headquarters, as_role
from tests.integration.outside import catch_up


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def make_conflict(session: Session) -> tuple[Door, Scan]:
    """One person let in by two phones that were alone."""
    door = make_door(session)
    _, ticket = door.guest(session)
    other = make_phone(session, door.event)
    for phone, minutes in ((door.phone, 30), (other, 20)):
        made = now() - timedelta(minutes=minutes)
        scan(session, phone, make_item(door.checkpoint, ticket.code, scanned_at=made, device_verdict="admitted"))
    [found] = open_conflicts(session, door.event.id)
    return door, found.scan


def address(door: Door, line: Scan, session: Session) -> str:
    [found] = open_conflicts(session, door.event.id, line.id)
    return f"/manage/events/{door.event.slug}/live/conflicts/{found.device.public_id}/{line.scan_id}/"


class TestConflicts:
    @pytest.mark.parametrize("cause", ["twice", "shared"])
    def test_a_supervisor_says_what_it_was_and_it_stays_in_the_ledger(
        self, client: FlaskClient, session: Session, cause: str
    ) -> None:
        door, line = make_conflict(session)
        as_headquarters(client, session)
        answer = post(client, address(door, line, session), {"cause": cause, "note": "asked both doors"})
        assert answer.status_code == 303
        assert ("registrations" in answer.headers["Location"]) == (cause == "shared")
        catch_up(session)
        assert (line.verdict, line.settled, line.note) == ("conflict", cause, "asked both doors")
        assert waiting(session, door.event.id).conflicts == 0
        assert "settle_conflict" in actions(session)
        ledger = client.get(f"/manage/events/{door.event.slug}/scans/?verdict=conflict&lang=en").text
        assert "asked both doors" in ledger
        assert {"twice": "One person, seen twice", "shared": "Badge shared or copied"}[cause] in ledger

    def test_a_mistake_takes_the_later_scan_back(self, client: FlaskClient, session: Session) -> None:
        door, line = make_conflict(session)
        as_headquarters(client, session)
        post(client, address(door, line, session), {"cause": "mistake", "note": ""})
        catch_up(session)
        assert line.settled == "mistake"
        assert session.scalar(select(Scan.id).where(Scan.undoes_id == line.id))
        assert len(session.scalars(select(Attendance)).all()) == 1

    def test_of_two_supervisors_the_second_is_told(self, client: FlaskClient, session: Session) -> None:
        door, line = make_conflict(session)
        as_headquarters(client, session)
        page = address(door, line, session)
        token = csrf_token(client, page)
        for status in (303, 422):
            sent = {"csrf_token": token, "cause": "twice", "note": ""}
            assert client.post(page, data=sent).status_code == status
        assert client.get(page).status_code == 303

    def test_a_supervisors_phone_lists_and_settles_them(self, client: FlaskClient, session: Session) -> None:
        door, line = make_conflict(session)
        supervisor = make_phone(session, door.event, "supervisor")
        session.commit()
        [told] = client.get("/api/v1/conflicts", headers=supervisor.headers).json["conflicts"]
        assert told["scan_id"] == str(line.scan_id)
        body = {"scan_id": told["scan_id"], "device": told["device"], "cause": "twice", "note": "one person"}
        left = client.post("/api/v1/conflicts/settle", json=body, headers=supervisor.headers)
        assert left.json == {"conflicts": []}
        again = client.post("/api/v1/conflicts/settle", json=body, headers=supervisor.headers)
        assert again.status_code == 409
        assert client.get("/api/v1/conflicts", headers=door.phone.headers).status_code == 403


class TestPhones:
    def test_organizers_see_whom_to_call_and_that_is_logged(self, client: FlaskClient, session: Session) -> None:
        door = make_door(session)
        guest, _ = door.guest(session)
        as_headquarters(client, session)
        page = f"/manage/events/{door.event.slug}/live/people/?which=missing&checkpoint={door.checkpoint.public_id}"
        assert guest.phone not in client.get(page).text
        sent = {"which": "missing", "checkpoint": door.checkpoint.public_id}
        shown = post(client, f"/manage/events/{door.event.slug}/live/people/", sent, page=page)
        assert guest.phone in shown.text
        assert "read_phones" in actions(session)

    def test_who_only_checks_in_sees_none(self, client: FlaskClient, session: Session) -> None:
        door = make_door(session)
        guest, _ = door.guest(session)
        as_role(client, session, door.event, "checkin")
        page = client.get(f"/manage/events/{door.event.slug}/live/people/?which=missing")
        assert guest.phone not in page.text
        assert "csrf_token" not in page.text.split("<main", 1)[1]


class TestHeadcount:
    def test_it_names_who_is_inside_and_is_logged(self, client: FlaskClient, session: Session) -> None:
        door = make_door(session, rule=Rule.IN_OUT)
        (_, stays), (_, leaves) = (
            door.guest(session, organisation=Bilingual("", organisation)) for organisation in ("=1+1", "Gone Ltd")
        )
        for ticket, directions in ((stays, "in"), (leaves, "in out")):
            for direction in directions.split():
                scan(session, door.phone, make_item(door.checkpoint, ticket.code, direction=direction))
        as_headquarters(client, session)
        page = f"/manage/events/{door.event.slug}/live/?lang=en"
        printed = post(client, f"/manage/events/{door.event.slug}/live/headcount/", {"as": "page"}, page=page)
        assert "=1+1" in printed.text
        assert "Gone Ltd" not in printed.text
        file = post(client, f"/manage/events/{door.event.slug}/live/headcount/", {"as": "csv"}, page=page)
        assert file.mimetype == "text/csv"
        assert "'=1+1" in file.data.decode("utf-8-sig")
        assert actions(session).count("headcount") == 2


class TestTotals:
    def filled(self, session: Session) -> Door:
        door = make_door(session)
        meal = make_field(session, door.event, "choice", sensitive=True)
        for value in ("a", "b", "b", "b", None):
            guest, _ = door.guest(session)
            answers.save(session, secrets_of_app(), guest, {meal: value})
        return door

    def test_organizers_see_them_exactly_once_asked_for(self, client: FlaskClient, session: Session) -> None:
        door = self.filled(session)
        as_headquarters(client, session)
        page = f"/manage/events/{door.event.slug}/totals/?lang=en"
        assert "Vegetarian" not in client.get(page).text
        shown = post(client, page).text
        assert shown.index("Halal meal") < shown.index(">1<") < shown.index("Vegetarian meal") < shown.index(">3<")
        assert "read_totals" in actions(session)

    def test_others_are_not_told_of_one_or_two(self, client: FlaskClient, session: Session) -> None:
        door = self.filled(session)
        as_role(client, session, door.event, "viewer")
        shown = post(client, f"/manage/events/{door.event.slug}/totals/?lang=en").text
        assert "fewer than 3" in shown
        assert ">3<" in shown
        assert "No answer" not in shown


@pytest.mark.parametrize("since", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "soon"])
def test_a_time_that_no_clock_shows_narrows_nothing(client: FlaskClient, session: Session, since: str) -> None:
    door = make_door(session)
    _, ticket = door.guest(session)
    scan(session, door.phone, make_item(door.checkpoint, ticket.code))
    as_role(client, session, door.event, "organizer")
    page = client.get(f"/manage/events/{door.event.slug}/live/times/", query_string={"since": since})
    assert (page.status_code, door.phone.device.name in page.text) == (200, True)
