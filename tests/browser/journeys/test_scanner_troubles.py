"""The scanner in trouble: a phone replaced while scans wait, a browser that reads no codes, an undo that fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.checkin.models import Device, Scan
from app.core.clock import now
from app.registration.models import RegistrationState
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.film import card_with, film
from tests.browser.journeys.site import Site
from tests.browser.journeys.test_scanner import Post, lines, post_at
from tests.browser.journeys.window import Window
from tests.services.chromium import Launch

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("reader", [READERS[2]], indirect=True, ids=("en",)),
]
API, WASM = "**/api/v1/**", "**/*.wasm*"
#: As on phones that promise a detector and cannot start it.
BROKEN_DETECTOR = """globalThis.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { throw new DOMException("Barcode detection service unavailable.", "NotSupportedError"); }
};"""
LEFT_BEHIND = """() => new Promise((resolve) => {
  const opening = indexedDB.open("luntan-scan");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("queue").objectStore("queue").count();
    counting.onsuccess = () => resolve(counting.result);
  };
})"""


def words(window: Window, kind: str, name: str) -> str:
    """What the scanner says in the reader's language."""
    text: str = json.loads(window.page.locator("#config").inner_text())["texts"][kind][name]
    return text


def cut_off(post: Post) -> None:
    post.window.page.route(API, lambda route: route.abort("aborted"))


def close_and_open_again(window: Window) -> Page:
    """As a battery that was flat, or a tab that was closed: what the browser keeps is all there is."""
    context = window.page.context
    window.page.close()
    window.page = context.new_page()
    return window.page


def test_what_waited_on_a_phone_that_was_replaced_reaches_the_books(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window())
    cut_off(post)
    with site.arranging() as session:
        session.get_one(Device, post.device).revoked_at = now()
    post.types()
    post.shows("admitted")
    page = close_and_open_again(post.window)
    post.window.complaints.expected.add(403)
    post.window.complaints.found.clear()
    page.goto(f"{site.url}/scan/")
    expect(page.locator("#unpaired-why")).to_have_text(words(post.window, "said", "revoked"), timeout=20_000)
    [line] = lines(site, post, 1)
    assert (line.reason, line.held) == ("device_revoked", True)
    again = post_at(site, post.window)
    expect(page.locator("#waiting")).to_be_hidden()
    again.types()
    again.shows("admitted")
    lines(site, again, 1)
    page.wait_for_function(f"() => ({LEFT_BEHIND})().then((left) => left === 0)")
    assert len(lines(site, post, 1)) == 1


def test_what_waited_is_sent_in_the_old_name_once_the_phone_has_a_new_one(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window())
    cut_off(post)
    post.types()
    post.shows("admitted")
    close_and_open_again(post.window)
    post.window.complaints.found.clear()
    again = post_at(site, post.window)
    assert lines(site, post, 1)[0].verdict == "admitted"
    assert lines(site, again, 0) == []


def test_what_a_device_left_that_nobody_knows_hinders_no_other(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window())
    cut_off(post)
    post.types()
    post.shows("admitted")
    with site.arranging() as session:
        device = session.get_one(Device, post.device)
        known, device.token_hash = device.token_hash, "0" * 64
    close_and_open_again(post.window)
    post.window.complaints.expected.add(401)
    post.window.complaints.found.clear()
    again = post_at(site, post.window)
    again.types()
    again.shows("admitted")
    expect(again.window.page.locator("#waiting")).to_be_visible()
    with site.arranging() as session:
        session.get_one(Device, post.device).token_hash = known
    again.window.page.evaluate("dispatchEvent(new Event('online'))")
    assert lines(site, post, 1)[0].registration_id == post.registration
    expect(again.window.page.locator("#waiting")).to_be_hidden()


@pytest.fixture
def camera(launch: Launch, site: Site, open_window: OpenWindow, tmp_path: Path) -> Iterator[tuple[Browser, Post]]:
    """A browser whose camera sees a badge again and again, and that badge's post in another window."""
    post = post_at(site, open_window())
    head, code = post.address.rsplit("/", 1)
    path = film(tmp_path / "badge.mjpeg", [(None, 1.0), (card_with(f"{head}/", code), 3.0)] * 4)
    fake = "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"
    chromium = launch(*fake, f"--use-file-for-fake-video-capture={path}")
    yield chromium, post
    chromium.close()


def test_a_detector_that_fails_gives_way_to_the_readers_own(
    site: Site, open_window: OpenWindow, camera: tuple[Browser, Post]
) -> None:
    window = open_window(camera[0])
    window.page.context.add_init_script(BROKEN_DETECTOR)
    post = post_at(site, window)
    assert lines(site, post, 1)[0].registration_id == camera[1].registration
    expect(window.page.locator("#camera-notice")).to_be_hidden()
    window.page.context.close()


def test_where_no_code_can_be_read_the_scanner_says_so_and_recovers(
    site: Site, open_window: OpenWindow, camera: tuple[Browser, Post]
) -> None:
    window = open_window(camera[0])
    window.page.context.add_init_script(BROKEN_DETECTOR)
    window.page.context.route(WASM, lambda route: route.abort("aborted"))
    post = post_at(site, window)
    notice = window.page.locator("#camera-notice")
    expect(window.page.locator("#camera-said")).to_have_text(words(window, "said", "no_reader"))
    assert lines(site, post, 0) == []
    window.page.context.unroute(WASM)
    lines(site, post, 1)
    expect(notice).to_be_hidden()
    window.complaints.found.clear()
    window.page.context.close()


def test_an_undo_that_fails_says_so_and_is_the_same_when_tried_again(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window(), "supervisor")
    page, undo = post.window.page, "**/api/v1/undo"
    post.types()
    post.shows("admitted")
    page.locator("#open-more").click()
    arrived: list[str] = []

    def lose_the_answer(route: object) -> None:
        arrived.append(route.fetch().text())  # type: ignore[attr-defined]
        route.abort("aborted")  # type: ignore[attr-defined]

    page.route(undo, lose_the_answer)
    row = page.locator("#last li").first
    row.locator("button").click()
    expect(row.get_by_role("status")).to_contain_text(words(post.window, "said", "undo_failed"))
    page.unroute(undo)
    row.locator("button").click()
    expect(page.locator("#last li button")).to_have_count(0)
    assert [line.verdict for line in lines(site, post, 2)] == ["admitted", "undo"]
    assert str(lines(site, post, 2)[1].scan_id) in arrived[0]
    post.window.complaints.found.clear()


def test_an_undo_that_comes_too_late_says_so(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window(), "supervisor")
    page = post.window.page
    post.types()
    post.shows("admitted")
    lines(site, post, 1)
    with site.arranging() as session:
        line = session.scalars(select(Scan).where(Scan.device_id == post.device)).one()
        line.received_at = line.received_at.replace(year=2020)
    post.window.complaints.expected.add(409)
    page.locator("#open-more").click()
    row = page.locator("#last li").first
    row.locator("button").click()
    expect(row.get_by_role("status")).to_contain_text(words(post.window, "said", "undo_refused"))
    expect(row.locator("button")).to_be_hidden()


def test_the_way_that_counts_is_the_way_that_is_shown(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window())
    page = post.window.page
    with site.arranging() as session:
        session.get_one(Device, post.device).all_checkpoints = True
    page.reload()
    expect(page.locator("#ready")).to_be_visible()
    mine = page.locator("#checkpoint").input_value()
    page.locator("#start").click()
    page.locator("#open-more").click()
    page.locator("input[name='direction'][value='out']").check()
    there = page.locator("#checkpoint-now option").evaluate_all("options => options.map(option => option.value)")
    page.select_option("#checkpoint-now", next(value for value in there if value != mine))
    page.select_option("#checkpoint-now", mine)
    shown = page.locator("input[name='direction']:checked").get_attribute("value")
    page.locator("#more form button").click()
    post.types()
    post.shows("admitted")
    assert lines(site, post, 1)[0].direction == shown == "in"


def test_who_was_never_accepted_is_told_apart_before_they_are_chosen(site: Site, open_window: OpenWindow) -> None:
    post = post_at(site, open_window(), "search", state=RegistrationState.WAITLISTED)
    page = post.window.page
    page.locator("#open-find").click()
    with site.books() as session:
        device = session.get_one(Device, post.device)
        number = device.name.rsplit(" ", 1)[1]
    page.locator("#name").fill(f"Guang{number}")
    expect(page.locator("#found button").first).to_contain_text(words(post.window, "reasons", "waitlisted"))
