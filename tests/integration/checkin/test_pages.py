"""The organizers' pages of checkpoints, devices and scans."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.checkin.devices import hash_of
from app.checkin.models import Checkpoint, Device, Pairing
from app.core.clock import now
from app.core.text import Bilingual
from app.events.cloning import Handover, clone
from app.events.models import Event, EventState
from app.registration.models import Category
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_checkpoint, make_door, make_item, scan
from tests.factories.events import make_event, make_grant
from tests.factories.registration import make_category
from tests.integration.forms import post


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


@pytest.fixture
def organizer(client: FlaskClient, session: Session, door: Door) -> User:
    return staff(client, session, door.event, "organizer")


def staff(client: FlaskClient, session: Session, event: Event, role: str) -> User:
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, event, role)
    session.commit()
    sign_in(client, user)
    return user


def anew(session: Session) -> None:
    """See what requests have written since."""
    session.rollback()
    session.expire_all()


def url(door: Door, rest: str = "") -> str:
    return f"/manage/events/{door.event.slug}/{rest}"


def form(**overrides: Any) -> dict[str, Any]:
    return {"title_zh": "晚宴", "title_en": "Dinner", "kind": "meal", "rule": "once", "admits": "all"} | overrides


@pytest.mark.usefixtures("organizer")
class TestCheckpoints:
    def test_those_of_an_archived_event_stay_as_they_are(
        self, client: FlaskClient, session: Session, door: Door
    ) -> None:
        door.event.state = EventState.ARCHIVED
        session.commit()
        mine = f"checkpoints/{door.checkpoint.public_id}/"
        version = door.checkpoint.changed_at.isoformat()
        sent = {"checkpoints/new/": form(), mine: form(version=version), f"{mine}archive/": {}, f"{mine}move/": {}}
        for path, typed in sent.items():
            page = url(door, "checkpoints/new/")
            answer = post(client, url(door, path), typed, page=page, follow_redirects=True)
            assert "This event is archived." in answer.text, path
        anew(session)
        assert session.scalars(select(Checkpoint)).one().archived_at is None

    def test_a_checkpoint_is_made_after_the_last(self, client: FlaskClient, session: Session, door: Door) -> None:
        response = post(
            client, url(door, "checkpoints/new/"), form(opens="2027-06-20T18:00", closes="2027-06-20T21:00")
        )
        assert response.status_code == 303
        made = session.scalars(select(Checkpoint).order_by(Checkpoint.position.desc())).first()
        assert made.title == Bilingual("晚宴", "Dinner")
        assert made.opens_at.isoformat() == "2027-06-20T10:00:00+00:00"
        assert made.position > door.checkpoint.position
        assert "Dinner" in client.get(url(door, "checkpoints/")).text

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title_zh": "", "title_en": ""},
            {"kind": "door"},
            {"rule": ""},
            {"admits": "categories"},
            {"opens": "2027-06-20T18:00", "closes": "2027-06-20T18:00"},
            {"opens": "soon"},
            {"categories": "AAAAAAAAAAAAAAAA", "admits": "categories"},
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
        self, client: FlaskClient, session: Session, door: Door, wrong: dict[str, str]
    ) -> None:
        response = post(client, url(door, "checkpoints/new/"), form(title_en="Kept title") | wrong)
        assert response.status_code == 422
        assert "error-summary" in response.text
        if "title_en" not in wrong:
            assert "Kept title" in response.text
        assert len(session.scalars(select(Checkpoint)).all()) == 1

    def test_categories_are_chosen_and_kept(self, client: FlaskClient, session: Session, door: Door) -> None:
        press = make_category(session, door.event, "press")
        session.commit()
        page = url(door, f"checkpoints/{door.checkpoint.public_id}/")
        version = re.search(r'name="version"[^>]*value="([^"]+)"', client.get(page).text)
        assert version
        chosen = form(admits="categories", categories=[press.public_id], version=version.group(1))
        assert post(client, page, chosen).status_code == 303
        anew(session)
        assert [category.kind for category in session.get_one(Checkpoint, door.checkpoint.id).categories] == ["press"]
        assert re.search(
            rf'value="{press.public_id}"[^>]*checked|checked[^>]*value="{press.public_id}"', client.get(page).text
        )

    def test_how_it_counts_is_fixed_once_somebody_was_scanned(
        self, client: FlaskClient, session: Session, door: Door
    ) -> None:
        scan(session, door.phone, make_item(door.checkpoint, door.guest(session)[1].code))
        page = url(door, f"checkpoints/{door.checkpoint.public_id}/")
        version = re.search(r'name="version"[^>]*value="([^"]+)"', client.get(page).text)
        assert version
        assert post(client, page, form(rule="count", version=version.group(1))).status_code == 422
        assert post(client, page, form(version=version.group(1))).status_code == 303

    def test_out_of_use_and_back(self, client: FlaskClient, session: Session, door: Door) -> None:
        page = url(door, f"checkpoints/{door.checkpoint.public_id}/")
        post(client, f"{page}archive/", page=page)
        anew(session)
        assert session.get_one(Checkpoint, door.checkpoint.id).archived_at
        post(client, f"{page}restore/", page=url(door, "checkpoints/"))
        anew(session)
        assert session.get_one(Checkpoint, door.checkpoint.id).archived_at is None

    def test_the_order_is_changed_by_one_place(self, client: FlaskClient, session: Session, door: Door) -> None:
        second = make_checkpoint(session, door.event)
        session.commit()
        page = url(door, "checkpoints/")
        post(client, f"{page}{second.public_id}/move/", {"to": "up"}, page=page)
        anew(session)
        rows = session.scalars(select(Checkpoint).order_by(Checkpoint.position)).all()
        assert [row.id for row in rows] == [second.id, door.checkpoint.id]

    def test_a_checkpoint_of_another_event_is_not_there(
        self, client: FlaskClient, session: Session, door: Door
    ) -> None:
        other = make_door(session)
        session.commit()
        assert client.get(url(door, f"checkpoints/{other.checkpoint.public_id}/")).status_code == 404


def test_a_viewer_sees_the_counters_and_changes_nothing(client: FlaskClient, session: Session, door: Door) -> None:
    scan(session, door.phone, make_item(door.checkpoint, door.guest(session)[1].code))
    staff(client, session, door.event, "viewer")
    page = client.get(url(door, "checkpoints/"))
    assert page.status_code == 200
    assert "New checkpoint" not in page.text
    assert client.get(url(door, "checkpoints/new/")).status_code == 403
    assert client.get(url(door, "devices/")).status_code == 403


def test_a_clone_has_the_same_checkpoints_on_its_own_days(session: Session) -> None:
    source = make_event(session)
    press = make_category(session, source, "press")
    opens = now().replace(hour=1, minute=0, second=0, microsecond=0) + timedelta(days=30)
    made = make_checkpoint(session, source, admits="categories", opens_at=opens, closes_at=opens + timedelta(hours=8))
    made.categories.append(press)
    session.commit()
    target = clone(session, source, Handover(source.host_base, source.starts_on + timedelta(days=364), source.zone))
    [copied] = session.scalars(select(Checkpoint).where(Checkpoint.event_id == target.id))
    days = target.starts_on - source.starts_on
    assert (copied.title, copied.opens_at) == (made.title, made.opens_at + days)
    [category] = copied.categories
    assert (category.kind, category.event_id) == ("press", target.id)
    assert session.scalars(select(Category).where(Category.event_id == target.id)).one().id == category.id


@pytest.mark.usefixtures("organizer")
class TestDevices:
    def terms(self, **overrides: Any) -> dict[str, Any]:
        until = (now() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")
        return {"name": "East door 1", "role": "scan", "expires": until} | overrides

    def code(self, client: FlaskClient, door: Door, **overrides: Any) -> str:
        response = post(client, url(door, "devices/pair/"), self.terms(**overrides), page=url(door, "devices/"))
        assert response.status_code == 200, response.text
        found = re.search(r"/scan/pair/([0-9A-F]{32})/", response.text)
        assert found
        return found.group(1)

    def test_a_phone_is_paired_by_a_code_that_works_once(
        self, client: FlaskClient, session: Session, door: Door, application: Any
    ) -> None:
        path = f"/scan/pair/{self.code(client, door)}/"
        phone = application.test_client()
        assert phone.get(path).status_code == 200
        assert session.scalars(select(Pairing)).one().used_at is None
        response = post(phone, path)
        token = re.search(r'"token": ?"([^"]+)"', response.text)
        assert token
        assert phone.get("/api/v1/device", headers={"Authorization": f"Bearer {token.group(1)}"}).status_code == 200
        assert post(application.test_client(), path, page="/sign-in/").status_code == 409
        anew(session)
        made = session.scalars(select(Device).where(Device.name == "East door 1")).one()
        assert (made.token_hash, made.user_id) == (hash_of(token.group(1)), None)

    def test_inside_another_app_the_way_out_is_shown_before_pairing(
        self, client: FlaskClient, door: Door, application: Any
    ) -> None:
        path = f"/scan/pair/{self.code(client, door)}/?lang=en"
        phone = application.test_client()
        assert "You are inside WeChat" in phone.get(path, headers={"User-Agent": "MicroMessenger/8.0.49"}).text
        assert "You are inside" not in phone.get(path, headers={"User-Agent": "Chrome/141.0 Mobile Safari"}).text

    def test_a_code_is_good_for_five_minutes(
        self, client: FlaskClient, session: Session, door: Door, application: Any
    ) -> None:
        path = f"/scan/pair/{self.code(client, door)}/"
        pairing = session.scalars(select(Pairing)).one()
        assert pairing.expires_at - pairing.created_at == timedelta(minutes=5)
        pairing.expires_at = now()
        session.commit()
        phone = application.test_client()
        assert "csrf_token" not in phone.get(path).text
        assert post(phone, path, page="/sign-in/").status_code == 409

    def test_the_page_of_the_code_says_when_it_was_used(
        self, client: FlaskClient, session: Session, door: Door, application: Any
    ) -> None:
        path = f"/scan/pair/{self.code(client, door)}/"
        state = url(door, f"devices/pairings/{session.scalars(select(Pairing)).one().public_id}/")
        anew(session)
        assert "Waiting" in client.get(state).text
        post(application.test_client(), path)
        assert "Paired" in client.get(state).text

    def test_a_token_for_a_script_is_shown_once_and_stored_as_a_hash(
        self, client: FlaskClient, session: Session, door: Door
    ) -> None:
        page = url(door, "devices/")
        response = post(client, f"{page}token/", self.terms(checkpoints=[door.checkpoint.public_id]), page=page)
        token = re.search(r'id="token"[^>]*value="([^"]+)"', response.text)
        assert token
        made = session.scalars(select(Device).where(Device.token_hash == hash_of(token.group(1)))).one()
        assert [row.id for row in made.checkpoints] == [door.checkpoint.id]
        assert token.group(1) not in client.get(page).text

    @pytest.mark.parametrize(
        "wrong", [{"name": ""}, {"role": "king"}, {"expires": ""}, {"expires": "2020-01-01T00:00"}, {"name": "x" * 81}]
    )
    def test_wrong_terms_are_refused_beside_their_field(
        self, client: FlaskClient, session: Session, door: Door, wrong: dict[str, str]
    ) -> None:
        page = url(door, "devices/")
        response = post(client, f"{page}pair/", self.terms(**wrong), page=page)
        assert response.status_code == 422
        assert "error-summary" in response.text
        assert session.scalars(select(Pairing)).all() == []

    def test_a_device_is_taken_out_of_service(self, client: FlaskClient, session: Session, door: Door) -> None:
        page = url(door, "devices/")
        post(client, f"{page}{door.phone.device.public_id}/revoke/", page=page)
        anew(session)
        assert session.get_one(Device, door.phone.device.id).revoked_at
        assert "Out of service" in client.get(page).text

    def test_a_device_of_another_event_is_not_there(self, client: FlaskClient, session: Session, door: Door) -> None:
        other = make_door(session)
        session.commit()
        path = url(door, f"devices/{other.phone.device.public_id}/revoke/")
        assert post(client, path, page=url(door, "devices/")).status_code == 404
