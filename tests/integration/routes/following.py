"""What a page offers: its links, and its forms as they would be sent untouched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urlencode, urljoin, urlsplit

from tests.integration.routes.markup import all_of, elements, parse

HERE = "http://localhost"


@dataclass(frozen=True, slots=True)
class Offer:
    """A link, or a form by its method, address and the fields that it sends with the button that is pressed."""

    method: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()
    #: What each menu and box of the form could say, ticked or not.
    choices: tuple[tuple[str, str], ...] = ()


def offers_of(source: str, page: str) -> Iterator[Offer]:
    """Every link and form of a page that leads to this site."""
    tree, _errors = parse(source)
    for link in all_of(tree, "a", "link", "area"):
        if own := _own(link.get("href"), page):
            yield Offer("GET", own)
    for element in elements(tree):
        if own := _own(element.get("data-src") or element.get("hx-get"), page):
            yield Offer("GET", own)
    elsewhere = [control for control in all_of(tree, "button", "input", "select") if control.get("form")]
    for form in all_of(tree, "form"):
        yield from _sent(form, [control for control in elsewhere if control.get("form") == form.get("id")], page)


def _own(address: str | None, page: str) -> str:
    """The path of an address of this site; '' for others and for places on the page itself."""
    if not address or address.startswith(("#", "mailto:", "tel:", "data:", "webcal:")):
        return ""
    full = urldefrag(urljoin(HERE + page, address)).url
    return full.removeprefix(HERE) if full.startswith(HERE + "/") else ""


def _sent(form: Any, elsewhere: list[Any], page: str) -> Iterator[Offer]:
    method, controls = form.get("method", "get").upper(), [*elements(form), *elsewhere]
    fields = tuple(pair for control in controls for pair in _values(control))
    choices = tuple(pair for control in controls for pair in _choices(control))
    buttons = [c for c in controls if c.tag.endswith("}button") and c.get("type", "submit") == "submit"]
    for button in buttons or [None]:
        pressed = [(button.get("name"), button.get("value", ""))] if button is not None and button.get("name") else []
        action = (button is not None and button.get("formaction")) or form.get("action") or page
        if own := _own(action, page):
            sent = (*fields, *pressed)
            asked = f"{path_of(own)}?{urlencode(sent)}"
            yield Offer("GET", asked) if method == "GET" else Offer(method, own, sent, choices)


def _choices(control: Any) -> Iterator[tuple[str, str]]:
    name, tag = control.get("name"), control.tag.rpartition("}")[2]
    if name and tag == "select":
        yield from ((name, option.get("value", "")) for option in all_of(control, "option"))
    elif name and control.get("type") in ("checkbox", "radio"):
        yield name, control.get("value", "on")


def _values(field: Any) -> Iterator[tuple[str, str]]:
    name, kind = field.get("name"), field.get("type", "text")
    tag = field.tag.rpartition("}")[2]
    if not name or field.get("disabled") is not None or kind in ("submit", "button", "file"):
        return
    if tag == "textarea":
        yield name, "".join(field.itertext())
    elif tag == "select":
        options = all_of(field, "option")
        chosen = [o for o in options if o.get("selected") is not None] or options[:1]
        yield from ((name, o.get("value", "".join(o.itertext()))) for o in chosen)
    elif tag == "input" and (kind not in ("checkbox", "radio") or field.get("checked") is not None):
        yield name, field.get("value", "on" if kind in ("checkbox", "radio") else "")


def path_of(url: str) -> str:
    return urlsplit(url).path
