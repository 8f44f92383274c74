"""Guests check themselves in: by the screen's code or the poster's number, and by what says who they are."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Level
from app.checkin.models import Attendance, Scan
from app.core.clock import now
from app.core.db import db
from app.core.edge import Application
from app.core.names import PersonName
from app.core.text import Bilingual
from app.events.models import EventState
from app.registration.models import RegistrationState
from app.selfcheckin.numbers import number_of
from app.tickets import issuing
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import Door, make_checkpoint, make_door, make_item, scan
from tests.factories.selfcheckin import HOUR, allow, home, on_screen, scan_screen
from tests.factories.tickets import secrets_of_app
from tests.integration.forms import post
from tests.integration.outside import catch_up
from tests.integration.query_counts.counting import counted

NAME = PersonName("吕小明", "Lyu", "Xiaoming")
PHONE = "+8613800138000"
NOBODY = "Nobody was found by this"
SCAN_AGAIN = "This code has moved on: scan the screen again"


@pytest.fixture
def door(session: Session) -> Door:
    return make_door(session, onward=Bilingual("二楼大会场", "Great hall, second floor"))


@pytest.fixture
def other_phone(application: Application) -> FlaskClient:
    return application.test_client()


def scans(session: Session) -> list[Scan]:
    catch_up(session)
    return list(session.scalars(select(Scan).order_by(Scan.id)))


def guest(session: Session, door: Door, **overrides: Any):
    found = door.guest(session, **{"name": NAME, "phone": PHONE, **overrides})
    session.commit()
    return found


def read_mail(client: FlaskClient, session: Session, email: str) -> None:
    """Sign in as whoever reads mail at this address."""
    user = make_user(session, email=email)
    session.commit()
    sign_in(client, user, Level.MAIL)


def by_ticket(client: FlaskClient, door: Door, code: str, **request: Any):
    return post(client, home(door) + "ticket/", {"code": code}, page=home(door), **request)


def by_name(client: FlaskClient, door: Door, name: str, tail: str, **request: Any):
    return post(client, home(door) + "name/", {"name": name, "tail": tail}, page=home(door), **request)


def test_a_guest_scans_the_screen_and_checks_in_by_the_short_code(client: FlaskClient, session: Session, door: Door):
    _, ticket = guest(session, door)
    allow(session, door)
    scan_screen(client, door)
    assert scans(session) == []
    page = by_ticket(client, door, f"{ticket.short_code[:4].lower()} {ticket.short_code[4:]}", follow_redirects=True)
    assert "Welcome, Lyu Xiaoming" in page.text
    assert "Participant" in page.text
    assert "Great hall, second floor" in page.text
    [line] = scans(session)
    assert (line.method, line.verdict, line.registration_id) == ("self", "admitted", ticket.registration_id)
    assert session.scalars(select(Attendance)).one().registration_id == ticket.registration_id


def test_the_whole_code_of_the_ticket_will_do_too(client: FlaskClient, session: Session, door: Door):
    _, ticket = guest(session, door)
    allow(session, door)
    scan_screen(client, door)
    assert "Welcome" in by_ticket(client, door, f"https://x.example/c/{ticket.code}", follow_redirects=True).text


@pytest.mark.parametrize(
    "name", ["吕小明", "呂小明", " 吕 小明 ", "Lyu Xiaoming", "xiaoming LYU", "lv xiaoming", "Xiao-ming Lyu"]
)
def test_phone_tail_and_the_whole_name_will_do_in_any_script_and_order(
    client: FlaskClient, session: Session, door: Door, name: str
):
    guest(session, door)
    allow(session, door)
    scan_screen(client, door)
    assert "Welcome" in by_name(client, door, name, "８０００", follow_redirects=True).text


@pytest.mark.parametrize(
    ("name", "tail"),
    [
        ("吕小红", "8000"),
        ("吕小明", "8001"),
        ("小明", "8000"),
        ("Xiaoming", "8000"),
        ("Lyu Xiao", "8000"),
        ("吕小明", "000"),
        ("吕小明", "abcd"),
        ("%", "8000"),
    ],
)
def test_unknown_wrong_and_half_told_get_the_same_words(
    client: FlaskClient, session: Session, door: Door, name: str, tail: str
):
    guest(session, door)
    allow(session, door)
    scan_screen(client, door)
    answer = by_name(client, door, name, tail)
    assert answer.status_code == 422
    assert NOBODY in answer.text
    assert scans(session) == []


def test_two_of_one_name_and_tail_are_sent_to_the_desk_in_the_same_words(
    client: FlaskClient, session: Session, door: Door
):
    for mail in ("a@people.example", "b@people.example"):
        guest(session, door, contact_email=mail)
    allow(session, door)
    scan_screen(client, door)
    assert NOBODY in by_name(client, door, "吕小明", "8000").text
    assert scans(session) == []


def test_the_database_is_asked_the_same_whether_or_not_somebody_is_there(
    client: FlaskClient, session: Session, door: Door
):
    for mail in ("a@people.example", "b@people.example"):
        guest(session, door, contact_email=mail)
    allow(session, door)
    scan_screen(client, door)
    asked = []
    for name, tail in (("Nobody Atall", "1234"), ("吕小明", "1234"), ("吕小明", "8000")):
        with counted(db.engine) as sent:
            assert by_name(client, door, name, tail).status_code == 422
        asked.append(sent)
    assert asked[0] == asked[1] == asked[2]


@pytest.mark.parametrize("state", [state for state in RegistrationState if state != "accepted"])
def test_who_is_not_accepted_is_found_by_nothing_typed(
    client: FlaskClient, session: Session, door: Door, state: RegistrationState
):
    registration, ticket = guest(session, door)
    registration.state = state
    allow(session, door)
    scan_screen(client, door)
    assert NOBODY in by_name(client, door, "吕小明", "8000").text
    assert NOBODY in by_ticket(client, door, ticket.short_code).text
    assert NOBODY in by_ticket(client, door, ticket.code).text


def test_a_code_that_was_replaced_finds_nobody(client: FlaskClient, session: Session, door: Door):
    registration, old = guest(session, door)
    code, short = old.code, old.short_code
    issuing.reissue(session, secrets_of_app(), registration, now())
    allow(session, door)
    scan_screen(client, door)
    assert NOBODY in by_ticket(client, door, short).text
    assert NOBODY in by_ticket(client, door, code).text


def test_who_is_signed_in_needs_one_button(client: FlaskClient, session: Session, door: Door):
    registration, _ = guest(session, door)
    allow(session, door)
    read_mail(client, session, registration.contact_email)
    scan_screen(client, door)
    assert "Is this you?" in client.get(home(door)).text
    path = f"{home(door)}mine/{registration.public_id}/"
    assert "Welcome, Lyu Xiaoming" in post(client, path, page=home(door), follow_redirects=True).text


def test_the_button_is_for_ones_own_registration_at_this_event(client: FlaskClient, session: Session, door: Door):
    registration, _ = guest(session, door)
    elsewhere, _ = make_door(session).guest(session, contact_email="me@people.example")
    allow(session, door)
    read_mail(client, session, "me@people.example")
    scan_screen(client, door)
    answers = [
        post(client, f"{home(door)}mine/{one.public_id}/", page=home(door)).status_code
        for one in (registration, elsewhere)
    ]
    assert answers == [403, 404]
    assert scans(session) == []


def test_who_waits_for_a_place_is_sent_to_the_desk_kindly(client: FlaskClient, session: Session, door: Door):
    registration, _ = guest(session, door)
    registration.state = RegistrationState.WAITLISTED
    allow(session, door)
    read_mail(client, session, registration.contact_email)
    scan_screen(client, door)
    path = f"{home(door)}mine/{registration.public_id}/"
    page = post(client, path, page=home(door), follow_redirects=True).text
    assert "Please come to the desk" in page
    assert "waiting list" in page


def test_who_came_before_reads_when(client: FlaskClient, session: Session, door: Door):
    _, ticket = guest(session, door)
    allow(session, door)
    scan(session, door.phone, make_item(door.checkpoint, ticket.code))
    scan_screen(client, door)
    assert (
        "You are checked in already, Lyu Xiaoming"
        in by_ticket(client, door, ticket.short_code, follow_redirects=True).text
    )


def test_who_is_early_reads_when_to_come(client: FlaskClient, session: Session, door: Door):
    _, ticket = guest(session, door)
    door.checkpoint.opens_at = now() + HOUR
    allow(session, door)
    scan_screen(client, door)
    page = by_ticket(client, door, ticket.short_code, follow_redirects=True).text
    assert "You are early" in page
    assert scans(session)[0].reason == "too_early"


def test_a_second_tap_and_a_reload_are_the_same_scan(client: FlaskClient, session: Session, door: Door):
    _, ticket = guest(session, door)
    allow(session, door)
    scan_screen(client, door)
    form = client.get(home(door)).text
    token = form.split('name="csrf_token" value="')[1].split('"')[0] if 'name="csrf_token" value="' in form else ""
    token = token or form.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    data = {"csrf_token": token, "code": ticket.short_code}
    for _again in range(3):
        assert client.post(home(door) + "ticket/", data=data).location.endswith("/done/")
    assert all("Welcome" in client.get(home(door) + "done/").text for _again in range(2))
    assert len(scans(session)) == 1


def test_one_scan_of_the_screen_checks_one_person_in(client: FlaskClient, session: Session, door: Door):
    _, mine = guest(session, door)
    _, hers = guest(session, door, name=PersonName("王芳", "Wang", "Fang"), contact_email="wang@people.example")
    allow(session, door)
    scan_screen(client, door)
    by_ticket(client, door, mine.short_code)
    again = post(client, home(door) + "ticket/", {"code": hers.short_code}, page="/sign-in/", follow_redirects=True)
    assert "For the next person, scan the code again" in again.text
    scan_screen(client, door)
    assert "Welcome" in by_ticket(client, door, hers.short_code, follow_redirects=True).text
    assert [line.registration_id for line in scans(session)] == [mine.registration_id, hers.registration_id]


def test_the_slot_before_is_good_and_an_older_one_has_moved_on(client: FlaskClient, session: Session, door: Door):
    allow(session, door)
    assert client.get(on_screen(door, 1)).status_code == 303
    for address in (on_screen(door, 3), home(door) + "A" * 16, home(door) + "喂"):
        answer = client.get(address)
        assert SCAN_AGAIN in answer.text
        assert answer.status_code == 200


def test_an_old_photograph_gives_no_grant(client: FlaskClient, session: Session, door: Door):
    _, ticket = guest(session, door)
    allow(session, door)
    client.get(on_screen(door, 5))
    post(client, home(door) + "ticket/", {"code": ticket.short_code}, page="/sign-in/")
    assert scans(session) == []


def test_a_token_of_another_door_or_event_is_worth_nothing(client: FlaskClient, session: Session, door: Door):
    beside = Door(door.event, make_checkpoint(session, door.event), door.phone, door.category)
    elsewhere = make_door(session)
    for one in (door, beside, elsewhere):
        allow(session, one)
    for other in (beside, elsewhere):
        token = on_screen(other).rsplit("/", 1)[1]
        assert SCAN_AGAIN in client.get(home(door) + token).text
    scan_screen(client, beside)
    _, ticket = guest(session, door)
    assert "Scan the code on the screen" in client.get(home(door)).text
    post(client, home(door) + "ticket/", {"code": ticket.short_code}, page="/sign-in/")
    assert scans(session) == []


def test_a_grant_is_of_the_browser_that_scanned(
    client: FlaskClient, other_phone: FlaskClient, session: Session, door: Door
):
    _, ticket = guest(session, door)
    allow(session, door)
    scan_screen(client, door)
    assert "Scan the code on the screen" in other_phone.get(home(door)).text
    data = {"code": ticket.short_code}
    answer = post(other_phone, home(door) + "ticket/", data, page="/sign-in/", follow_redirects=True)
    assert "Scan the code on the screen" in answer.text
    by_ticket(client, door, ticket.short_code)
    assert "Lyu" not in other_phone.get(home(door) + "done/", follow_redirects=True).text
    assert len(scans(session)) == 1


def test_a_grant_ends(client: FlaskClient, session: Session, door: Door, monkeypatch: pytest.MonkeyPatch):
    allow(session, door)
    scan_screen(client, door)
    later = now() + timedelta(minutes=6)
    monkeypatch.setattr("app.selfcheckin.views.guest.now", lambda: later)
    assert "Scan the code on the screen" in client.get(home(door)).text


def test_without_its_token_no_form_is_taken(client: FlaskClient, session: Session, door: Door):
    _, ticket = guest(session, door)
    allow(session, door)
    scan_screen(client, door)
    assert client.post(home(door) + "ticket/", data={"code": ticket.short_code}).status_code == 400
    assert scans(session) == []


def test_a_preview_that_opens_every_address_checks_nobody_in(client: FlaskClient, session: Session, door: Door):
    guest(session, door)
    allow(session, door, by_number=True)
    for address in (on_screen(door), home(door), home(door) + "done/"):
        client.get(address, follow_redirects=True)
    assert scans(session) == []


def test_guesses_are_counted_by_browser_and_a_right_one_is_then_refused_too(
    client: FlaskClient, session: Session, door: Door
):
    _, ticket = guest(session, door)
    allow(session, door)
    scan_screen(client, door)
    answers = [by_ticket(client, door, "00000000").status_code for _guess in range(8)]
    assert answers == [422] * 6 + [429] * 2
    scan_screen(client, door)
    answer = by_ticket(client, door, ticket.short_code)
    assert answer.status_code == 429
    assert "Come to the desk" in answer.text
    assert scans(session) == []


def test_phone_tails_of_one_name_are_not_guessed_from_many_browsers(
    application: Application, session: Session, door: Door
):
    guest(session, door)
    allow(session, door)
    answers = []
    for tail in range(10):
        phone = application.test_client()
        scan_screen(phone, door)
        answers.append(by_name(phone, door, "Lyu Xiaoming", f"{tail:04}").status_code)
    assert answers == [422] * 8 + [429] * 2


def test_an_unknown_name_is_counted_like_a_known_one(application: Application, session: Session, door: Door):
    allow(session, door)
    answers = []
    for tail in range(10):
        phone = application.test_client()
        scan_screen(phone, door)
        answers.append(by_name(phone, door, "Nobody Atall", f"{tail:04}").status_code)
    assert answers == [422] * 8 + [429] * 2


def test_those_who_succeed_use_up_nothing(client: FlaskClient, session: Session, door: Door):
    allow(session, door)
    for number in range(9):
        _, ticket = guest(session, door, contact_email=f"g{number}@people.example")
        scan_screen(client, door)
        assert "Welcome" in by_ticket(client, door, ticket.short_code, follow_redirects=True).text


def test_the_number_of_the_day_gives_a_grant_and_a_turned_one_no_more(
    client: FlaskClient, session: Session, door: Door
):
    _, ticket = guest(session, door)
    point = allow(session, door, by_screen=False, by_number=True)
    today = number_of(secrets_of_app(), door.checkpoint.public_id, 0, door.event.zone, now())
    path = home(door) + "number/"
    wrong = post(client, path, {"number": str((int(today) + 1) % 10**6).zfill(6)}, page=home(door))
    assert wrong.status_code == 422
    assert "This is not today&#39;s number" in wrong.text
    assert post(client, path, {"number": f"{today[:3]} {today[3:]}"}, page=home(door)).status_code == 303
    assert "Welcome" in by_ticket(client, door, ticket.short_code, follow_redirects=True).text
    point.number_turn += 1
    session.commit()
    assert post(client, path, {"number": today}, page=home(door)).status_code == 422


def test_the_number_is_not_guessed(client: FlaskClient, session: Session, door: Door):
    allow(session, door, by_screen=False, by_number=True)
    path = home(door) + "number/"
    answers = [post(client, path, {"number": f"{guess:06}"}, page=home(door)).status_code for guess in range(8)]
    assert answers[6:] == [429, 429]


def test_where_only_the_screen_is_allowed_no_number_is_taken(client: FlaskClient, session: Session, door: Door):
    allow(session, door)
    today = number_of(secrets_of_app(), door.checkpoint.public_id, 0, door.event.zone, now())
    post(client, home(door) + "number/", {"number": today}, page="/sign-in/")
    assert "Scan the code on the screen" in client.get(home(door)).text


def test_where_names_will_not_do_none_is_taken(client: FlaskClient, session: Session, door: Door):
    guest(session, door)
    allow(session, door, by_name=False)
    scan_screen(client, door)
    assert "With your name" not in client.get(home(door)).text
    by_name(client, door, "吕小明", "8000")
    assert scans(session) == []


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ({"by_screen": False}, "Self check-in is not open here"),
        ({"opens_at": HOUR}, "Self check-in is not open yet"),
        ({"closes_at": -HOUR}, "Self check-in is over"),
    ],
)
def test_outside_its_hours_nothing_is_given(
    client: FlaskClient, session: Session, door: Door, window: dict[str, Any], said: str
):
    allow(session, door, **{name: now() + value if value else value for name, value in window.items()})
    assert said in client.get(on_screen(door)).text
    assert said in client.get(home(door)).text


def test_a_checkpoint_that_allows_nothing_has_no_page(client: FlaskClient, session: Session, door: Door):
    session.commit()
    assert client.get(home(door)).status_code == 404


def test_an_event_that_is_not_published_has_no_page(client: FlaskClient, session: Session, door: Door):
    allow(session, door)
    door.event.state = EventState.CANCELLED
    session.commit()
    assert client.get(home(door)).status_code == 404


def test_the_pages_speak_chinese(client: FlaskClient, session: Session, door: Door):
    _, ticket = guest(session, door)
    allow(session, door)
    scan_screen(client, door)
    client.get(home(door) + "?lang=zh")
    page = by_ticket(client, door, ticket.short_code, follow_redirects=True).text
    assert "欢迎，吕小明" in page
    assert "二楼大会场" in page
