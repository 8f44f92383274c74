"""People who come unannounced: taken down at the desk with a badge that scans, with a network and without."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.checkin.binding import bind
from app.checkin.models import Attendance, Scan
from app.core.clock import now
from app.core.names import PersonName
from app.core.throttle import Attempt
from app.desk.models import WalkIn
from app.registration import admission, erasing
from app.registration.models import Consent, Places, Registration, RegistrationChange
from app.registration.states import Act
from app.tickets import spares
from app.tickets.encryption import event_private_key, seal
from app.tickets.models import SpareBadge
from tests.factories.checkin import Door, Phone, make_checkpoint, make_door, make_item, make_phone, scan, uuid7
from tests.factories.registration import make_notice, make_registration
from tests.factories.tickets import make_spares, secrets_of_app


def ago(minutes: float) -> datetime:
    return now() - timedelta(minutes=minutes)


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session)


@pytest.fixture
def desk(session: Session, door: Door) -> Phone:
    return make_phone(session, door.event, "search")


@pytest.fixture
def spare(session: Session, door: Door) -> SpareBadge:
    return make_spares(session, door.category)[0]


def typed(name: str = "陆远航", **overrides: Any) -> dict[str, Any]:
    guest = {"han": name, "organisation": "虚构实验室", "country": "CN", "consents": ["notice"]}
    return {"made_at": now().isoformat(), "guest": guest, **overrides}


def walk_in(client: FlaskClient, phone: Phone, arrival: dict[str, Any] | None, **overrides: Any) -> dict[str, Any]:
    """The answer to one walk-in; the session must be committed before."""
    sent = {"walk_in_id": str(uuid7()), "arrival": arrival, **overrides}
    answer = client.post("/api/v1/walk-ins", json={"walk_ins": [sent]}, headers=phone.headers)
    assert answer.status_code == 200, answer.text
    [result] = answer.json["results"]
    return result


def of(session: Session, answer: dict[str, Any]) -> Registration:
    session.rollback()
    wanted = select(Registration).where(Registration.public_id == answer["person"]["id"])
    return session.scalars(wanted).one()


def test_whoever_is_given_a_blank_badge_is_let_in_by_it_at_once(
    client: FlaskClient, session: Session, door: Door, desk: Phone, spare: SpareBadge
) -> None:
    session.commit()
    [before] = scan(session, door.phone, make_item(door.checkpoint, spare.code))
    assert (before.verdict, before.reason, before.forcible) == ("refused", "blank_badge", False)
    answer = walk_in(client, desk, typed(code=spare.code))
    assert (answer["error"], answer["trouble"], answer["qr"]) == (None, "", None)
    registration = of(session, answer)
    assert (registration.public_id, registration.state, registration.walk_in) == (spare.public_id, "accepted", True)
    assert registration.holds_place
    [after] = scan(session, door.phone, make_item(door.checkpoint, spare.code))
    assert (after.verdict, after.person and after.person.name.zh) == ("admitted", "陆远航")
    found = client.get("/api/v1/people?q=luyuanhang", headers=desk.headers)
    assert [one["person"]["id"] for one in found.json["people"]] == [spare.public_id]


def test_without_a_blank_badge_the_answer_holds_a_code_to_be_shown(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    session.commit()
    answer = walk_in(client, desk, typed(category=door.category.public_id))
    assert answer["qr"]["path"].startswith("M")
    [scanned] = scan(session, door.phone, make_item(door.checkpoint, answer["code"]))
    assert scanned.verdict == "admitted"


def test_sent_again_it_is_the_same_person(
    client: FlaskClient, session: Session, door: Door, desk: Phone, spare: SpareBadge
) -> None:
    session.commit()
    arrival, key = typed(code=spare.code), str(uuid7())
    first = walk_in(client, desk, arrival, walk_in_id=key)
    sealed = seal(_public(door), "walk-in", key, json.dumps(arrival).encode())
    again = walk_in(client, desk, None, walk_in_id=key, sealed=sealed, kept=True)
    assert (again["replayed"], again["person"]) == (True, first["person"])
    other = walk_in(client, desk, typed("别人"), walk_in_id=key)
    assert other["error"]["code"] == "id_reused"
    assert session.scalar(select(func.count()).select_from(WalkIn)) == 1


def _public(door: Door) -> Any:
    return event_private_key(secrets_of_app(), door.event.public_id).public_key()


def test_what_was_sealed_for_another_walk_in_does_not_open(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    session.commit()
    sealed = seal(_public(door), "walk-in", str(uuid7()), json.dumps(typed()).encode())
    answer = walk_in(client, desk, None, sealed=sealed)
    assert answer["error"]["code"] == "unreadable"


def test_two_phones_that_gave_one_badge_lose_neither_person(
    client: FlaskClient, session: Session, door: Door, desk: Phone, spare: SpareBadge
) -> None:
    other = make_phone(session, door.event, "search")
    session.commit()
    first = walk_in(client, desk, typed("陆远航", code=spare.code), kept=True)
    second = walk_in(client, other, typed("林晓岚", code=spare.code), kept=True)
    assert (first["trouble"], second["trouble"]) == ("", "spare_taken")
    assert second["code"] not in ("", spare.code)
    assert of(session, second).state == "accepted"
    assert of(session, first).public_id == spare.public_id
    live = walk_in(client, desk, typed("何人", code=spare.code))
    assert live["error"]["code"] == "spare_taken"


@pytest.mark.parametrize("kept", [False, True])
def test_a_badge_of_a_stock_that_was_withdrawn_lets_nobody_in(
    client: FlaskClient, session: Session, door: Door, desk: Phone, spare: SpareBadge, kept: bool
) -> None:
    spares.void(spare.stock, now())
    session.commit()
    answer = walk_in(client, desk, typed(code=spare.code), kept=kept)
    if kept:
        assert (answer["trouble"], of(session, answer).state) == ("spare_void", "accepted")
    else:
        assert answer["error"]["code"] == "spare_void"
    [scanned] = scan(session, door.phone, make_item(door.checkpoint, spare.code))
    assert scanned.reason == "void_badge"
    assert ("void", "") in {(p["state"], p["name"]) for p in _roster(client, door)["people"]}


def _roster(client: FlaskClient, door: Door) -> dict[str, Any]:
    answer = client.get("/api/v1/roster", headers=door.phone.headers)
    return answer.json["roster"]  # type: ignore[no-any-return]


def test_a_scan_that_arrives_before_the_walk_in_counts_once_that_has_come(
    client: FlaskClient, session: Session, door: Door, desk: Phone, spare: SpareBadge
) -> None:
    session.commit()
    passed = make_item(door.checkpoint, spare.code, scanned_at=ago(5), device_verdict="admitted")
    [early] = scan(session, door.phone, passed)
    assert early.reason == "blank_badge"
    answer = walk_in(client, desk, typed(code=spare.code, made_at=ago(6).isoformat()), kept=True)
    registration = of(session, answer)
    line = session.scalars(select(Scan).where(Scan.scan_id == passed.scan_id)).one()
    assert (line.verdict, line.reason, line.registration_id) == ("admitted", "", registration.id)
    [row] = session.scalars(select(Attendance)).all()
    assert (row.registration_id, row.first_at) == (registration.id, line.corrected_at)
    [told] = scan(session, door.phone, passed)
    assert (told.replayed, told.reason) == (True, "blank_badge")


def test_whom_a_lane_turned_away_before_the_desk_was_asked_stays_turned_away(
    client: FlaskClient, session: Session, door: Door, desk: Phone, spare: SpareBadge
) -> None:
    session.commit()
    at = ago(30)
    for shown in ("", "admitted"):
        turned_away = make_item(door.checkpoint, spare.code, scanned_at=at, device_verdict=shown)
        scan(session, door.phone, turned_away, at=at)
    registration = of(session, walk_in(client, desk, typed(code=spare.code)))
    assert session.scalars(select(Attendance)).all() == []
    assert bind(session, door.event, registration, spare.code, now(), now()) == 0


def test_places_are_respected_unless_a_supervisor_says_why(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    session.execute(update(Places).where(Places.category_id == door.category.id).values(capacity=1, taken=1))
    supervisor = make_phone(session, door.event, "supervisor")
    session.commit()
    category = door.category.public_id
    assert walk_in(client, desk, typed(category=category))["error"]["code"] == "full"
    refused = walk_in(client, desk, typed(category=category, beyond="我说可以"))
    assert refused["error"]["code"] == "not_allowed"
    beyond = walk_in(client, supervisor, typed(category=category, beyond="主讲人的同事"))
    assert (beyond["trouble"], of(session, beyond).state) == ("over_capacity", "accepted")
    kept = walk_in(client, desk, typed("林晓岚", category=category), kept=True)
    assert (kept["trouble"], of(session, kept).state) == ("full", "waitlisted")
    admission.act(session, of(session, beyond), Act.CANCEL, now(), by=1)
    session.rollback()


def test_consent_is_to_the_notice_that_the_person_was_told_of(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    first, second = (make_notice(session, door.event, version=number) for number in (1, 2))
    other = make_notice(session, make_door(session).event)
    session.commit()
    for told, given in ((first.public_id, first), ("", second), (other.public_id, second)):
        arrival = typed(category=door.category.public_id, someone_else=True)
        arrival["guest"]["notice"] = told
        registration = of(session, walk_in(client, desk, arrival, kept=True))
        [consent] = session.scalars(select(Consent).where(Consent.registration_id == registration.id))
        assert consent.notice_id == given.id


def test_why_a_phone_let_somebody_in_beyond_the_places_goes_with_them(
    client: FlaskClient, session: Session, door: Door
) -> None:
    session.execute(update(Places).where(Places.category_id == door.category.id).values(capacity=1, taken=1))
    supervisor = make_phone(session, door.event, "supervisor")
    session.commit()
    let_in = walk_in(client, supervisor, typed(category=door.category.public_id, beyond="张教授的同事"))
    registration = of(session, let_in)
    admission.withdraw(session, registration, now())
    erasing.erase_own(session, registration, now())
    assert {change.reason for change in session.scalars(select(RegistrationChange))} == {""}


def test_somebody_of_the_same_name_is_shown_before_they_are_taken_down_twice(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    known = make_registration(session, door.category, name=PersonName(han="陆远航"))
    session.commit()
    category = door.category.public_id
    answer = walk_in(client, desk, typed(category=category))
    assert answer["error"]["code"] == "same_name"
    assert [one["id"] for one in answer["error"]["alike"]] == [known.public_id]
    assert walk_in(client, desk, typed(category=category, someone_else=True))["error"] is None
    assert walk_in(client, desk, typed(category=category), kept=True)["trouble"] == "same_name"


def test_what_a_device_kept_past_its_end_waits_for_a_supervisor(
    client: FlaskClient, session: Session, door: Door, desk: Phone, spare: SpareBadge
) -> None:
    desk.device.revoked_at = ago(1)
    session.commit()
    key = uuid7()
    answer = walk_in(client, desk, typed(code=spare.code), kept=True, walk_in_id=str(key))
    assert (answer["person"], answer["code"], answer["trouble"]) == (None, "", "device_ended")
    session.rollback()
    registration = session.scalars(select(WalkIn)).one().registration
    assert registration.state == "waitlisted"
    [scanned] = scan(session, door.phone, make_item(door.checkpoint, spare.code))
    assert scanned.reason == "blank_badge"


def test_a_stolen_phone_learns_of_nobody_by_asking_for_their_name(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    door.guest(session, name=PersonName("陆远航"))
    desk.device.revoked_at = ago(1)
    session.commit()
    told = walk_in(client, desk, typed(category=door.category.public_id))
    assert (told["error"], told["person"], told["trouble"]) == (None, None, "device_ended")


def test_a_token_that_nobody_has_makes_nothing_be_written(client: FlaskClient, session: Session) -> None:
    answer = client.post("/api/v1/walk-ins", json={"walk_ins": [{}]}, headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 401
    assert session.scalars(select(Attempt)).all() == []


def test_a_device_of_a_lane_takes_nobody_down(client: FlaskClient, session: Session, door: Door) -> None:
    session.commit()
    answer = walk_in(client, door.phone, typed(category=door.category.public_id))
    assert answer["error"]["code"] == "not_allowed"
    assert client.get("/api/v1/desk", headers=door.phone.headers).status_code == 403


def test_an_ordinary_badge_is_no_blank_one(client: FlaskClient, session: Session, door: Door, desk: Phone) -> None:
    _, ticket = door.guest(session)
    session.commit()
    assert walk_in(client, desk, typed(code=ticket.code))["error"]["code"] == "no_badge"


def test_the_typed_code_of_a_blank_badge_does_as_well(
    client: FlaskClient, session: Session, door: Door, desk: Phone, spare: SpareBadge
) -> None:
    session.commit()
    answer = walk_in(client, desk, typed(short_code=spare.short_code.lower()))
    assert of(session, answer).public_id == spare.public_id


def test_what_is_no_phone_or_mail_is_kept_in_the_words_that_were_typed(
    client: FlaskClient, session: Session, door: Door, desk: Phone
) -> None:
    session.commit()
    arrival = typed(category=door.category.public_id)
    arrival["guest"] |= {"phone": "问她同事", "email": "no mail"}
    registration = of(session, walk_in(client, desk, arrival))
    assert (registration.phone, registration.contact_email) == ("", "")
    assert session.scalars(select(WalkIn.note)).one() == "no mail, 问她同事"


def test_what_the_form_needs_is_told(client: FlaskClient, session: Session, door: Door, desk: Phone) -> None:
    session.execute(update(Places).where(Places.category_id == door.category.id).values(capacity=9, taken=2))
    session.commit()
    told = client.get("/api/v1/desk", headers=desk.headers).json
    assert told["categories"] == [{"id": door.category.public_id, "left": 7}]


def test_an_erased_walk_in_leaves_no_badge_and_no_word(
    client: FlaskClient, session: Session, door: Door, desk: Phone, spare: SpareBadge
) -> None:
    session.commit()
    arrival = typed(code=spare.code)
    arrival["guest"]["phone"] = "问她同事"
    registration = of(session, walk_in(client, desk, arrival))
    admission.withdraw(session, registration, now())
    erasing.erase_own(session, registration, now())
    session.commit()
    session.expire_all()
    row = session.scalars(select(WalkIn)).one()
    assert (row.note, row.digest, row.spare_id) == ("", "", None)
    assert session.scalar(select(func.count()).select_from(SpareBadge)) == 0
    [scanned] = scan(
        session, door.phone, make_item(make_checkpoint(session, door.event), spare_code := arrival["code"])
    )
    assert scanned.reason == "unknown", spare_code
