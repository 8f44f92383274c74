"""A forum with an agenda on the real server, and pages that fail a test on any violation of the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from app.agenda.models import AgendaSession, Room, SessionState, Track
from app.core.db import db, writing
from app.core.model import Base
from app.core.text import Bilingual
from app.factory import create_app
from tests.factories.events import make_event
from tests.integration.conftest import settings_for
from tests.services.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2027, 6, 20)
#: Title, start, minutes, number of the room, cancelled.
PROGRAMME = (
    ("Storage", (10, 45), 60, 0, False),
    ("Robots", (10, 45), 30, 1, False),
    ("Inverters", (11, 45), 30, 0, True),
    ("Lunch", (12, 15), 60, None, False),
)

OpenPage = Callable[..., "Page"]


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    event: str


def at(hour: int, minute: int = 0) -> datetime:
    """A time of the forum's day on the clock of the place."""
    return datetime(DAY.year, DAY.month, DAY.day, hour, minute, tzinfo=ZONE)


def _add_programme(session: Any, event_id: int) -> None:
    rooms = [Room(event_id=event_id, name=Bilingual(zh, en)) for zh, en in (("长江厅", "Yangtze"), ("东湖厅", "Lake"))]
    track = Track(event_id=event_id, name=Bilingual("新能源", "New energy"), hue=130)
    session.add_all([*rooms, track])
    for title, (hour, minute), minutes, room, cancelled in PROGRAMME:
        session.add(
            AgendaSession(
                event_id=event_id,
                title=Bilingual("", title),
                starts_at=at(hour, minute),
                ends_at=at(hour, minute) + timedelta(minutes=minutes),
                room=None if room is None else rooms[room],
                track=track,
                state=SessionState.CANCELLED if cancelled else SessionState.CONFIRMED,
            )
        )


@pytest.fixture(scope="session")
def site(instance_root: Path, chromium_path: str) -> Iterator[Site]:
    settings = settings_for(instance_root / "look", "")
    application = create_app(settings)
    with application.app_context():
        Base.metadata.create_all(db.engine)
        with writing(db.engine) as session:
            event = make_event(session, starts_on=DAY)
            _add_programme(session, event.id)
            slug = event.slug
    with serving(settings) as server:
        yield Site(server.url, slug)


@pytest.fixture
def open_page(site: Site, browser: Browser) -> Iterator[OpenPage]:
    """Opens a path of the site; keywords go to the browser's context, `now` sets its clock."""
    contexts = []
    errors: list[str] = []

    def open_it(path: str, *, now: datetime | None = None, **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if now:
            page.clock.set_fixed_time(now)
        page.goto(site.url + path)
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert errors == []
