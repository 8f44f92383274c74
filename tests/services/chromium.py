"""Chromium from the system, driven by Playwright. Nothing downloads a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.services.fonts import fontconfig

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = (
    "Chromium is not installed, so browser tests are left out. "
    "`sudo apt-get install chromium` gets it; CHROMIUM=/path/to/it names another one."
)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


#: From flags to a browser.
Launch = Callable[..., "Browser"]


def find_chromium() -> str | None:
    given = os.environ.get("CHROMIUM")
    return given or next((path for name in NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    path = find_chromium()
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def launch(chromium_path: str, playwright: Playwright, instance_root: Path) -> Iterator[Launch]:
    """Starts a headless Chromium with the project's own faces; further flags as arguments. All end with the worker."""
    fonts = {"FONTCONFIG_FILE": str(fontconfig(instance_root))}
    running: list[Browser] = []

    def start(*flags: str) -> Browser:
        arguments = [*FLAGS, *flags]
        running.append(
            playwright.chromium.launch(executable_path=chromium_path, args=arguments, env={**os.environ, **fonts})
        )
        return running[-1]

    yield start
    for one in (one for one in running if one.is_connected()):
        one.close()


@pytest.fixture(scope="session")
def browser(launch: Launch) -> Browser:
    """One Chromium for the worker's tests; each test opens its own context."""
    return launch()
