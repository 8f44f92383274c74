"""Organizers and their phones: paired without typing, told of something, rehearsing; and a file as the last resort."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.checkin.devices import hash_of
from app.checkin.models import Attendance, Device, Scan
from app.demo.forums import LIVE_SLUG
from app.fleet.models import DeviceReport
from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.desk import sign_in
from tests.browser.journeys.site import Site
from tests.browser.journeys.test_scanner import lines, post_at

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("reader", [READERS[0]], indirect=True, ids=("zh",)),
]
DEVICES = f"/manage/events/{LIVE_SLUG}/devices/"
API = "**/api/v1/**"
#: All that the page keeps in the browser.
KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("luntan-scan");
  opening.onsuccess = async () => {
    const names = [...opening.result.objectStoreNames];
    const read = (name) => new Promise((done) => {
      const all = opening.result.transaction(name).objectStore(name).getAll();
      all.onsuccess = () => done(all.result);
    });
    resolve(JSON.stringify(await Promise.all(names.map(read))) + JSON.stringify({ ...localStorage }));
  };
})"""


def said(page: Page, name: str) -> str:
    text: str = json.loads(page.locator("#config").inner_text())["texts"]["said"][name]
    return text


def scan(page: Page, address: str, tone: str) -> None:
    page.keyboard.type(f"{address}\n")
    expect(page.locator("#verdict")).to_have_attribute("data-tone", tone)
    page.locator("#verdict").click()
    expect(page.locator("#verdict")).to_be_hidden()


def test_a_phone_is_paired_told_something_and_rehearses(site: Site, open_window: OpenWindow) -> None:
    desk, phone = open_window(), open_window()
    sign_in(desk, "organizer")
    desk.go(DEVICES)
    desk.press(".manage-head form button")
    address = desk.page.locator("#link").input_value()
    name = re.findall(r"“(.+?)”", desk.text("h1"))[0]
    phone.go("/scan/")
    phone.page.locator("#pairing summary").click()
    phone.page.locator("#pair-link").fill(address)
    phone.press("#pair-form button")
    phone.page.locator("form button").click()
    phone.page.locator("#start").click()
    expect(phone.page.locator("#stage")).to_have_attribute("data-roster", "held")
    desk.press(desk.page.locator(".pairing-state form button"))
    assert desk.text("h1") != name, "the next phone's code stands there at once"
    desk.go(DEVICES)
    desk.fill({"text": "午餐改在二层"})
    desk.press("section[aria-labelledby='tell'] button")
    message = phone.page.locator("#message")
    expect(message).to_contain_text("午餐改在二层", timeout=20_000)
    phone.page.locator("#message-seen").click()
    expect(message).to_be_hidden()
    seen = desk.page.locator(".messages li").first
    expect(seen).to_contain_text(re.compile(rf"{name} \d\d:\d\d"), timeout=30_000)
    phone.page.locator("#open-more").click()
    phone.page.locator("#rehearse").click()
    expect(phone.page.locator("#rehearsal")).to_be_visible()
    for kind, tone in (("VALID", "admitted"), ("VALID", "repeat"), ("REPLACED", "refused"), ("OTHER", "refused")):
        scan(phone.page, f"{site.url}/c/PRACTICE-{kind}", tone)
    row = desk.page.locator("tr", has_text=name)
    expect(row).to_contain_text("演练", timeout=30_000)
    phone.page.locator("#rehearsal-end").click()
    expect(phone.page.locator("#rehearsal")).to_be_hidden()
    with site.books() as session:
        device = session.scalars(select(Device).where(Device.name == name)).one()
        assert session.scalars(select(Scan).where(Scan.device_id == device.id)).all() == []
        report = session.get_one(DeviceReport, device.id)
        assert (report.waiting, report.roster_at is not None, report.build != "") == (0, True, True)


def test_what_a_phone_cannot_send_comes_in_by_a_file_and_tells_of_nobody(
    site: Site, open_window: OpenWindow, tmp_path: Path
) -> None:
    post = post_at(site, open_window(accept_downloads=True))
    page = post.window.page
    page.route(API, lambda route: route.abort("aborted"))
    post.types()
    post.shows("admitted")
    kept = page.evaluate(KEPT)
    code = post.address.rsplit("/", 1)[1]
    for secret in (code, "时光", "Shi Guang", "SHI Guang"):
        assert secret not in kept, f"a stolen phone tells {secret}"
    with site.arranging() as session:  # as after a backup that is older than the pairing
        session.get_one(Device, post.device).token_hash = hash_of("another")
    page.unroute(API)
    post.window.complaints.expected.add(401)
    expect(page.locator("#unpaired-why")).to_contain_text(said(page, "unknown_device"), timeout=20_000)
    expect(page.locator("#left-over-says")).to_contain_text("1")
    with page.expect_download() as download:
        page.locator("#left-over-save").click()
    file = tmp_path / "luntan-scans.json"
    download.value.save_as(file)
    content = file.read_text("utf-8")
    assert code not in content
    assert "token" not in content
    desk = open_window()
    sign_in(desk, "organizer")
    desk.go(f"{DEVICES}files/")
    desk.page.locator("#file").set_input_files(file)
    desk.press("main form .form-actions button")
    assert lines_of(site, post.device) == 0
    desk.press("main .actions button")
    [line] = lines(site, post, 1)
    assert (line.registration_id, line.verdict) == (post.registration, "admitted")
    with site.arranging() as session:  # the server knows the phone again, which sends by itself
        grant = json.loads(page.evaluate(GRANT))
        session.get_one(Device, post.device).token_hash = hash_of(grant["token"])
    page.reload()
    page.locator("#start").click()
    expect(page.locator("#stage")).to_have_attribute("data-roster", "held")
    expect(page.locator("#waiting")).to_be_hidden()
    assert lines_of(site, post.device) == 1
    with site.books() as session:
        here = select(Attendance).where(Attendance.checkpoint_id == post.checkpoint)
        assert [row.count for row in session.scalars(here)] == [1]
    post.window.complaints.found.clear()


GRANT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("luntan-scan");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("facts").objectStore("facts").get("grant");
    asked.onsuccess = () => resolve(JSON.stringify(asked.result));
  };
})"""


def lines_of(site: Site, device: int) -> int:
    with site.books() as session:
        return len(session.scalars(select(Scan).where(Scan.device_id == device)).all())
