"""Batches: who is in them and in which order, lanes, and what is large enough for the worker."""

from __future__ import annotations

import pytest

from app.badges.models import BadgePrint, PrintJob
from app.badges.views import jobs
from app.checkin.ledger import Delivery
from app.checkin.merging import merge
from app.core.clock import now
from app.core.longwork import LongWork, WorkState
from app.core.names import PersonName
from app.core.signals import registrations_erased
from app.core.text import Bilingual
from app.core.working import work_off
from app.events.models import EventRole
from app.registration.models import Registration
from tests.factories.accounts import make_user, sign_in
from tests.factories.checkin import make_checkpoint, make_item, make_phone
from tests.factories.directory import make_group
from tests.factories.events import make_event, make_grant
from tests.factories.registration import make_category, make_registration
from tests.factories.tickets import make_ticket
from tests.integration.forms import post
from tests.unit.badges.reading import pages, words

PAGE = "/manage/events/wuhan/badges/batch/"
LOG = "/manage/events/wuhan/badges/"
FORM = "/manage/events/wuhan/registrations/new/"
ALL = {"which": "", "order": "pinyin", "lanes": "1"}
NAMES = ("黄山", "丁一", "王力", "卜一", "陈光")


@pytest.fixture
def forum(session):
    return make_event(session, slug="wuhan")


@pytest.fixture
def people(session, forum):
    category = make_category(session, forum)
    found = {}
    for name in NAMES:
        person = PersonName(han=name)
        keys = {"sort_zh": person.sort_key("zh"), "sort_en": person.sort_key("en")}
        found[name] = make_registration(session, category, name=person, country="CN", **keys)
        make_ticket(session, found[name])
    session.commit()
    return found


@pytest.fixture(autouse=True)
def organizer(session, client, forum):
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, forum, EventRole.ORGANIZER)
    session.commit()
    sign_in(client, user)
    return user


def printed(client, answer):
    """Whose badges a print leads to, in their order."""
    assert answer.status_code == 303, answer.text
    sheet = client.get(answer.headers["Location"])
    found = [next((name for name in NAMES if name in words(page)), "?") for page in pages(sheet.data)]
    assert len(found) == len(pages(sheet.data))
    return found


@pytest.mark.parametrize(
    ("order", "expected"),
    [("pinyin", ["卜一", "陈光", "丁一", "黄山", "王力"]), ("strokes", ["卜一", "丁一", "王力", "陈光", "黄山"])],
)
def test_badges_are_printed_in_the_order_that_is_asked_for(client, people, order, expected):
    assert printed(client, post(client, PAGE, ALL | {"order": order})) == expected


def test_a_preview_says_how_many_and_who_is_first_and_last_and_prints_nothing(session, client, people):
    page = client.get(f"{PAGE}?which=new&order=strokes&lanes=1").text
    assert "Print 5 badges" in page
    assert page.index("卜一") < page.index("黄山")
    assert session.query(PrintJob).count() == 0


@pytest.mark.parametrize(
    "asked", ["which=nonsense&lanes=1", "which=&lanes=0", "which=&lanes=1&order=x", "which=&country=XX"]
)
def test_a_hand_made_address_is_answered_in_words(client, people, asked):
    answer = client.get(f"{PAGE}?{asked}")
    assert answer.status_code == 422
    assert "field-error" in answer.text


def test_filters_narrow_a_batch(session, client, people, forum):
    group = make_group(session)
    people["黄山"].group = group
    people["丁一"].country = "FR"
    people["王力"].walk_in = True
    session.commit()
    assert printed(client, post(client, PAGE, ALL | {"group": group.slug})) == ["黄山"]
    assert printed(client, post(client, PAGE, ALL | {"country": "FR"})) == ["丁一"]
    assert printed(client, post(client, PAGE, ALL | {"presence": "walk_ins"})) == ["王力"]


def test_those_who_have_arrived_can_be_left_out(session, client, people, forum):
    gate, phone = make_checkpoint(session, forum), make_phone(session, forum)
    merge(session, forum, phone.device, [make_item(gate, make_ticket(session, people["丁一"]).code)], Delivery(now()))
    session.commit()
    assert "丁一" not in printed(client, post(client, PAGE, ALL | {"presence": "not_arrived"}))


def test_whoever_changed_since_printing_is_found_and_others_are_not(session, client, people):
    post(client, PAGE, ALL)
    answer = post(client, PAGE, ALL | {"which": "changed"}, page=FORM)
    assert (answer.status_code, "There is no badge to print here." in answer.text) == (422, True)
    session.expire_all()
    people["丁一"].organisation = Bilingual("新单位", "New Place")
    people["黄山"].phone = "+8613800000000"
    session.commit()
    overview = client.get(LOG).text
    assert "which=changed" in overview
    assert printed(client, post(client, PAGE, ALL | {"which": "changed"}, page=FORM)) == ["丁一"]
    assert "which=changed" not in client.get(LOG).text


def test_lanes_get_a_file_and_a_sign_each(session, client, people):
    answer = post(client, PAGE, ALL | {"lanes": "2"})
    page = client.get(answer.headers["Location"])
    assert "B–C" in page.text
    assert "D–W" in page.text
    job = session.query(PrintJob).one()
    of_lane = f"{LOG}{job.public_id}.pdf?lane=2"
    assert len(pages(client.get(of_lane).data)) == 3
    assert len(pages(client.get(of_lane.removesuffix("?lane=2")).data)) == 5
    assert {client.get(of_lane.replace("=2", wrong)).status_code for wrong in ("=3", "=x", "=0")} == {404}
    assert "D–W" in client.get(f"{LOG}{job.public_id}/signs/").text


def test_a_large_batch_is_the_workers_and_its_page_gives_the_file(session, client, people, monkeypatch, application):
    monkeypatch.setattr("app.badges.views.printing.MANY", 4)
    monkeypatch.setattr(jobs, "MANY", 4)
    answer = post(client, PAGE, ALL | {"order": "strokes"})
    progress = answer.headers["Location"]
    assert "/work/" in progress
    assert "Waiting" in client.get(progress).text
    job = session.query(PrintJob).one()
    assert client.get(f"{LOG}{job.public_id}.pdf").headers["Location"].endswith(f"{job.public_id}/")
    asked_again = post(client, f"{LOG}{job.public_id}/prepare/", page=f"{LOG}{job.public_id}/")
    assert asked_again.headers["Location"] == progress
    session.rollback()
    assert work_off(application.extensions["luntan_settings"].instance_dir)
    session.expire_all()
    work = session.query(LongWork).one()
    assert (work.state, work.done, work.total, work.error) == (WorkState.DONE, 5, 5, "")
    file = client.get(f"{progress}file/")
    assert file.headers["Content-Type"] == "application/pdf"
    assert ["卜一" in words(page) for page in pages(file.data)][:2] == [True, False]


def test_a_print_that_came_to_nothing_is_taken_back_and_stays_in_the_log(session, client, people):
    post(client, PAGE, ALL)
    job = session.query(PrintJob).one()
    page = f"{LOG}{job.public_id}/"
    assert post(client, f"{page}take-back/", page=page).status_code == 303
    assert "count as not printed" in client.get(page).text
    assert "taken back" in client.get(f"{LOG}log/").text
    assert len(printed(client, post(client, PAGE, ALL | {"which": "new"}))) == 5


def test_a_job_printed_once_more_leaves_out_codes_that_were_replaced(session, client, people):
    address = post(client, PAGE, ALL).headers["Location"]
    lost = f"/manage/events/wuhan/registrations/{people['丁一'].public_id}/badge/"
    post(client, lost, {"reason": "lost"})
    assert len(pages(client.get(address).data)) == 4


def test_a_lost_badge_gets_a_new_code_and_a_damaged_one_the_same(session, client, people):
    page = f"/manage/events/wuhan/registrations/{people['丁一'].public_id}/badge/"
    for reason in ("", "damaged", "lost"):
        assert post(client, page, {"reason": reason}).status_code == 303
    assert [row.generation for row in session.query(BadgePrint).order_by(BadgePrint.id)] == [0, 0, 1]
    log = client.get(page).text
    assert log.index("the badge was lost") < log.index("the badge was damaged")
    assert log.count("replaced since") == 2
    detail = client.get(page.removesuffix("badge/")).text
    assert "the badge was lost" in detail
    assert post(client, page, {"reason": "whim"}).status_code == 400


def test_only_organizers_give_new_codes(session, application, people, forum):
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, forum, EventRole.CHECKIN)
    session.commit()
    desk = application.test_client()
    sign_in(desk, user)
    page = f"/manage/events/wuhan/registrations/{people['丁一'].public_id}/badge/"
    assert post(desk, page, {"reason": "damaged"}).status_code == 303
    assert post(desk, page, {"reason": "lost"}).status_code == 403
    assert "Print anew: lost" not in desk.get(page).text


def test_one_badge_is_found_by_name_on_the_overview(client, people):
    found = client.get(f"{LOG}?q=黄山").text.partition('id="found"')[2].partition("</section>")[0]
    assert people["黄山"].public_id in found
    assert people["王力"].public_id not in found
    assert "Nobody with a badge matches" in client.get(f"{LOG}?q=nobody").text


def test_what_stood_on_badges_is_forgotten_with_the_person(session, client, people):
    post(client, PAGE, ALL)
    person = people["丁一"]
    registrations_erased.send(None, session=session, keys=[person.id])
    session.expire_all()
    digests = {row.registration_id: row.digest for row in session.query(BadgePrint)}
    assert digests[person.id] == ""
    assert all(digest for key, digest in digests.items() if key != person.id)
    assert session.query(Registration).count() == 5
