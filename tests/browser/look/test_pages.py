"""Colours, keys and ways about that hold on every page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.look.conftest import OpenPage, Site

pytestmark = pytest.mark.browser

#: The least contrast that any hue gives, by pair; colours are read back as a canvas draws them.
CONTRASTS = """() => {
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const drawn = (colour) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [r, g, b] = drawn(colour).map(linear);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const probe = document.body.appendChild(document.createElement("i"));
  const value = (name) => ((probe.style.color = `var(--${name})`), getComputedStyle(probe).color);
  const pairs = [
    ["accent", "paper"], ["accent", "accent-tint"], ["accent-strong", "accent-tint"], ["on-accent", "accent"],
    ["ink-soft", "accent-tint"], ["ink-soft", "wash"],
    ...["ok", "warn", "bad", "info", "calm"].map((tone) => [tone, `${tone}-tint`]),
  ];
  const least = {};
  for (let hue = 0; hue < 360; hue += 10) {
    probe.className = `hue-${hue}`;
    for (const [front, back] of pairs) {
      const [a, b] = [light(value(front)), light(value(back))];
      const contrast = Math.max(a, b) / Math.min(a, b);
      least[`${front} on ${back}`] = Math.min(contrast, least[`${front} on ${back}`] ?? 99);
    }
  }
  return least;
}"""


def test_words_are_readable_in_the_colour_of_every_series_and_state(open_page: OpenPage) -> None:
    least = open_page("/?lang=en").evaluate(CONTRASTS)
    assert {pair: contrast for pair, contrast in least.items() if contrast < 4.5} == {}


def test_older_browsers_get_colours_that_are_readable_too(site: Site, open_page: OpenPage) -> None:
    page = open_page("/nothing/?lang=en")

    def without_oklch(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        known = answer.text().replace("@supports (color: color-mix(", "@supports (color: unknown(")
        route.fulfill(response=answer, body=known)  # type: ignore[attr-defined]

    page.route("**/tokens.css*", without_oklch)
    page.goto(f"{site.url}/?lang=en")
    assert page.evaluate("CSS.supports('color', 'unknown(1)')") is False
    assert "oklch" not in page.evaluate("getComputedStyle(document.body).getPropertyValue('--accent')")
    assert {pair: contrast for pair, contrast in page.evaluate(CONTRASTS).items() if contrast < 4.5} == {}


def test_a_refused_form_puts_the_focus_on_its_errors_and_from_there_into_the_field(open_page: OpenPage) -> None:
    page = open_page("/sign-in/?lang=en")
    page.get_by_role("button", name="Send me a link").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()


def test_the_first_tab_offers_to_skip_to_the_content(open_page: OpenPage) -> None:
    page = open_page("/?lang=en")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#main"
    assert (page.locator(".skip").bounding_box() or {"y": -1})["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize(("lang", "other", "text"), [("zh", "en", "English"), ("en", "zh-CN", "中文")])
def test_the_other_language_is_in_sight_on_a_phone_and_keeps_the_page(
    site: Site, open_page: OpenPage, lang: str, other: str, text: str
) -> None:
    page = open_page(f"/events/{site.event}/?lang={lang}", viewport={"width": 390, "height": 844})
    link = page.locator(".langs a:visible")
    assert link.all_inner_texts() == [text]
    assert link.get_attribute("lang") == other
    link.click()
    assert page.url.split("?")[0].endswith(f"/events/{site.event}/")
    assert page.locator("html").get_attribute("lang") == other


def test_without_scripts_there_are_ways_to_one_s_tickets_and_to_sign_in(open_page: OpenPage) -> None:
    page = open_page("/?lang=en", java_script_enabled=False)
    links = page.locator(".account a")
    assert links.all_inner_texts() == ["My tickets", "Sign in"]
