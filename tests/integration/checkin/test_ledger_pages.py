"""The organizers' pages of scans: listed, taken back, and what waited for somebody settled."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin.models import Attendance, Scan
from app.core.audit import AuditEntry
from app.core.clock import now
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_checkpoint, make_door, make_item, make_phone, scan
from tests.factories.events import make_grant
from tests.integration.forms import post


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


@pytest.fixture
def organizer(client: FlaskClient, session: Session, door: Door) -> User:
    user = make_user(session, password="correct horse battery", name="Wen Jing")
    make_grant(session, user, door.event, "organizer")
    session.commit()
    sign_in(client, user)
    return user


def anew(session: Session) -> None:
    """See what requests have written since."""
    session.rollback()
    session.expire_all()


def url(door: Door, rest: str = "") -> str:
    return f"/manage/events/{door.event.slug}/{rest}"


@pytest.mark.usefixtures("organizer")
class TestLedger:
    def admit(self, session: Session, door: Door) -> Scan:
        [answer] = scan(session, door.phone, make_item(door.checkpoint, door.guest(session)[1].code))
        return session.scalars(select(Scan).where(Scan.scan_id == answer.scan_id)).one()

    def path(self, door: Door, line: Scan, act: str) -> str:
        return url(door, f"scans/{door.phone.device.public_id}/{line.scan_id}/{act}/")

    def test_scans_are_listed_and_narrowed(self, client: FlaskClient, session: Session, door: Door) -> None:
        self.admit(session, door)
        hall = make_checkpoint(session, door.event)
        scan(session, door.phone, make_item(hall, "nonsense"))
        everything = client.get(url(door, "scans/")).text
        assert "Xiaoming" in everything
        assert "Nobody known" in everything
        assert "Xiaoming" not in client.get(url(door, "scans/?verdict=refused")).text
        assert "Nobody known" not in client.get(url(door, f"scans/?checkpoint={door.checkpoint.public_id}")).text
        assert "No scans" in client.get(url(door, "scans/?held=1")).text

    @pytest.mark.parametrize("query", ["page=99999999999", "page=-1", "page=x", "verdict=%27", "checkpoint=x" * 9])
    def test_no_filter_breaks_the_page(self, client: FlaskClient, session: Session, door: Door, query: str) -> None:
        self.admit(session, door)
        assert client.get(url(door, f"scans/?{query}")).status_code == 200

    def test_an_organizer_takes_a_scan_back_with_a_reason(
        self, client: FlaskClient, session: Session, door: Door
    ) -> None:
        line = self.admit(session, door)
        path = self.path(door, line, "undo")
        assert post(client, path, {"reason": ""}).status_code == 422
        assert post(client, path, {"reason": "wrong person"}).status_code == 303
        anew(session)
        assert session.scalars(select(Attendance)).all() == []
        listed = client.get(url(door, "scans/")).text
        assert "wrong person" in listed
        assert "taken back later" in listed
        assert "Took back scan" in client.get(url(door, "log/")).text
        assert post(client, path, {"reason": "again"}, page=url(door, "devices/")).status_code == 422

    def test_a_held_scan_is_accepted_or_dropped(self, client: FlaskClient, session: Session, door: Door) -> None:
        door.phone.device.revoked_at = now() - timedelta(minutes=5)
        first, second = self.admit(session, door), self.admit(session, door)
        page = url(door, "scans/?held=1")
        assert "2 scans wait for you" in client.get(url(door, "scans/")).text
        post(client, self.path(door, first, "accept"), page=page)
        post(client, self.path(door, second, "drop"), page=page)
        anew(session)
        assert (first.verdict, second.verdict) == ("admitted", "refused")
        assert session.scalars(select(Attendance)).one().registration_id == first.registration_id
        assert "No scans" in client.get(page).text

    def test_a_scan_of_another_events_device_is_not_there(
        self, client: FlaskClient, session: Session, door: Door
    ) -> None:
        other = make_door(session)
        line = self.admit(session, other)
        assert client.get(self.path(other, line, "undo").replace(other.event.slug, door.event.slug)).status_code == 404
        own = make_phone(session, door.event)
        session.commit()
        assert client.get(url(door, f"scans/{own.device.public_id}/{line.scan_id}/undo/")).status_code == 404

    def test_who_let_a_scan_count_or_dropped_it_is_shown_and_logged(
        self, client: FlaskClient, session: Session, door: Door, organizer: User
    ) -> None:
        door.phone.device.revoked_at = now() - timedelta(minutes=5)
        lines = {"accept": self.admit(session, door), "drop": self.admit(session, door)}
        for act, line in lines.items():
            post(client, self.path(door, line, act), page=url(door, "scans/?held=1"))
        shown = client.get(url(door, "scans/")).text
        assert "let count by Wen Jing" in shown
        assert "dropped by Wen Jing" in shown
        assert ">Dropped<" in shown.replace("</svg>", ">")
        anew(session)
        logged = {
            (entry.action, entry.object_id, entry.actor_id)
            for entry in session.scalars(select(AuditEntry).where(AuditEntry.object_type == "scan"))
        }
        assert logged == {(act, str(line.id), organizer.id) for act, line in lines.items()}
        log = client.get(url(door, "log/"))
        assert "Dropped scan" in log.text

    def asked(self, client: FlaskClient, door: Door, line: Scan) -> str:
        return client.get(self.path(door, line, "undo")).text

    def test_before_a_scan_is_taken_back_the_page_says_what_counts_then(
        self, client: FlaskClient, session: Session, door: Door
    ) -> None:
        first = self.admit(session, door)
        assert "counts as not having come" in self.asked(client, door, first)
        code = door.guest(session)[1].code
        west = make_phone(session, door.event)
        answers = [scan(session, phone, make_item(door.checkpoint, code))[0] for phone in (door.phone, west)]
        line = session.scalars(select(Scan).where(Scan.scan_id == answers[0].scan_id)).one()
        page = self.asked(client, door, line)
        assert "still counts as having come" in page
        assert f"{west.device.name}." in page

    def test_taking_back_an_entry_between_two_exits_leaves_the_person_gone(
        self, client: FlaskClient, session: Session, door: Door
    ) -> None:
        hall, code = make_checkpoint(session, door.event, rule="in_out"), door.guest(session)[1].code
        ways = ("in", "out", "in")
        answers = [scan(session, door.phone, make_item(hall, code, direction=way))[0] for way in ways]
        line = session.scalars(select(Scan).where(Scan.scan_id == answers[2].scan_id)).one()
        assert "then counts as gone" in self.asked(client, door, line)
