"""Organizers make an edition, publish it once approved, hand it on, and look after the people who register."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.agenda.models import AgendaSession, Room, SessionSpeaker, Speaker
from app.core.clock import now, today_in
from app.core.text import Bilingual
from app.demo.forums import LIVE_SLUG
from app.demo.maker import ZONE
from app.directory.models import OverseasGroup
from app.events.models import Event, EventState
from app.registration.models import Category, Registration
from tests.browser.journeys.conftest import OpenWindow
from tests.browser.journeys.desk import sign_in
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import SEND, Reader, Window

pytestmark = pytest.mark.browser

NEXT_YEAR = timedelta(days=364)


def step(state: str) -> str:
    """The button that brings an event into ``state``."""
    return f"form:has(input[name='to'][value='{state}']) button[type='submit']"


def missing(window: Window) -> Locator:
    """What stands in the way of publishing."""
    return window.page.locator(".missing-list li:has(.tone-bad) a")


def test_an_edition_is_published_once_nothing_is_missing_and_it_is_approved(
    site: Site, open_window: OpenWindow, reader: Reader
) -> None:
    window, slug = open_window(), f"xining-{reader.name}"
    sign_in(window, "headquarters")
    _makes_a_series(window, f"water-{reader.name}")
    _makes_an_edition_of_it(window, slug)
    assert missing(window).count() > 3
    _fills_it_in(window, slug)
    window.go(f"/manage/events/{slug}/publish/")
    assert missing(window).count() == 1, "only the approval is left"

    window.press(step("awaiting_approval"))
    window.refused(step("published"))
    assert window.page.locator(".field:has([name='approval_number']) .field-error").inner_text().strip()
    with site.books() as session:
        assert _event(session, slug).state is EventState.AWAITING_APPROVAL
    stranger = open_window()
    stranger.complaints.expected.add(404)
    stranger.go(f"/events/{slug}/")
    stranger.complaints.expected.discard(404)
    assert stranger.page.locator("h1").inner_text() != _title(slug).pick(reader.locale)

    window.fill({"approval_number": f"演示〔2027〕{reader.width}号"})
    window.press(step("published"))
    stranger.go(f"/events/{slug}/")
    assert stranger.page.locator("h1").inner_text() == _title(slug).pick(reader.locale)


def _makes_a_series(window: Window, slug: str) -> None:
    window.go("/manage/series/")
    window.press("main a[href$='/manage/series/new/']")
    window.fill({"title_zh": "水与城市论坛(演示)", "title_en": "Water and Cities (demo)", "hue": "180", "slug": slug})
    window.press(SEND)
    window.press(f".manage-head a[href$='/manage/events/new/?series={slug}']")


def _title(slug: str) -> Bilingual:
    return Bilingual(f"水与城市论坛 {slug}", f"Water and Cities, {slug}")


def _makes_an_edition_of_it(window: Window, slug: str) -> None:
    first = today_in(ZONE) + timedelta(days=120)
    assert window.typed("number") == "1"
    window.fill({"title_zh": "", "title_en": ""})
    window.refused(SEND)
    title = _title(slug)
    window.fill(
        {
            "title_zh": title.zh,
            "title_en": title.en,
            "starts_on": first.isoformat(),
            "ends_on": (first + timedelta(days=2)).isoformat(),
            "slug": slug,
        }
    )
    window.press(SEND)
    assert window.path == f"/manage/events/{slug}/"


def _fills_it_in(window: Window, slug: str) -> None:
    sections: dict[str, dict[str, str | bool]] = {
        "basics": {"host_base": "xining", "contact_email": "xining@demo.example"},
        "place": {
            "city_zh": "西宁",
            "city_en": "Xining",
            "venue_zh": "湟水会议中心(虚构)",
            "venue_en": "Huangshui Conference Centre (fictional)",
            "address_zh": "演示路1号",
            "address_en": "1 Demo Road",
            "latitude": "36.64",
            "longitude": "101.76",
        },
        "texts": {"summary_zh": "一条河,一座城。", "summary_en": "One river, one city."},
        "registration": {"opens": now().strftime("%Y-%m-%dT%H:%M"), "capacity": "80"},
    }
    for section, fields in sections.items():
        window.go(f"/manage/events/{slug}/edit/{section}/")
        window.fill(fields)
        window.press(SEND)
        assert window.typed(next(iter(fields))) == next(iter(fields.values())), "it is kept"


def _event(session: Session, slug: str) -> Event:
    return session.scalars(select(Event).where(Event.slug == slug)).one()


def test_the_live_edition_is_handed_on_with_its_days_moved_and_nobody_s_data(
    site: Site, open_window: OpenWindow, reader: Reader
) -> None:
    window, slug = open_window(), f"chengdu-{reader.name}"
    sign_in(window, "headquarters")
    window.go(f"/manage/events/{LIVE_SLUG}/")
    window.press(f"main a[href$='/{LIVE_SLUG}/clone/']")
    first = date.fromisoformat(window.typed("starts_on"))
    window.fill({"host_base": "chengdu", "slug": slug})
    window.press(SEND)
    assert window.path == f"/manage/events/{slug}/"
    with site.books() as session:
        source, copy = _event(session, LIVE_SLUG), _event(session, slug)
        assert (copy.state, copy.approval_number, copy.starts_on) == (EventState.DRAFT, "", first)
        assert first - source.starts_on == NEXT_YEAR
        for name in ("arrival_on", "ends_on", "departure_on"):
            assert getattr(copy, name) - getattr(source, name) == NEXT_YEAR
        assert sorted(_programme(session, copy)) == sorted(
            (title, starts + NEXT_YEAR) for title, starts in _programme(session, source)
        )
        assert _count(session, Registration, copy) == _count(session, Speaker, copy) == 0
        assert _count(session, Category, copy) == _count(session, Category, source)
    _arranges_a_session_anew(site, window, slug)


def _programme(session: Session, event: Event) -> Iterator[tuple[str, datetime]]:
    """Titles and times on the clock of the place, of what is not called off."""
    rows = select(AgendaSession).where(AgendaSession.event_id == event.id, AgendaSession.state != "cancelled")
    for row in session.scalars(rows.where(AgendaSession.removed_at.is_(None))):
        yield row.title.en, row.starts_at.astimezone(ZoneInfo(event.zone)).replace(tzinfo=None)


def _count(session: Session, model: type[Registration] | type[Speaker] | type[Category], event: Event) -> int:
    return session.scalar(select(func.count()).select_from(model).where(model.event_id == event.id)) or 0


def _arranges_a_session_anew(site: Site, window: Window, slug: str) -> None:
    """A new room, a speaker, and a session that moves to both."""
    window.go(f"/manage/events/{slug}/rooms/new/")
    window.fill({"name_zh": "锦江厅", "name_en": "Jinjiang Hall", "seats": "90"})
    window.press(SEND)
    window.go(f"/manage/events/{slug}/speakers/new/")
    window.fill({"han_name": "单雪梅", "family_name": "Shan", "given_name": "Xuemei"})
    window.press(SEND)
    with site.books() as session:
        event = _event(session, slug)
        room = session.scalars(select(Room).where(Room.event_id == event.id, Room.seats == 90)).one()
        speaker = session.scalars(select(Speaker).where(Speaker.event_id == event.id)).one()
        talk = session.scalars(select(AgendaSession).where(AgendaSession.event_id == event.id)).first()
        assert talk is not None
    window.go(f"/manage/events/{slug}/agenda/{talk.public_id}/")
    window.fill({"ends": window.typed("starts")})
    window.refused(SEND)
    starts = datetime.fromisoformat(window.typed("starts")) + timedelta(minutes=5)
    moved = {"starts": starts.isoformat(timespec="minutes"), "room": room.public_id, "speaker_1": speaker.public_id}
    window.fill({**moved, "ends": (starts + timedelta(minutes=30)).isoformat(timespec="minutes")})
    window.press(SEND)
    with site.books() as session:
        after = session.get_one(AgendaSession, talk.id)
        assert after.starts_at - talk.starts_at == timedelta(minutes=5)
        assert after.room_id == room.id
        spoken = session.scalars(select(SessionSpeaker.speaker_id).where(SessionSpeaker.session_id == talk.id))
        assert list(spoken) == [speaker.id]


def test_overseas_groups_come_from_a_spreadsheet_row_by_row(
    site: Site, open_window: OpenWindow, reader: Reader
) -> None:
    window, slug = open_window(), f"elbe-{reader.name}"
    sign_in(window, "headquarters")
    window.go("/manage/groups/")
    window.press("main a[href$='/manage/groups/import/']")
    table = (
        "海外团体名单\r\n中文名,英文名,国家,城市,城市英文,发起单位,加入日期,网址\r\n"
        f"易北河学会{reader.name}(虚构),Elbe Society {reader.name},德国,汉堡,Hamburg,是,2005年3月1日,{slug}\r\n"
        f"无国之会{reader.name},Nowhere Club,亚特兰蒂斯,,,否,,\r\n"
    )
    file = {"name": "groups.csv", "mimeType": "text/csv", "buffer": table.encode("gb18030")}
    window.page.set_input_files("main input[type='file']", file)  # type: ignore[arg-type]
    window.press(SEND)
    rows = window.page.locator(".plan-table tbody tr")
    assert rows.count() == 2
    assert rows.nth(1).locator(".field-error").count() == 1
    with site.books() as session:
        assert _group(session, slug) is None, "nothing is saved before it was looked at"
    window.press("main form .actions button:not([formaction])")
    with site.books() as session:
        group = _group(session, slug)
        assert group is not None
        assert (group.country, group.founder, group.joined_on) == ("DE", True, date(2005, 3, 1))
    window.go(f"/manage/groups/?q=elbe+society+{reader.name}")
    window.press(f"main td a[href$='/manage/groups/{slug}/']")
    window.page.locator("details.confirm summary").click()
    window.press("form[action$='/archive/'] button[type='submit']")
    with site.books() as session:
        archived = _group(session, slug)
        assert archived is not None
        assert archived.archived_at is not None
    with window.page.expect_download() as download:
        window.page.locator("form[action$='/manage/groups/export/'] button").click()
    exported = download.value.path().read_text(encoding="utf-8-sig")
    assert any(slug in row for row in csv.reader(exported.splitlines()))


def _group(session: Session, slug: str) -> OverseasGroup | None:
    return session.scalar(select(OverseasGroup).where(OverseasGroup.slug == slug))
