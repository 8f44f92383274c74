"""What is wrong with a page's markup, in words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
DATA_BLOCKS = frozenset({"application/json", "application/ld+json"})
#: Attributes that name other elements by their id.
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "form", "list", "headers")
#: Attributes that hold an address.
ADDRESSES = ("href", "src", "action", "formaction", "poster", "data", "hx-get", "hx-post", "data-src")
UNLABELLED = frozenset({"hidden", "submit", "reset", "button", "image"})


@lru_cache(maxsize=400)
def parse(source: str, *, fragment: bool = False) -> tuple[Any, tuple[str, ...]]:
    """The tree, and what a strict parser complains of; ``fragment``: a part of a page, that stands in a ``div``."""
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parseFragment(source, container="div") if fragment else parser.parse(source)
    errors = (f"{position}: {html5lib.constants.E[code] % details}" for position, code, details in parser.errors)
    return tree, tuple(errors)


def elements(tree: Any) -> Iterator[Any]:
    return (element for element in tree.iter() if isinstance(element.tag, str))


def all_of(tree: Any, *names: str) -> list[Any]:
    return [element for element in elements(tree) if element.tag.removeprefix(HTML) in names]


def text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def faults(source: str, lang: str = "", *, fragment: bool = False) -> list[str]:
    """Every fault of a page in ``lang``, or of a part of one."""
    tree, errors = parse(source, fragment=fragment)
    found = [*errors, *_ids(tree), *_unsafe(tree), *_scripts(tree), *_forms(tree), *_labels(tree)]
    return found if fragment else found + _page(tree, lang)


def _page(tree: Any, lang: str) -> Iterator[str] | list[str]:
    hidden = {id(e) for part in elements(tree) if part.get("hidden") is not None for e in part.iter()}
    # Where a script shows one of several screens, none of them is shown yet.
    headings = [h for h in all_of(tree, "h1") if id(h) not in hidden] or all_of(tree, "h1")[:1]
    titles = all_of(tree, "title")
    wrong = []
    if tree.get("lang") != lang:
        wrong.append(f"lang is {tree.get('lang')!r}, not {lang!r}")
    if len(headings) != 1 or not text_of(headings[0]):
        wrong.append(f"h1: {[text_of(heading) for heading in headings]}")
    page_titles = [title for title in titles if title.tag == f"{HTML}title"]
    if len(page_titles) != 1 or not text_of(page_titles[0]):
        wrong.append(f"title: {[text_of(title) for title in page_titles]}")
    if len(all_of(tree, "main")) != 1:
        wrong.append("not one main")
    return wrong


def _ids(tree: Any) -> Iterator[str]:
    ids = Counter(element.get("id") for element in elements(tree) if element.get("id") is not None)
    yield from (f"id {name!r} stands {times} times" for name, times in ids.items() if times > 1 or not name.strip())
    for element in elements(tree):
        for attribute in REFERENCES:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"{attribute}={name!r} names nothing"


def _unsafe(tree: Any) -> Iterator[str]:
    for element in elements(tree):
        name = element.tag.removeprefix(HTML)
        if name in ("style", "base", "object", "embed", "applet", "font", "center"):
            yield f"<{name}>"
        for attribute, value in element.attrib.items():
            if attribute == "style" or str(attribute).startswith("on"):
                yield f"<{name} {attribute}={value!r}>"
            if attribute in ADDRESSES and value.strip().lower().startswith(("javascript:", "vbscript:", "data:text")):
                yield f"<{name} {attribute}={value!r}>"
        if element.get("target") == "_blank" and "noopener" not in element.get("rel", ""):
            yield f"a new window without noopener: {element.get('href')}"


def _scripts(tree: Any) -> Iterator[str]:
    for script in all_of(tree, "script"):
        content = "".join(script.itertext())
        if script.get("type") in DATA_BLOCKS:
            try:
                json.loads(content)
            except ValueError as error:
                yield f"a data block that is no JSON: {error}"
        elif not script.get("src") or content.strip():
            yield f"inline script: {content[:80]!r}"


def _forms(tree: Any) -> Iterator[str]:
    for form in all_of(tree, "form"):
        posts = form.get("method", "get").lower() == "post"
        tokens = [field for field in all_of(form, "input") if field.get("name") == "csrf_token" and field.get("value")]
        if posts and not tokens:
            yield f"a form without a token: {form.get('action')!r}"
        if not posts and tokens:
            yield f"a token in an address: {form.get('action')!r}"


def _labels(tree: Any) -> Iterator[str]:
    labelled = {label.get("for") for label in all_of(tree, "label")}
    inside = {id(field) for label in all_of(tree, "label") for field in all_of(label, "input", "select", "textarea")}
    for field in all_of(tree, "input", "select", "textarea"):
        if (
            field.get("type") in UNLABELLED
            or field.get("hidden") is not None
            or id(field) in inside
            or field.get("id") in labelled
        ):
            continue
        if not (field.get("aria-label") or field.get("aria-labelledby")):
            yield f"a field without a label: {field.get('name')!r}"
    for button in all_of(tree, "button", "a"):
        pictures = [p for p in elements(button) if p.get("alt") or p.get("aria-label") or p.tag.endswith("}title")]
        if not (text_of(button) or button.get("aria-label") or button.get("aria-labelledby") or pictures):
            yield f"a control without a name: {dict(button.attrib)}"
