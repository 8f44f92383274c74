"""A reader's browser window. Whatever it complains of fails the journey: scripts, policy, requests, wide pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

#: The button that sends the page's form, and not one that does more.
SEND = "main form .form-actions button:not([name], [formaction])"
#: Breaches of the policy are reported even where the console is silent about them.
REPORT_BREACHES = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`Breach of ${event.effectiveDirective}: ${event.blockedURI} at ${event.sourceFile}`));"""
#: A request that a new page cuts short, or that became a download.
CUT_SHORT = "net::ERR_ABORTED"
#: The console repeats what the response says; responses are judged by their status.
REPEATED = "Failed to load resource: the server responded with a status of"


@dataclass(frozen=True, slots=True)
class Reader:
    """In which language and on how wide a screen somebody reads."""

    locale: str
    width: int

    @property
    def html_lang(self) -> str:
        return {"zh": "zh-CN", "en": "en"}[self.locale]

    @property
    def name(self) -> str:
        """Tells the people, pages and words of one combination from another's."""
        return f"{self.locale}{self.width}"

    def options(self, **chosen: Any) -> dict[str, Any]:
        """Of the browser's context."""
        phone = self.width < 600
        return {
            "locale": {"zh": "zh-CN", "en": "en-GB"}[self.locale],
            "timezone_id": "Asia/Shanghai",
            "viewport": {"width": self.width, "height": 844 if phone else 900},
            "has_touch": phone,
            "reduced_motion": "reduce",
        } | chosen


@dataclass
class Complaints:
    """What went wrong in a context, but for the answers that a test asked for."""

    host: str
    found: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def watch(self, context: BrowserContext) -> None:
        context.add_init_script(REPORT_BREACHES)
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.found.append(f"error: {error.error}"))
        context.on("request", self._see)
        context.on("requestfailed", self._miss)
        context.on("response", self._judge)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REPEATED):
            self.found.append(f"console {message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.host:
            self.found.append(f"another host: {request.url}")

    def _miss(self, request: Request) -> None:
        if request.failure != CUT_SHORT:
            self.found.append(f"failed: {request.url} {request.failure}")

    def _judge(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.found.append(f"{response.status}: {response.request.method} {response.url}")


@dataclass
class Window:
    """One page of one browser, and the ways people use it."""

    page: Page
    url: str
    reader: Reader
    complaints: Complaints

    def go(self, path: str) -> None:
        """Open an address, whole or of this site."""
        self.page.goto(path if path.startswith("http") else self.url + path)
        self.check()

    def press(self, what: str | Locator) -> None:
        """Press what leads to another page: a link, a button of a form."""
        target = self.page.locator(what) if isinstance(what, str) else what
        with self.page.expect_navigation():
            target.click()
        self.check()

    def refused(self, what: str | Locator, status: int = 422) -> None:
        """Press a button whose form comes back with ``status``."""
        self.complaints.expected.add(status)
        target = self.page.locator(what) if isinstance(what, str) else what
        with self.page.expect_navigation() as navigation:
            target.click()
        self.complaints.expected.discard(status)
        answer = navigation.value
        assert answer is not None
        assert answer.status == status, f"{answer.url} answered {answer.status}"
        self.check()

    def fill(self, fields: dict[str, str | bool]) -> None:
        """Type into the fields of these names; choose of selects and radios by value, tick by True."""
        for name, value in fields.items():
            self._fill(name, value)

    def _fill(self, name: str, value: str | bool) -> None:
        found = self.page.locator(f"main [name='{name}']:not([type='hidden'])")
        kind = found.first.evaluate("e => e.type || e.tagName.toLowerCase()")
        if isinstance(value, bool):
            found.set_checked(value)
        elif kind == "radio":
            self.page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind.startswith("select"):
            found.select_option(value)
        else:
            found.fill(value)

    def typed(self, name: str) -> str:
        """What a field holds."""
        return self.page.locator(f"main [name='{name}']:not([type='hidden'])").first.input_value()

    def text(self, what: str = "main") -> str:
        return self.page.locator(what).first.inner_text()

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def check(self) -> None:
        """In the reader's language, no wider than the screen, and without a complaint so far."""
        assert self.page.locator("html").get_attribute("lang") == self.reader.html_lang, self.page.url
        if self.page.evaluate("matchMedia('screen').matches"):
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= self.reader.width, f"{self.page.url} is {wide} px wide"
        assert self.complaints.found == []
