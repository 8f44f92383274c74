"""The demo on the real server, and a browser window for every role of the tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages.windows import Windows
from tests.integration.conftest import settings_for
from tests.integration.routes.demo_site import DemoSite
from tests.services.server import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def windows(instance_root: Path, browser: Browser) -> Iterator[Windows]:
    """Shared by the tests of a worker: none of them changes anything."""
    instance = instance_root / "pages"
    site = DemoSite(instance)
    with serving(settings_for(instance, "")) as server:
        opened = Windows(browser, server.url, site)
        yield opened
        opened.close()
    site.close()
