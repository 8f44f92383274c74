"""The organizers' pages of events: who may, what is shown, what bad input does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.text import Bilingual
from app.events.models import Event, EventChange, EventKind, EventState
from app.events.queries import event_by_slug
from tests.factories.directory import make_base, make_theme
from tests.factories.events import make_event, make_series
from tests.integration.forms import csrf_token, post
from tests.integration.organizing import as_headquarters, as_host, as_role, counted
from tests.integration.outside import catch_up

PAGES = (
    "",
    "edit/",
    "edit/dates/",
    "edit/place/",
    "edit/registration/",
    "edit/texts/",
    "publish/",
    "clone/",
)
NEW: dict[str, Any] = {
    "kind": "forum",
    "title_zh": "第六届论坛",
    "title_en": "Sixth Forum",
    "starts_on": "2027-06-20",
    "ends_on": "2027-06-22",
    "zone": "Asia/Shanghai",
    "host_base": "",
    "series": "",
    "number": "",
    "slug": "",
}


def url(event: Event, page: str) -> str:
    return f"/manage/events/{event.slug}/{page}"


def version(client: FlaskClient, address: str) -> str:
    return client.get(address).text.split('name="version" type="hidden" value="')[1].split('"')[0]


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("kind", EventKind)
def test_every_page_opens_in_both_languages(
    client: FlaskClient, session: Session, kind: EventKind, locale: str
) -> None:
    event = make_event(session, kind=kind, series=make_series(session), themes=[make_theme(session)])
    as_headquarters(client, session)
    for address in ["/manage/", "/manage/events/new/", *(url(event, page) for page in PAGES)]:
        response = client.get(f"{address}?lang={locale}")
        assert response.status_code == 200, address
        assert f'lang="{"zh-CN" if locale == "zh" else "en"}"' in response.text


@pytest.mark.parametrize(
    ("role", "allowed"), [("organizer", {"", *PAGES} - {"clone/"}), ("checkin", {""}), ("viewer", {""})]
)
def test_a_role_on_the_event_opens_its_pages_and_no_others(
    client: FlaskClient, session: Session, role: str, allowed: set[str]
) -> None:
    event, other = make_event(session), make_event(session)
    as_role(client, session, event, role)
    opened = {page for page in PAGES if client.get(url(event, page)).status_code == 200}
    assert opened == allowed
    assert {client.get(url(other, page)).status_code for page in PAGES} == {403}
    assert client.get("/manage/events/new/").status_code == 403


def test_a_host_of_another_base_is_kept_out(client: FlaskClient, session: Session) -> None:
    event, other = make_event(session), make_event(session)
    as_host(client, session, other)
    assert {client.get(url(event, page)).status_code for page in PAGES} == {403}
    assert client.get(url(other, "clone/")).status_code == 200


def test_strangers_are_asked_to_sign_in_and_unknown_events_are_not_found(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    session.commit()
    assert "/sign-in/" in client.get(url(event, "edit/")).location
    as_headquarters(client, session)
    assert client.get("/manage/events/nothing/").status_code == 404
    assert client.get(url(event, "edit/secrets/")).status_code == 404


def test_a_host_creates_events_for_their_own_base_alone(client: FlaskClient, session: Session) -> None:
    mine = make_event(session)
    other = make_base(session)
    as_host(client, session, mine)
    assert mine.host_base
    page = client.get("/manage/events/new/").text
    assert mine.host_base.slug in page
    assert other.slug not in page
    refused = post(client, "/manage/events/new/", NEW | {"host_base": other.slug})
    assert refused.status_code == 422
    made = post(client, "/manage/events/new/", NEW | {"host_base": mine.host_base.slug})
    assert made.status_code == 303


def test_a_draft_is_made_and_its_page_says_what_is_missing(client: FlaskClient, session: Session) -> None:
    base = make_base(session)
    as_headquarters(client, session)
    response = post(client, "/manage/events/new/", NEW | {"host_base": base.slug})
    assert response.location == "/manage/events/sixth-forum/"
    page = client.get(response.location).text
    assert "A draft was made" in page
    assert "The venue in both languages" in page
    assert "The number of the approval document" in page


def test_the_next_edition_of_a_series_is_proposed(client: FlaskClient, session: Session) -> None:
    series = make_series(session)
    make_event(session, series=series, number=5)
    as_headquarters(client, session)
    page = client.get(f"/manage/events/new/?series={series.slug}").text
    assert f'<option selected value="{series.slug}">' in page
    assert 'value="6"' in page


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("kind", "party"),
        ("title_en", "x" * 201),
        ("starts_on", "20 June"),
        ("starts_on", ""),
        ("ends_on", "9999-12-31"),
        ("ends_on", "2027-06-01"),
        ("number", "99999999999999999999999"),
        ("number", "-1"),
        ("number", "5"),
        ("zone", "Mars/Olympus"),
        ("host_base", "nowhere"),
        ("series", "nothing"),
        ("slug", "../admin"),
        ("slug", "new"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_what_was_typed_stays(
    client: FlaskClient, session: Session, field: str, typed: str
) -> None:
    as_headquarters(client, session)
    response = post(client, "/manage/events/new/", NEW | {"title_zh": "留下来的标题", field: typed})
    assert response.status_code == 422
    assert "error-summary" in response.text
    assert "留下来的标题" in response.text
    assert session.scalar(select(Event)) is None


def test_a_title_in_one_language_is_enough_for_a_draft_and_none_is_not(client: FlaskClient, session: Session) -> None:
    as_headquarters(client, session)
    assert post(client, "/manage/events/new/", NEW | {"title_zh": "", "title_en": ""}).status_code == 422
    assert post(client, "/manage/events/new/", NEW | {"title_en": ""}).status_code == 303


def test_an_empty_form_is_refused_without_failing(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    assert post(client, "/manage/events/new/").status_code == 422
    token = csrf_token(client, url(event, "edit/"))
    for page in PAGES[1:]:
        assert client.post(url(event, page), data={"csrf_token": token}).status_code == 422, page


def test_saving_a_section_changes_it_and_says_so(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    address = url(event, "edit/place/")
    values = {
        "city_zh": "苏州", "city_en": "Suzhou", "venue_zh": "金鸡湖会议中心", "venue_en": "Jinji Lake Centre",
        "address_zh": "", "address_en": "", "latitude": "31.3", "longitude": "120.7",
        "reason_zh": "洪水", "reason_en": "Flood", "version": version(client, address),
    }  # fmt: skip
    assert post(client, address, values).location == address
    assert "Saved." in client.get(address).text
    catch_up(session)
    assert (event.city, event.latitude, event.sequence) == (Bilingual("苏州", "Suzhou"), 31.3, 1)
    assert {row.reason for row in session.scalars(select(EventChange))} == {Bilingual("洪水", "Flood")}
    audited = session.scalars(
        select(AuditEntry).where(AuditEntry.object_type == "event", AuditEntry.action == "update")
    )
    assert audited.one().after["city_en"] == "Suzhou"


@pytest.mark.parametrize("typed", [("31.3", ""), ("", "120.7"), ("91", "0"), ("x", "0"), ("NaN", "0")])
def test_half_or_impossible_coordinates_are_refused(
    client: FlaskClient, session: Session, typed: tuple[str, str]
) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    address = url(event, "edit/place/")
    values = {"latitude": typed[0], "longitude": typed[1], "version": version(client, address)}
    assert post(client, address, values).status_code == 422


def test_the_place_page_shows_the_point_on_chinese_maps(client: FlaskClient, session: Session) -> None:
    event = make_event(session, latitude=30.59, longitude=114.30)
    as_headquarters(client, session)
    page = client.get(url(event, "edit/place/")).text
    assert "uri.amap.com/marker?position=114.305437%2C30.587580" in page
    assert "mlat=30.590000" in page


def test_a_stale_edit_shows_both_versions_keeps_what_was_typed_and_can_be_sent_again(
    client: FlaskClient, session: Session
) -> None:
    event = make_event(session, title=Bilingual("武汉论坛", "Wuhan Forum"))
    as_headquarters(client, session)
    address = url(event, "edit/")
    typed = {
        "title_zh": "武汉论坛", "title_en": "My title", "official_title_zh": "", "official_title_en": "",
        "series": "", "number": "", "host_base": event.host_base.slug if event.host_base else "",
        "approval_number": "DEMO-2027-001", "approved_on": "", "contact_email": "", "slug": event.slug,
        "version": version(client, address),
    }  # fmt: skip
    catch_up(session)
    event.title, event.changed_at = Bilingual("武汉论坛", "Their title"), now() + timedelta(seconds=1)
    session.commit()
    refused = post(client, address, typed)
    assert refused.status_code == 422
    assert "Stored now: Their title" in refused.text
    assert "Yours: My title" in refused.text
    assert 'value="My title"' in refused.text
    again = refused.text.split('name="version" type="hidden" value="')[1].split('"')[0]
    assert post(client, address, typed | {"version": again}).status_code == 303
    catch_up(session)
    assert event.title.en == "My title"


def test_sections_that_two_people_edit_at_once_are_both_saved(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    texts, registration = url(event, "edit/texts/"), url(event, "edit/registration/")
    opened = {address: version(client, address) for address in (texts, registration)}
    window = {"opens": "2027-06-01T09:00", "closes": "", "edits": "", "capacity": "50"}
    written = {"summary_zh": "三天", "summary_en": "Three days", "description_zh": "", "description_en": ""}
    assert post(client, registration, window | {"version": opened[registration]}).status_code == 303
    assert post(client, texts, written | {"version": opened[texts]}).status_code == 303
    assert post(client, registration, window | {"version": opened[registration]}).status_code == 422
    catch_up(session)
    assert (event.capacity, event.summary.en) == (50, "Three days")


def test_times_of_registration_are_those_of_the_place(client: FlaskClient, session: Session) -> None:
    event = make_event(session, zone="Europe/Berlin", registration_closes_at=None)
    as_headquarters(client, session)
    address = url(event, "edit/registration/")
    values = {"opens": "2027-06-01T09:00", "closes": "", "edits": "", "capacity": "50"}
    assert post(client, address, values | {"version": version(client, address)}).status_code == 303
    catch_up(session)
    assert event.registration_opens_at
    assert event.registration_opens_at.isoformat() == "2027-06-01T07:00:00+00:00"
    assert 'value="2027-06-01T09:00"' in client.get(address).text


def test_publishing_by_form_is_refused_without_the_number_and_done_with_it(
    client: FlaskClient, session: Session
) -> None:
    event = make_event(session, state=EventState.AWAITING_APPROVAL, approval_number="")
    as_host(client, session, event)
    address = url(event, "publish/")
    refused = post(client, address, {"to": "published", "approval_number": ""})
    assert refused.status_code == 422
    assert "Publishing needs the number of the approval document." in refused.text
    assert client.get(f"/events/{event.slug}/?lang=en").status_code == 404
    done = post(client, address, {"to": "published", "approval_number": "CAST-12", "approved_on": "2027-01-05"})
    assert done.status_code == 303
    assert client.get(f"/events/{event.slug}/?lang=en").status_code == 200


@pytest.mark.parametrize("target", ["", "holiday", "cancelled", "archived"])
def test_a_step_that_is_not_offered_is_refused(client: FlaskClient, session: Session, target: str) -> None:
    event = make_event(session, state=EventState.DRAFT, approval_number="")
    as_role(client, session, event, "organizer")
    assert post(client, url(event, "publish/"), {"to": target, "reason_en": "x"}).status_code == 422
    catch_up(session)
    assert event.state is EventState.DRAFT


def test_cancelling_without_a_reason_shows_the_field_again(client: FlaskClient, session: Session) -> None:
    event = make_event(session)
    as_headquarters(client, session)
    refused = post(client, url(event, "publish/"), {"to": "cancelled", "reason_zh": ""})
    assert refused.status_code == 422
    assert "Say why, since people will ask." in refused.text


def test_an_edition_is_handed_on_by_form(client: FlaskClient, session: Session) -> None:
    event = make_event(session, series=make_series(session, slug="technology"), number=5)
    base = make_base(session, slug="suzhou", city=Bilingual("苏州", "Suzhou"))
    as_headquarters(client, session)
    values = {"host_base": base.slug, "starts_on": "2028-06-12", "zone": "Asia/Shanghai", "slug": ""}
    made = post(client, url(event, "clone/"), values)
    assert made.location == "/manage/events/technology-2028-suzhou/"
    catch_up(session)
    clone = event_by_slug(session, "technology-2028-suzhou")
    assert clone
    assert (clone.number, clone.state) == (6, EventState.DRAFT)


def test_a_host_hands_an_edition_on_to_a_base_that_is_not_theirs(client: FlaskClient, session: Session) -> None:
    event = make_event(session, series=make_series(session, slug="technology"), number=5)
    base = make_base(
        session, slug="suzhou", city=Bilingual("苏州", "Suzhou"), name=Bilingual("苏州基地", "Suzhou Base")
    )
    as_host(client, session, event)
    page = client.get(url(event, "clone/")).text
    assert '<option value="">Not known yet</option>' in page.replace(" selected", "")
    values = {"host_base": base.slug, "starts_on": "2028-06-12", "zone": "Asia/Shanghai", "slug": ""}
    answer = post(client, url(event, "clone/"), values, follow_redirects=True)
    assert answer.request.path == url(event, "")
    assert "in the hands of Suzhou Base" in answer.text
    catch_up(session)
    clone = event_by_slug(session, "technology-2028-suzhou")
    assert clone
    assert clone.host_base == base
    assert client.get(url(clone, "")).status_code == 403


def test_the_list_groups_events_and_finds_them(client: FlaskClient, session: Session) -> None:
    make_event(session, title=Bilingual("考察", "Energy trip"), kind=EventKind.TRIP)
    make_event(session, title=Bilingual("草稿", "Unfinished"), state=EventState.DRAFT)
    as_headquarters(client, session)
    page = client.get("/manage/?lang=en").text
    assert page.index("Coming") < page.index("Energy trip") < page.index("In preparation") < page.index("Unfinished")
    found = client.get("/manage/?lang=en&q=ENERGY&kind=trip").text
    assert "Energy trip" in found
    assert "Unfinished" not in found
    assert "No event matches" in client.get("/manage/?lang=en&q=%27%22zzz").text


def test_a_member_of_staff_sees_their_own_events_alone(client: FlaskClient, session: Session) -> None:
    mine, other = make_event(session), make_event(session)
    as_role(client, session, mine, "viewer")
    page = client.get("/manage/").text
    assert url(mine, "") in page
    assert url(other, "") not in page
    assert "/manage/events/new/" not in page


def test_the_list_asks_the_database_the_same_whatever_its_length(client: FlaskClient, session: Session) -> None:
    make_event(session)
    as_headquarters(client, session)
    client.get("/manage/")
    with counted(session) as few:
        client.get("/manage/")
    catch_up(session)
    for _ in range(12):
        make_event(session, series=make_series(session))
    session.commit()
    with counted(session) as many:
        client.get("/manage/")
    assert len(many) <= len(few) + 1  # series are asked for once there are any
    assert len(many) <= 8
