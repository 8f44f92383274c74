"""Printing badges: what is in the PDF, what is logged, and that nobody is checked in by it."""

from __future__ import annotations

import pytest

from app.badges.models import BadgePrint, PrintJob
from app.checkin.models import Attendance, Scan
from app.core.audit import AuditEntry
from app.core.names import PersonName
from app.core.text import Bilingual
from app.demo.people import EDGE_NAMES
from app.events.models import EventRole
from app.registration.models import RegistrationState
from app.tickets import issuing
from tests.factories.accounts import make_user, sign_in
from tests.factories.events import make_event, make_grant, make_series
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import make_ticket, secrets_of_app
from tests.integration.forms import post
from tests.unit.badges.reading import codes, pages, words

PAGE = "/manage/events/wuhan/badges/"
BATCH = f"{PAGE}batch/"
FORM = "/manage/events/wuhan/registrations/new/"
EVERYONE = {"which": "", "order": "pinyin", "lanes": "1"}
NEW = EVERYONE | {"which": "new"}


@pytest.fixture
def forum(session):
    series = make_series(session, hue=200)
    for number in (1, 2):
        make_event(session, series=series, number=number)
    return make_event(session, slug="wuhan", series=series, number=3, title=Bilingual("武汉论坛", "Wuhan Forum"))


@pytest.fixture
def people(session, forum):
    """Three participants and an expert with tickets; one who waits, and has none."""
    participant, expert = make_category(session, forum), make_category(session, forum, "expert")
    names = [
        PersonName(han="单雪", latin="SHAN Xue"),
        PersonName(han="吕小明", family="Lyu", given="Xiaoming"),
        PersonName(latin="Suharto"),
    ]
    found = [make_registration(session, participant, name=name, sort_zh=name.sort_key("zh")) for name in names]
    found.append(make_registration(session, expert, name=PersonName(han="仇鹏"), sort_zh="qiu"))
    for registration in found:
        make_ticket(session, registration)
    make_registration(session, participant, state=RegistrationState.WAITLISTED)
    session.commit()
    return found


@pytest.fixture
def organizer(session, client, forum):
    return staff(session, client, forum, EventRole.ORGANIZER)


def staff(session, client, forum, role):
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, forum, role)
    session.commit()
    sign_in(client, user)
    return user


def printed(client, response):
    """The pages that a print leads to."""
    assert response.status_code == 303, response.text
    sheet = client.get(response.headers["Location"])
    assert sheet.headers["Content-Type"] == "application/pdf"
    assert sheet.headers["Cache-Control"] == "private, no-store"
    return pages(sheet.data)


def test_printing_all_gives_one_page_for_each_accepted_person_with_their_code(session, client, people, organizer):
    sheet = printed(client, post(client, BATCH, EVERYONE))
    assert len(sheet) == 4
    read = [codes(page) for page in sheet]
    expected = {f"http://127.0.0.1:5000/c/{ticket}" for ticket in codes_of(session, people)}
    assert {code for (code,) in read} == expected


def codes_of(session, people):
    return [make_ticket(session, person).code for person in people]


def test_a_badge_says_who_from_where_as_what_and_at_which_event(client, people, organizer):
    sheet = printed(client, post(client, BATCH, EVERYONE))
    found = next(words(page) for page in sheet if "吕小明" in words(page))
    for part in (
        "LYUXiaoming",
        "江南大学",
        "JiangnanUniversity",
        "参会代表",
        "Participant",
        "武汉论坛",
        "WuhanForum",
        "武汉·Wuhan",
    ):
        assert part in found


def test_one_category_alone(client, people, organizer, session):
    sheet = printed(client, post(client, BATCH, EVERYONE | {"category": people[3].category.public_id}))
    assert ["仇鹏" in words(page) for page in sheet] == [True]


def test_what_was_printed_is_left_out_until_the_code_is_reissued(session, client, people, organizer):
    printed(client, post(client, BATCH, NEW))
    again = post(client, BATCH, NEW, page=FORM)
    assert again.status_code == 422
    assert "There is no badge to print here." in again.text
    issuing.reissue(session, secrets_of_app(), people[0], people[0].created_at)
    session.commit()
    assert len(printed(client, post(client, BATCH, NEW))) == 1


def test_a_print_is_logged_and_is_never_an_entry(session, client, people, organizer):
    printed(client, post(client, BATCH, EVERYONE))
    session.expire_all()
    job = session.query(PrintJob).one()
    assert job.printed_by == organizer.id
    assert {p.registration_id for p in session.query(BadgePrint)} == {person.id for person in people}
    entry = session.query(AuditEntry).filter_by(action="print").one()
    assert (entry.actor_id, entry.after["badges"]) == (organizer.id, 4)
    assert session.query(Scan).count() == session.query(Attendance).count() == 0


def test_fetching_the_pdf_again_prints_the_same_without_another_entry_in_the_log(session, client, people, organizer):
    address = post(client, BATCH, EVERYONE).headers["Location"]
    assert client.get(address).data == client.get(address).data
    session.expire_all()
    assert session.query(PrintJob).count() == 1


def test_check_in_staff_print_one_badge_and_no_more(session, application, client, people, forum):
    staff(session, client, forum, EventRole.CHECKIN)
    one = f"/manage/events/wuhan/registrations/{people[1].public_id}/badge/"
    (page,) = printed(client, post(client, one, page="/events/wuhan/register/"))
    assert "吕小明" in words(page)
    assert client.get(PAGE).status_code == 403
    assert post(client, BATCH, page="/events/wuhan/register/").status_code == 403


def test_chosen_registrations_are_printed(client, people, organizer):
    data = {"ids": [people[0].public_id, people[2].public_id, "AAAAAAAAAAAAAAAA"]}
    sheet = printed(client, post(client, f"{PAGE}chosen/", data, page=FORM))
    assert len(sheet) == 2


def test_a_registration_of_another_event_is_not_found(session, client, forum, people, organizer):
    other = make_registration(session, make_category(session, make_event(session)))
    session.commit()
    path = f"/manage/events/wuhan/registrations/{other.public_id}/badge/"
    assert post(client, path, page=FORM).status_code == 404


def test_a_person_without_a_ticket_has_no_badge(session, client, forum, people, organizer):
    waiting = make_registration(session, people[0].category, state=RegistrationState.SUBMITTED)
    session.commit()
    path = f"/manage/events/wuhan/registrations/{waiting.public_id}/badge/"
    assert post(client, path, page=FORM).status_code == 409


def test_a_job_of_another_event_is_not_found(session, client, people, organizer, forum):
    address = post(client, BATCH, EVERYONE).headers["Location"]
    other = make_event(session, slug="other")
    make_grant(session, organizer, other, EventRole.ORGANIZER)
    session.commit()
    assert client.get(address.replace("/wuhan/", "/other/")).status_code == 404


def test_an_unknown_category_is_said_beside_the_field(client, people, organizer):
    answer = post(client, BATCH, EVERYONE | {"category": "nobody's"})
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_the_page_names_the_characters_that_would_print_as_holes(session, client, people, organizer):
    assert "Some badges would print with holes" not in client.get(PAGE).text
    people[0].name = PersonName(han="单𪚥", latin="SHAN Xue")
    session.commit()
    page = client.get(PAGE).text
    assert "Some badges would print with holes" in page
    assert "𪚥 U+2A6A5" in page


def test_edge_names_print_without_a_hole_and_read_back(session, client, forum, organizer):
    category = make_category(session, forum)
    for name in EDGE_NAMES:
        make_ticket(session, make_registration(session, category, name=name))
    session.commit()
    assert "Some badges would print with holes" not in client.get(PAGE).text
    sheet = printed(client, post(client, BATCH, EVERYONE))
    text = " ".join(words(page) for page in sheet)
    printed_names = [part for name in EDGE_NAMES for part in (name.han, "".join(name.latin_badge().split()))]
    assert [part for part in printed_names if part not in text] == []
    assert all(len(codes(page)) == 1 for page in sheet)


def test_people_accepted_without_a_ticket_are_counted(session, client, people, organizer):
    make_registration(session, people[0].category)
    session.commit()
    assert "1 accepted person has no ticket yet" in client.get(PAGE).text
