"""The components in an environment of their own: real templates and filters, texts as they stand in the sources."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.core import dates
from app.settings import ROOT

#: Calls a macro of a file in templates/components and parses what it writes.
Draw = Callable[..., Element]


@pytest.fixture(scope="session")
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: text, lambda one, many, number: one if number == 1 else many, newstyle=True
    )
    made.filters.update({name: _english(call) for name, call in dates.FILTERS.items()})
    made.globals.update(locale="en", csrf_token=lambda: "token")
    return made


def _english(call: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that asks no request for the language."""
    takes_language = "locale" in call.__annotations__
    return (lambda *args: call(*args, locale="en")) if takes_language else call


@pytest.fixture
def draw(environment: Environment) -> Draw:
    def call(file: str, macro: str, *args: Any, **options: Any) -> Element:
        module = environment.get_template(f"components/{file}").make_module()
        markup = Markup("<!doctype html><title>t</title><body>") + getattr(module, macro)(*args, **options)
        return html5lib.parse(markup, namespaceHTMLElements=False)

    return call


def words(element: Element) -> str:
    """All text of an element, blanks made single."""
    return " ".join("".join(element.itertext()).split())


def with_class(element: Element, name: str) -> list[Element]:
    return [e for e in element.iter() if name in (e.get("class") or "").split()]
