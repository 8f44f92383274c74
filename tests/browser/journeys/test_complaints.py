"""The journeys' windows notice what they promise to notice; a window that is blind would let every journey pass."""

from __future__ import annotations

import pytest

from tests.browser.journeys.conftest import OpenWindow
from tests.browser.journeys.window import Reader, Window

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("reader", [Reader("en", 390)], ids=["en-390"])]

MISHAPS = {
    "an inline script": ("document.head.append(Object.assign(document.createElement('script'), {text: 1}))", "Breach"),
    "a style attribute": ("document.body.setAttribute('style', 'color: red')", "Breach"),
    "another host": ("document.body.append(Object.assign(new Image(), {src: 'http://127.0.0.2:9/a.png'}))", "Breach"),
    "a page of another host": ("location.href = 'http://127.0.0.2:9/'", "another host"),
    "an error in a script": ("setTimeout(() => { throw new Error('unforeseen'); })", "unforeseen"),
    "a warning": ("console.warn('unforeseen')", "unforeseen"),
    "a missing file": ("fetch('/static/js/none.js')", "404"),
}


def wait_for_complaint(window: Window, told: str) -> None:
    for _ in range(100):
        if any(told in complaint for complaint in window.complaints.found):
            return
        window.page.wait_for_timeout(30)
    raise AssertionError(f"{told} was not noticed: {window.complaints.found}")


@pytest.mark.parametrize("mishap", MISHAPS)
def test_a_mishap_is_noticed(open_window: OpenWindow, reader: Reader, mishap: str) -> None:
    script, told = MISHAPS[mishap]
    window = open_window()
    window.go("/")
    window.page.evaluate(script)
    wait_for_complaint(window, told)
    window.complaints.found.clear()


def test_a_page_wider_than_the_screen_is_noticed(open_window: OpenWindow, reader: Reader) -> None:
    window = open_window()
    window.go("/")
    window.page.evaluate("document.body.style.minWidth = '900px'")
    with pytest.raises(AssertionError, match="px wide"):
        window.check()


def test_a_page_in_the_other_language_is_noticed(open_window: OpenWindow, reader: Reader) -> None:
    window = open_window()
    with pytest.raises(AssertionError):
        window.go("/?lang=zh")
