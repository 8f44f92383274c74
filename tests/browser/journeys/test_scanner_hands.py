"""The scanner in hands: badges held before its camera, a camera that goes away, and USB scanners that type anywhere."""

from __future__ import annotations

import pytest
from playwright.sync_api import Route, expect

from tests.browser.journeys.conftest import READERS, OpenWindow
from tests.browser.journeys.door import Door, Phone, make_door, phone_at
from tests.browser.journeys.site import Site
from tests.services import lens

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("reader", [READERS[0]], indirect=True, ids=("zh",)),
]
KEPT = """() => new Promise((resolve) => {
  const opening = indexedDB.open("luntan-scan");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("queue").objectStore("queue").count();
    counting.onsuccess = () => resolve(counting.result);
  };
})"""
TWO_CAMERAS = """if (window.lens) lens.cameras.push({ deviceId: "front", label: "Front", facingMode: "user" });"""
#: Another app takes the camera; answers what the page says of it at once.
LOSE = """() => {
  lens.fails = "NotReadableError";
  lens.lose();
  return document.getElementById("camera-said").textContent;
}"""
HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def door(site: Site) -> Door:
    return make_door(site, guests=3)


def test_guest_after_guest_is_scanned_without_a_tap(site: Site, open_window: OpenWindow) -> None:
    door = make_door(site, guests=3)
    phone = phone_at(door, open_window())
    phone.page.evaluate("""() => { window.paces = []; new PerformanceObserver((list) =>
      window.paces.push(...list.getEntries().map((pace) => pace.detail))).observe({ entryTypes: ["measure"] }); }""")
    phone.start()
    for guest in range(3):
        phone.holds(guest)
        phone.page.wait_for_function("(number) => window.paces.length === number + 1", arg=guest)
        expect(phone.page.locator("#verdict")).to_be_visible()  # nobody puts it away
    phone.page.wait_for_timeout(500)  # the last one is still held
    lens.take_away(phone.page)
    expect(phone.page.locator("#counter")).to_contain_text("3")
    assert door.lines() == ["admitted"] * 3
    for pace in phone.page.evaluate("window.paces"):
        assert 0 < pace["read"] <= pace["judged"] <= pace["written"]


def test_whoever_is_shown_as_admitted_is_written_down_already(door: Door, open_window: OpenWindow) -> None:
    phone = phone_at(door, open_window())
    phone.start()
    held: list[Route] = []

    def hold(route: Route) -> None:  # the server says nothing at all
        held.append(route)

    phone.page.route("**/api/v1/scans", hold)
    phone.holds()
    expect(phone.page.locator("#verdict")).to_have_attribute("data-tone", "admitted")
    assert phone.page.evaluate(KEPT) == 1
    for route in held:
        route.continue_()
    phone.page.wait_for_function(f"() => ({KEPT})().then((kept) => kept === 0)")


def test_a_camera_that_stops_is_opened_again(door: Door, open_window: OpenWindow) -> None:
    phone = phone_at(door, open_window())
    phone.start()
    phone.holds()
    phone.shows()
    lens.take_away(phone.page)
    said = phone.page.evaluate(LOSE)
    assert said == phone.says("camera_lost")
    expect(phone.page.locator("#camera-said")).to_have_text(phone.says("camera_taken"))
    phone.page.evaluate("() => { lens.fails = ''; }")
    expect(phone.page.locator("#camera-notice")).to_be_hidden()
    phone.holds(1)
    phone.shows()


def test_a_page_in_the_pocket_gives_the_camera_back_and_goes_on_later(door: Door, open_window: OpenWindow) -> None:
    window = open_window()
    window.page.clock.install()
    phone = phone_at(door, window)
    phone.start()
    phone.page.wait_for_function("() => lens.track?.readyState === 'live'")
    phone.page.evaluate(HIDE, True)
    phone.page.clock.run_for(40_000)
    phone.page.wait_for_function("() => lens.track.readyState === 'ended'")
    phone.page.evaluate(HIDE, False)
    phone.page.wait_for_function("() => lens.track.readyState === 'live'")
    phone.page.clock.resume()
    phone.holds(2)
    phone.shows()


def test_the_chosen_camera_and_its_light_are_used_again(door: Door, open_window: OpenWindow) -> None:
    phone = phone_at(door, open_window(), TWO_CAMERAS, "if (window.lens) lens.torch = false;")
    phone.start()
    video = phone.page.locator("#video")
    expect(video).not_to_have_class("mirrored")
    phone.page.locator("#open-more").click()
    phone.page.locator("#torch").click()
    expect(phone.page.locator("#torch")).to_have_attribute("aria-pressed", "true")
    assert phone.page.evaluate("lens.torch") is True
    phone.page.locator("#camera").select_option("front")
    expect(video).to_have_class("mirrored")
    phone.page.reload()
    phone.start()
    expect(video).to_have_class("mirrored")
    phone.holds()
    phone.shows()
    assert phone.page.evaluate("lens.asked") == ["front"]


def _focus_on(phone: Phone, sheet: str, field: str) -> None:
    phone.page.locator(f"#open-{sheet}").click()
    phone.page.locator(f"#{sheet} {field}").focus()


@pytest.mark.parametrize(
    ("sheet", "field"),
    [("type", "#short"), ("type", "button.big"), ("more", "#checkpoint-now"), ("more", "form[method=dialog] button")],
)
def test_a_usb_scanner_types_wherever_the_focus_is(door: Door, open_window: OpenWindow, sheet: str, field: str) -> None:
    phone = phone_at(door, open_window())
    phone.start()
    _focus_on(phone, sheet, field)
    stands = phone.page.locator("#checkpoint-now").input_value()
    phone.types()
    expect(phone.page.locator("dialog[open]")).to_have_count(0)
    phone.shows()
    assert phone.page.locator("#checkpoint-now").input_value() == stands
    assert phone.page.locator("#short").input_value() == ""


def test_what_a_chinese_input_method_makes_of_a_code_is_read(door: Door, open_window: OpenWindow) -> None:
    phone = phone_at(door, open_window())
    phone.start()
    wide = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in door.codes[0])
    for text in (f"https:、、door.example、c、{door.codes[0]}", f"https://door.example/c/{wide}"):
        for sign in text:
            phone.page.keyboard.press(sign) if sign.isascii() else phone.page.evaluate(
                "(key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))", sign
            )
        phone.page.keyboard.press("Enter")
        phone.shows()
    # The input method has the keys, the Enter too, and puts what it composed into the field.
    _focus_on(phone, "type", "#short")
    tools = phone.page.context.new_cdp_session(phone.page)
    for part in ("https:", "//door.example/c/", door.codes[0]):
        tools.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
        tools.send("Input.insertText", {"text": part})
    expect(phone.page.locator("dialog[open]")).to_have_count(0)
    phone.shows()
