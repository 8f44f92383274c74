"""The scanner in bright sun, in gloves, on small screens: contrast and targets of all its screens and sheets."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.checkin.models import DeviceRole
from tests.browser.journeys.conftest import OpenWindow
from tests.browser.journeys.door import make_door, phone_at
from tests.browser.journeys.site import Site
from tests.browser.journeys.window import Reader
from tests.browser.pages.axe import source

SMALL, SIDEWAYS = {"width": 360, "height": 640}, {"width": 740, "height": 360}
pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("reader", [Reader("zh", 360), Reader("en", 360)], indirect=True, ids=("zh", "en")),
]
#: What is shown and can be pressed, and is smaller than a gloved finger needs or touches another.
TARGETS = """() => {
  const root = document.querySelector("dialog[open]") ?? document.querySelector("main");
  const pressed = "a[href], button, select, textarea, summary, input, label:has(> input)";
  const shown = [...root.querySelectorAll(pressed)].filter((one) => one.checkVisibility({ visibilityProperty: true })
    && !(one.matches("input") && one.closest("label")) && one.type !== "hidden");
  const words = (one) => (one.textContent || one.value || "").trim().slice(0, 20);
  const name = (one) => `${one.tagName.toLowerCase()}#${one.id} ${words(one)}`;
  const boxes = shown.map((one) => [name(one), one.getBoundingClientRect(), one]);
  const small = boxes.filter(([, box]) => box.width < 55.5 || box.height < 55.5)
    .map(([what, box]) => `${what} is ${Math.round(box.width)} by ${Math.round(box.height)}`);
  const covered = (one) => one.closest("dialog > form[method=dialog]");
  const apart = (a, b) => Math.max(b.left - a.right, a.left - b.right, b.top - a.bottom, a.top - b.bottom);
  const close = boxes.flatMap(([what, box, one], index) => boxes.slice(index + 1)
    .filter(([, other, two]) => covered(one) === covered(two) && apart(box, other) < 7.5)
    .map(([beside, other]) => `${what} and ${beside} are ${Math.round(apart(box, other))} apart`));
  return [...small, ...close];
}"""
ENHANCED = """async () => {
  const values = ["color-contrast-enhanced"];
  const found = await axe.run(document, { runOnly: { type: "rule", values } });
  return found.violations.flatMap((one) => one.nodes.map((node) => `${node.target} ${node.failureSummary}`));
}"""
#: Words and icons of the verdict on its ground, in each of its colours.
VERDICTS = """() => {
  const panel = document.getElementById("verdict");
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const tones = {};
  panel.hidden = false;
  for (const tone of ["admitted", "repeat", "refused", "waiting"]) {
    panel.dataset.tone = tone;
    const ground = light(getComputedStyle(panel).backgroundColor);
    const parts = [...panel.querySelectorAll("p:not(:has(button))")].map((part) => getComputedStyle(part).color);
    const icon = getComputedStyle(panel.querySelector(`.icon-${tone}`));
    if (icon.display === "none") tones[tone] = 0;
    const contrasts = [...parts, icon.stroke].map(light).map((one) => Math.max(one, ground) / Math.min(one, ground));
    tones[tone] ??= Math.min(...contrasts);
  }
  panel.hidden = true;
  return tones;
}"""


def faults(page: Page, where: str) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    overflow = page.evaluate("document.documentElement.scrollWidth > innerWidth") and [
        f"{where}: wider than the screen"
    ]
    found = [*page.evaluate(TARGETS), *page.evaluate(ENHANCED)]
    return [*(overflow or []), *(f"{where}: {fault}" for fault in found)]


def test_everything_is_seen_in_the_sun_and_hit_in_gloves(site: Site, open_window: OpenWindow) -> None:
    door = make_door(site, role=DeviceRole.SUPERVISOR)
    window = open_window(viewport=SMALL)
    window.go(f"/scan/?lang={window.reader.locale}")
    page = window.page
    expect(page.locator("#offers a")).to_be_visible()
    found = faults(page, "unpaired")
    phone = phone_at(door, window)
    found += faults(page, "ready")
    page.evaluate("() => { lens.fails = 'NotFoundError'; }")
    phone.start()
    expect(page.locator("#camera-notice")).to_be_visible()
    found += faults(page, "no camera")
    phone.types(0)
    expect(page.locator("#verdict")).to_be_visible()
    found += faults(page, "verdict")
    assert {tone: contrast for tone, contrast in page.evaluate(VERDICTS).items() if contrast < 7} == {}
    for sheet in ("type", "find", "more"):
        page.locator(f"#open-{sheet}").click()
        if sheet == "find":
            page.locator("#name").fill("li")
            expect(page.locator("#found button").first).to_be_visible()
        if sheet == "more":
            expect(page.locator("#last button").first).to_be_visible()
            expect(page.locator("#roster-now")).not_to_be_empty()
            expect(page.locator("#waiting-now")).to_have_text(phone.says("none_waiting"))
        found += faults(page, sheet)
        page.evaluate("document.querySelector('dialog[open]').close()")
    page.set_viewport_size(SIDEWAYS)
    found += faults(page, "sideways")
    page.evaluate("document.querySelector('#stage [id=verdict]').hidden = false")
    inside = page.evaluate("""() => [...document.querySelectorAll("#verdict p, .buttons button")]
      .filter((one) => one.checkVisibility()).every((one) => {
        const { top, left, right, bottom } = one.getBoundingClientRect();
        return top >= 0 && left >= 0 && right <= innerWidth && bottom <= innerHeight; })""")
    assert inside, "a phone on its side does not show all of the verdict and the buttons"
    assert found == []


def test_another_apps_screen_is_seen_and_hit_as_well(site: Site, open_window: OpenWindow) -> None:
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 MicroMessenger/8.0.49"
    window = open_window(viewport=SMALL, user_agent=agent)
    phone_at(make_door(site), window)
    assert faults(window.page, "in an app") == []


def test_reasons_have_six_words_or_fewer(site: Site, open_window: OpenWindow) -> None:
    window = open_window(viewport=SMALL)
    window.go(f"/scan/?lang={window.reader.locale}")
    reasons = window.page.evaluate(
        "Object.values(JSON.parse(document.getElementById('config').textContent).texts.reasons)"
    )
    long = [
        reason for reason in reasons if (len(reason) > 14 if window.reader.locale == "zh" else len(reason.split()) > 6)
    ]
    assert long == []
