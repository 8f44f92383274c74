"""The organizers' feed: drafts behind a secret that can be renewed and revoked (point 10)."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.agenda.models import SessionState
from app.calendars import ical
from app.calendars.models import OrganizerFeed
from app.core.audit import AuditEntry
from app.core.clock import now
from app.core.text import Bilingual
from app.events.models import EventGrant, EventRole, EventState
from tests.factories.accounts import make_user, sign_in
from tests.factories.events import make_event, make_grant
from tests.integration.calendars.programme import FIRST_DAY, talk
from tests.integration.forms import post
from tests.integration.outside import catch_up
from tests.unit.calendars.reading import by_ical

PAGE = "/manage/events/wuhan/calendar/"


@pytest.fixture
def forum(session):
    return make_event(session, starts_on=FIRST_DAY, slug="wuhan")


@pytest.fixture
def viewer(session, client, forum):
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, forum, EventRole.VIEWER)
    session.commit()
    sign_in(client, user)
    return user


def address(client):
    """The path of the feed that the page shows."""
    found = re.search(r"/feeds/[A-Z0-9-]+\.ics", client.get(PAGE).text)
    assert found
    return found[0]


def test_drafts_are_tentative_in_the_organizers_feed_and_nowhere_else(session, application, client, forum, viewer):
    talk(session, forum, "甲")
    talk(session, forum, "乙", state=SessionState.DRAFT)
    session.commit()
    assert post(client, PAGE).status_code == 303
    stranger = application.test_client()
    answer = stranger.get(address(client), query_string={"lang": "en"})
    assert {event.summary: event.status for event in by_ical(answer.data).events} == {
        "Talk on 甲": "CONFIRMED",
        "Talk on 乙": "TENTATIVE",
    }
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in answer.headers
    assert len(by_ical(stranger.get("/events/wuhan/agenda.ics").data).events) == 1


def test_an_event_that_awaits_approval_is_tentative_altogether(session, client, forum, viewer):
    forum.state = EventState.AWAITING_APPROVAL
    talk(session, forum, "甲")
    session.commit()
    post(client, PAGE)
    assert [event.status for event in by_ical(client.get(address(client)).data).events] == ["TENTATIVE"]


def test_a_known_etag_gives_304(client, viewer):
    post(client, PAGE)
    path = address(client)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"x", {first.headers["ETag"]}'})
    assert (again.status_code, again.data) == (304, b"")


def test_a_known_etag_is_answered_without_building_the_feed(session, client, forum, viewer, monkeypatch):
    draft = talk(session, forum, "甲", state=SessionState.DRAFT)
    session.commit()
    post(client, PAGE)
    path = address(client)
    tags = {lang: client.get(f"{path}?lang={lang}").headers["ETag"] for lang in ("zh", "en", "both")}
    assert len(set(tags.values())) == 3
    with monkeypatch.context() as building:
        building.setattr(ical, "render_feed", lambda feed: pytest.fail("built again"))
        assert client.get(f"{path}?lang=en", headers={"If-None-Match": tags["en"]}).status_code == 304
    draft.title = Bilingual("改", "Renamed draft")
    session.commit()
    again = client.get(f"{path}?lang=en", headers={"If-None-Match": tags["en"]})
    assert [event.summary for event in by_ical(again.data).events] == ["Renamed draft"]


def test_the_address_is_told_to_no_site_that_the_feed_links_to(client, viewer):
    post(client, PAGE)
    assert client.get(address(client)).headers["Referrer-Policy"] == "no-referrer"


def test_making_renewing_and_revoking_are_in_the_log(session, client, viewer):
    post(client, PAGE)
    post(client, PAGE)
    post(client, f"{PAGE}revoke/", page=PAGE)
    of_feeds = select(AuditEntry.action, AuditEntry.actor_id).where(AuditEntry.object_type == "organizer_feed")
    catch_up(session)
    entries = session.execute(of_feeds.order_by(AuditEntry.id)).all()
    assert entries == [("create", viewer.id), ("update", viewer.id), ("delete", viewer.id)]


def test_the_page_tells_when_the_feed_was_last_fetched(session, client, viewer):
    post(client, PAGE)
    assert "No calendar has fetched it yet." in client.get(PAGE).text
    before = now()
    client.get(address(client))
    session.expire_all()
    assert session.query(OrganizerFeed).one().last_fetched_at >= before
    assert "Last fetched:" in client.get(PAGE).text


def test_renewing_and_revoking_end_the_old_address(client, viewer):
    post(client, PAGE)
    old = address(client)
    post(client, PAGE)
    new = address(client)
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 200)
    post(client, f"{PAGE}revoke/", page=PAGE)
    assert client.get(new).status_code == 404
    assert "/feeds/" not in client.get(PAGE).text


@pytest.mark.parametrize("secret", ["", "A", "AAAAAAAAAAAAAAAA-AAAA", "中文-1", "%F0%9F%8C%BE", "A" * 500])
def test_a_made_up_address_answers_404(client, viewer, secret):
    post(client, PAGE)
    assert client.get(f"/feeds/{secret}.ics").status_code == 404


def test_the_address_ends_with_the_role_and_with_the_account(session, client, forum, viewer):
    post(client, PAGE)
    path = address(client)
    viewer.disabled_at = now()
    session.commit()
    assert client.get(path).status_code == 404
    viewer.disabled_at = None
    session.query(EventGrant).delete()
    session.commit()
    assert client.get(path).status_code == 404


def test_each_member_of_staff_has_an_address_of_their_own(session, application, client, forum, viewer):
    post(client, PAGE)
    other = make_user(session, password="correct horse battery")
    make_grant(session, other, forum, EventRole.VIEWER)
    session.commit()
    browser = application.test_client()
    sign_in(browser, other)
    assert "/feeds/" not in browser.get(PAGE).text
    post(browser, PAGE)
    assert address(browser) != address(client)


def test_only_people_who_may_see_the_event_get_a_feed(session, application, forum):
    user = make_user(session, password="correct horse battery")
    make_grant(session, user, forum, EventRole.CHECKIN)
    session.commit()
    browser = application.test_client()
    sign_in(browser, user)
    assert browser.get(PAGE).status_code == 403
