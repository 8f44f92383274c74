"""The five journeys' stage: one served demo a worker, and a window for each reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.browser.journeys.site import Site, served_demo
from tests.browser.journeys.window import Complaints, Reader, Window
from tests.services.smtp import SmtpPeer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

READERS = (Reader("zh", 390), Reader("zh", 1280), Reader("en", 390), Reader("en", 1280))
OpenWindow = Callable[..., Window]


@pytest.fixture(scope="session")
def site(instance_root: Path, chromium_path: str, _smtp_server: SmtpPeer) -> Iterator[Site]:
    """Shared by the journeys of a worker, so each brings its own people; needs Chromium, or is not even made."""
    with served_demo(instance_root / "journeys", _smtp_server) as site:
        yield site


@pytest.fixture(params=READERS, ids=lambda reader: f"{reader.locale}-{reader.width}")
def reader(request: pytest.FixtureRequest) -> Reader:
    found: Reader = request.param
    return found


@pytest.fixture
def open_window(site: Site, browser: Browser, reader: Reader) -> Iterator[OpenWindow]:
    """Opens a fresh browser of the reader's: no cookies, nothing kept. Keywords go to the browser's context."""
    opened: list[Window] = []

    def start(chromium: Browser | None = None, **options: Any) -> Window:
        context = (chromium or browser).new_context(**reader.options(**options))
        complaints = Complaints(urlsplit(site.url).netloc)
        complaints.watch(context)
        context.set_default_timeout(15_000)
        opened.append(Window(context.new_page(), site.url, reader, complaints))
        return opened[-1]

    yield start
    for window in opened:
        window.page.context.close()
    assert [window.complaints.found for window in opened if window.complaints.found] == []
