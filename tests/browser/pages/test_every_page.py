"""Every page in Chromium, on a phone and on a desk, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.pages.axe import violations
from tests.browser.pages.windows import DESK, PHONE, Windows
from tests.integration.routes.pages import FRAGMENTS, LANGUAGES, LETTERS, READINGS, in_language
from tests.integration.routes.table import Row

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

#: What a browser saves or a program reads rather than shows.
NO_PAGES = ("/static/", "/vendor/", "/api/", "/healthz", "/mailbox/<letter>/parts/")
NO_PAGE_ENDS = (
    ".crt",
    ".js",
    ".ics",
    ".pdf",
    ".json",
    ".csv",
    ".css",
    ".png",
    ".webmanifest",
    "<badge_image>",
    "/queue/",
    "<long_work>/file/",
    "/export/",
    "/sample/",
)
PAGES = [
    (row, reader)
    for row, reader in READINGS
    if not row.rule.startswith(NO_PAGES) and not row.rule.endswith(NO_PAGE_ENDS) and row.rule not in FRAGMENTS | LETTERS
]
TOO_WIDE = "[document.documentElement.scrollWidth, innerWidth]"


def _faults(page: Page, width: int) -> list[str]:
    wide, screen = page.evaluate(TOO_WIDE)
    overflow = [f"{wide} px wide on a screen of {screen}"] if wide > screen else []
    return [f"at {width}: {fault}" for fault in (*overflow, *violations(page))]


@pytest.mark.parametrize(("row", "reader"), PAGES, ids=str)
def test_a_page_is_accessible_quiet_and_fits(windows: Windows, row: Row, reader: str) -> None:
    faults = []
    for language in LANGUAGES:
        page = windows.open(reader, in_language(windows.site.addresses.url(row), language), PHONE)
        found = _faults(page, PHONE)
        windows.widen(page, DESK)
        found += _faults(page, DESK)
        faults += [f"{language} {fault}" for fault in (*found, *windows.complaints(reader))]
    assert not faults, "\n".join(faults)
