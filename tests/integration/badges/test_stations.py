"""Print stations: who is in the queue, and that each badge is printed once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from app.badges import stations
from app.badges.models import BadgeClaim, BadgePrint, PrintJob, PrintStation
from app.checkin.ledger import Delivery
from app.checkin.merging import merge
from app.checkin.models import Attendance
from app.core.clock import now
from app.core.db import db, writing
from app.events.models import EventRole
from app.registration.models import Registration
from app.tickets import issuing
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import make_checkpoint, make_door, make_item
from tests.factories.events import make_event, make_grant
from tests.factories.tickets import make_spares, make_ticket, secrets_of_app
from tests.integration.forms import post

LIST = "/manage/events/wuhan/print-stations/"


@pytest.fixture
def door(session):
    made = make_door(session, make_event(session, slug="wuhan"))
    session.commit()
    return made


@pytest.fixture
def staff(session, client, door):
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, door.event, EventRole.CHECKIN)
    session.commit()
    sign_in(client, user)
    return user


def opened(client, door, **changed):
    form = {"name": "Desk 1", "checkpoints": door.checkpoint.public_id, "automatic": "y"}
    answer = post(client, LIST, form | changed)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def arrive(session, door, **overrides):
    person, ticket = door.guest(session, **overrides)
    merge(session, door.event, door.phone.device, [make_item(door.checkpoint, ticket.code)], Delivery(now()))
    session.commit()
    return person


def waiting(client, at):
    return [one["id"] for one in client.get(f"{at}queue/").get_json()["waiting"]]


def act(client, at, what, person):
    return post(client, f"{at}{what}/", {"registration": person.public_id}, page=LIST)


def test_whoever_is_admitted_waits_for_a_badge_is_printed_once_and_is_in_the_log(session, client, door, staff):
    earlier = arrive(session, door)
    at = opened(client, door)
    assert waiting(client, at) == []
    person = arrive(session, door)
    assert waiting(client, at) == [person.public_id]
    claimed = act(client, at, "claim", person)
    assert claimed.status_code == 200
    (page,) = claimed.get_json()["pages"]
    label = client.get(page)
    assert (label.mimetype, label.data[:4]) == ("image/png", b"\x89PNG")
    assert client.get(page.replace("/1.png", "/3.png")).status_code == 404
    assert waiting(client, at) == []
    assert act(client, at, "printed", person).status_code == 200
    assert act(client, at, "printed", person).status_code == 200
    session.expire_all()
    job = session.query(PrintJob).one()
    assert (job.station.name, job.printed_by) == ("Desk 1", staff.id)
    assert [row.registration_id for row in session.query(BadgePrint)] == [person.id]
    assert [one["id"] for one in client.get(f"{at}queue/").get_json()["done"]] == [person.public_id]
    assert session.query(Attendance).count() == 2
    assert "Desk 1" in client.get(f"/manage/events/wuhan/registrations/{person.public_id}/badge/").text
    assert waiting(client, opened(client, door, name="Desk 2", earlier="y")) == [earlier.public_id]


def test_nothing_new_is_told_in_no_bytes(session, client, door, staff):
    at = opened(client, door)
    tag = client.get(f"{at}queue/").headers["ETag"]
    same = client.get(f"{at}queue/", headers={"If-None-Match": tag})
    assert (same.status_code, same.data) == (304, b"")
    arrive(session, door)
    assert client.get(f"{at}queue/", headers={"If-None-Match": tag}).status_code == 200


def test_two_stations_never_take_the_same_badge(session, client, door, staff, application):
    first, second = (opened(client, door, name=name) for name in ("Desk 1", "Desk 2"))
    person = arrive(session, door)
    ids, person_id = [station.id for station in session.query(PrintStation)], person.id
    session.rollback()

    def take(station_id):
        with application.app_context(), writing(db.engine) as own:
            station, guest = own.get(PrintStation, station_id), own.get(Registration, person_id)
            return stations.claim(own, station, guest, now()) is not None

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(take, ids * 3)) == [False] * 5 + [True]
    assert {act(client, at, "claim", person).status_code for at in (first, second)} == {409}
    assert session.query(BadgeClaim).count() == 1


def test_what_was_claimed_and_never_printed_is_asked_about_and_can_be_put_back(session, client, door, staff):
    at = opened(client, door)
    person = arrive(session, door)
    act(client, at, "claim", person)
    assert [one["id"] for one in client.get(f"{at}queue/").get_json()["unsure"]] == [person.public_id]
    act(client, at, "release", person)
    assert waiting(client, at) == [person.public_id]
    act(client, at, "claim", person)
    assert act(client, at, "again", person).status_code == 200
    session.expire_all()
    assert [job.reason for job in session.query(PrintJob)] == [None]


def test_a_badge_is_printed_again_at_hand_and_the_log_says_so(session, client, door, staff):
    at = opened(client, door)
    person = arrive(session, door)
    act(client, at, "claim", person)
    act(client, at, "printed", person)
    assert act(client, at, "again", person).get_json()["pages"]
    session.expire_all()
    assert [job.reason for job in session.query(PrintJob).order_by(PrintJob.id)] == [None, "damaged"]


def test_what_was_printed_elsewhere_is_not_printed_here_until_it_has_a_new_code(session, client, door, staff):
    at = opened(client, door)
    person = arrive(session, door)
    post(client, f"/manage/events/wuhan/registrations/{person.public_id}/badge/", {"reason": ""})
    assert waiting(client, at) == []
    assert act(client, at, "claim", person).status_code == 409
    issuing.reissue(session, secrets_of_app(), session.get(Registration, person.id), now())
    session.commit()
    assert waiting(client, at) == [person.public_id]


def test_people_registered_at_the_desk_wait_unless_they_have_a_blank_badge(session, client, door, staff):
    at, other = opened(client, door, walk_ins="y"), opened(client, door)
    person, _ticket = door.guest(session, walk_in=True)
    (spare,) = make_spares(session, door.category)
    given, _ticket = door.guest(session, walk_in=True, public_id=spare.public_id)
    session.commit()
    assert waiting(client, at) == [person.public_id]
    assert waiting(client, other) == []
    assert given.public_id == spare.public_id


def test_other_checkpoints_and_people_who_are_no_longer_accepted_are_left_out(session, client, door, staff):
    elsewhere = replace(door, checkpoint=make_checkpoint(session, door.event))
    session.commit()
    at = opened(client, door)
    arrive(session, elsewhere)
    gone = arrive(session, door)
    session.get(Registration, gone.id).state = "cancelled"
    session.commit()
    assert waiting(client, at) == []
    assert act(client, at, "again", gone).status_code == 409


def test_a_label_is_as_large_as_its_page_of_paper(client, door, staff):
    at = opened(client, door)
    style = client.get(f"{at}labels.css")
    assert style.mimetype == "text/css"
    assert "size: 105mm 148mm" in style.text.replace(".0mm", "mm")
    assert "print-station" in client.get(at).text


def test_a_station_without_name_or_checkpoint_is_refused_in_words(client, door, staff):
    answer = post(client, LIST, {"name": ""})
    assert answer.status_code == 422
    assert answer.text.count("field-error") == 2


def test_people_and_stations_of_another_event_are_not_found(session, client, door, staff):
    at = opened(client, door)
    stranger, _ticket = make_door(session).guest(session)
    other = make_event(session, slug="other")
    make_grant(session, staff, other, EventRole.CHECKIN)
    session.commit()
    assert act(client, at, "claim", stranger).status_code == act(client, at, "again", stranger).status_code == 404
    assert client.get(at.replace("wuhan", "other")).status_code == 404


def test_what_a_station_printed_outlives_it(session, client, door, staff):
    at = opened(client, door)
    person = arrive(session, door)
    act(client, at, "claim", person)
    act(client, at, "printed", person)
    assert post(client, f"{at}delete/", page=LIST).status_code == 303
    session.expire_all()
    assert session.query(PrintStation).count() == session.query(BadgeClaim).count() == 0
    assert session.query(BadgePrint).count() == 1


def test_whoever_was_admitted_first_is_printed_first(session, client, door, staff):
    at = opened(client, door, earlier="y")
    people = [arrive(session, door) for _ in range(3)]
    first = session.query(Attendance).filter_by(registration_id=people[2].id).one()
    first.first_at -= timedelta(hours=1)
    session.commit()
    make_ticket(session, people[0])
    assert waiting(client, at)[0] == people[2].public_id
