"""axe-core in a page: every rule of WCAG 2.2 A and AA and the best practices; violations in words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from app.settings import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: ``target-size`` is off in axe by itself, though it is AA in WCAG 2.2: targets of 24 px. Handles on a preview are as
#: large as what they move, which the criterion allows where a field of the same page does the same ("Equivalent").
RUN = """async () => {
  axe.configure({ rules: [{ id: "target-size", selector: "*:not([data-handle])" }] });
  const found = await axe.run(document, { resultTypes: ["violations"], rules: { "target-size": { enabled: true } } });
  const told = (node) => `    ${node.target.join(" ")}  ${node.html.slice(0, 160)}  ${node.failureSummary}`;
  return found.violations.map((v) => [`${v.id}: ${v.help}`, ...v.nodes.slice(0, 5).map(told)].join("\\n"));
}"""


@cache
def source() -> str:
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds; the script is put in by the browser itself, past no policy of the page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(source())
    found: list[str] = page.evaluate(RUN)
    return found
