"""Finds the texts of an answer that stand outside all marks: nobody could translate them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from babel import Locale

from app.checkin.views.in_app import APPS
from app.core import territories, zones
from app.core.i18n import OWN_NAME
from tests.integration.routes.markup import DATA_BLOCKS, HTML, parse

TRANSLATED = re.compile(r"〖([^〖〗«»]*)〗")
MARKED = re.compile(r"〖[^〖〗«»]*〗|«[^«»〖〗]*»")
LISTED = re.compile(r", | / |、")
LETTER = re.compile(r"[^\W\d_]")
#: What is no language: dates as Babel writes them, addresses, names of zones, codes.
NO_LANGUAGE = re.compile(
    r"""[至-]?\s*\d+\s*年(\s*\d+\s*月)?(\s*\d+\s*日)?|[至-]?\s*\d+\s*月\s*\d+\s*日|[至-]\s*\d+\s*日    # dates
    | \([周星][期]?[一二三四五六日]\)|[上下]午
    | \b(Africa|America|Asia|Atlantic|Australia|Europe|Indian|Pacific)/[\w/-]+ | \b(UTC|GMT)\b   # zones
    | (?<!\S)/[\w./<>-]+ | (https?|webcal|mailto)://?\S+                                       # addresses
    | [\w.+-]+@[\w.-]+ | \b[\w.-]+\.(example|org|com|ics|pdf|csv)\b
    | \b([0-9A-Z]\s?){4}-\s?([0-9A-Z]\s?){4}\b | \b(?=[A-Z2-7]*[2-7])[A-Z2-7]{8,}\b           # codes
    | \b(Mon|Tue|Wed|Thu|Fri|Sat|Sun)\s\d+\s[A-Z][a-z]{2}\b                                     # short English dates
    | \bA\d\b | \bLetter\b | ×                                                                # sizes of paper
    | \b[A-Z]–[A-Z]\b                                                                        # letters of a lane
    | ^\s*[A-Z]\s*$                                                                           # keys of a keypad
    | \b[0-9a-f]{12}\b                                                                       # a build
    | \{\w+\}                                                                                 # places to fill in
    | \b\d+\s*(px|km|m|mm|MB|kB|KB|%)\b""",
    re.VERBOSE,
)
#: Attributes that people read or hear.
SPOKEN = ("alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label", "summary")
#: Names of modules, and what a list is searched by.
FOR_SCRIPTS = ("data-module", "data-find")
BUTTONS = frozenset({"submit", "reset", "button"})
#: Elements that hold code, or (`del`, `ins`) what a row held before and after: data.
UNREAD = frozenset({"script", "style", "code", "kbd", "samp", "template", "del", "ins"})
#: Values of a page's data that programs read: types, addresses, moments.
TECHNICAL = re.compile(
    r"^(@\w+|https?://.*|/.*|[\d:T+.Z-]+|[\w-]+/[\w.+-]+|[a-z][\w-]*|[A-Z]\w+|[\w-]{40,}|\s?[a-z]+/|; wv\))$"
)


@cache
def translated_elsewhere() -> frozenset[str]:
    """What Babel calls countries, languages and zones, and languages call themselves."""
    countries = (name for locale in ("zh", "en") for name in territories.names(locale).values())
    languages = (name for locale in ("zh", "en") for name in Locale.parse(locale).languages.values())
    places = (zones.title(zone, locale) for zone in zones.names() for locale in ("zh", "en"))
    apps = (name for _mark, app in APPS for name in (app.zh, app.en))
    return frozenset([*countries, *languages, *places, *zones.names(), *OWN_NAME.values(), *apps])


def without_twins(text: str) -> str:
    """``text`` without the English of what stands in it translated: some pages say all in both languages at once."""
    twins = sorted({twin.strip() for twin in TRANSLATED.findall(text)}, key=len, reverse=True)
    for twin in twins:
        if LETTER.search(twin):
            text = re.sub(rf"(?<![〖\w-]){re.escape(twin)}(?![〗\w-])", " ", text)
    return text


def outside(text: str) -> str:
    """What is left of ``text`` without its marked parts and what is no language; '' when nothing is."""
    before = ""
    while before != text:
        before, text = text, MARKED.sub(" ", text)
    if all(part.strip() in translated_elsewhere() for part in LISTED.split(text)):
        return ""
    text = NO_LANGUAGE.sub(" ", text).strip()
    return " ".join(text.split()) if LETTER.search(text) else ""


def in_html(source: str, *, fragment: bool = False) -> list[str]:
    """The unmarked texts of a page, with the element that says each."""
    tree, _errors = parse(without_twins(source), fragment=fragment)
    return list(_in_element(tree))


def _in_element(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    name = element.tag.removeprefix(HTML)
    if element.get("translate") == "no":
        return
    if name == "script":
        yield from _in_data(element)
    if name in UNREAD:
        return
    yield from (f"<{name} {attribute}> {left}" for attribute, text in _spoken(name, element) if (left := outside(text)))
    for text in (element.text, *(child.tail for child in element)):
        if text and (left := outside(text)):
            yield f"<{name}> {left}"
    for child in element:
        yield from _in_element(child)


def _spoken(name: str, element: Any) -> Iterator[tuple[str, str]]:
    for attribute in SPOKEN:
        if attribute in element.attrib:
            yield attribute, element.get(attribute)
    if name == "input" and element.get("type") in BUTTONS:
        yield "value", element.get("value", "")
    if name == "meta" and element.get("name") in ("description", "author", "application-name"):
        yield "content", element.get("content", "")
    for attribute, value in element.attrib.items():
        if str(attribute).startswith("data-") and attribute not in FOR_SCRIPTS and _is_said(value):
            yield str(attribute), value


def _is_said(value: str) -> bool:
    """Whether a value for a script is made of words rather than of a name, an address or data."""
    return value[:1] not in "{[/" and (" " in value.strip() or not value.isascii())


def _in_data(script: Any) -> Iterator[str]:
    if script.get("type") in DATA_BLOCKS:
        texts = _strings(json.loads("".join(script.itertext())))
        for text in without_twins("\n".join(texts)).split("\n"):
            if left := outside(text):
                yield f"<script> {left}"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
    elif isinstance(value, str) and not TECHNICAL.match(value):
        yield value
