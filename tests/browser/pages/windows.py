"""Browser windows signed in as the roles of the tables, kept open from page to page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.browser.journeys.window import Complaints
from tests.integration.routes.demo_site import DemoSite

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

PHONE, DESK = 390, 1280
HEIGHTS = {PHONE: 844, DESK: 900}
#: Counts the requests of scripts, so that a page is known to have come to rest.
COUNT_FETCHES = """(() => { let open = 0; const real = window.fetch;
  window.fetch = (...args) => { open += 1; return real(...args).finally(() => { open -= 1; }); };
  window.atRest = () => open === 0; })();"""
#: Two frames after the last request: what scripts put into the page is laid out by then.
REST = """() => new Promise((done) => {
  const look = (calm) => requestAnimationFrame(() => {
    const mounted = [...document.querySelectorAll("[data-module]")].every((e) => e.dataset.mounted !== undefined);
    if (!window.atRest() || !mounted) look(0); else if (calm < 2) look(calm + 1); else done(true);
  });
  look(0); })"""


class Windows:
    """One window a role; what went wrong in it is told once."""

    def __init__(self, browser: Browser, url: str, site: DemoSite) -> None:
        self._browser, self.url, self.site = browser, url, site
        self._pages: dict[str, tuple[Page, Complaints]] = {}

    def context(self, role: str, **options: Any) -> BrowserContext:
        """A new browser in which ``role`` is signed in; the caller closes it."""
        chosen = {"reduced_motion": "reduce", "timezone_id": "Asia/Shanghai"} | options
        context = self._browser.new_context(**chosen)
        if cookie := self.site.cookie_of(role):
            context.add_cookies([{"name": "luntan", "value": cookie, "url": self.url}])
        return context

    def page(self, role: str) -> Page:
        """The role's window."""
        if role not in self._pages:
            context = self.context(role)
            complaints = Complaints(urlsplit(self.url).netloc)
            complaints.watch(context)
            context.add_init_script(COUNT_FETCHES)
            self._pages[role] = (context.new_page(), complaints)
        return self._pages[role][0]

    def open(self, role: str, path: str, width: int = PHONE) -> Page:
        """The page at ``path``, at rest."""
        page = self.page(role)
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.goto(self.url + path)
        page.evaluate(REST)
        return page

    def widen(self, page: Page, width: int) -> None:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        page.evaluate(REST)

    def complaints(self, role: str) -> list[str]:
        """What the role's window complained of since it was last asked."""
        found = self._pages[role][1].found
        told = list(found)
        found.clear()
        return told

    def close(self) -> None:
        for page, _complaints in self._pages.values():
            page.context.close()
