"""Every page is valid, in both languages: as it is read, with a form refused, and where something went wrong."""

from __future__ import annotations

import pytest

from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.markup import faults
from tests.integration.routes.pages import FRAGMENTS, LANGUAGES, LETTERS, READINGS, in_language, is_html, read
from tests.integration.routes.table import Row, rows_of

#: Who, how and where an error is met: pages that are not there, not open, not to be sent to.
WRONG = (
    ("anon", "GET", "/nowhere/", 404),
    ("owner", "GET", "/manage/", 403),
    ("anon", "POST", "/events/", 405),
    ("hq", "GET", "/manage/events/nothing/", 404),
)


@pytest.mark.parametrize(("row", "reader"), READINGS, ids=str)
def test_a_page_is_valid(site: DemoSite, row: Row, reader: str) -> None:
    for language, lang in LANGUAGES.items():
        answer = read(site, row, reader, language)
        if is_html(answer) and row.rule not in LETTERS:
            found = faults(answer.text, lang, fragment=row.rule in FRAGMENTS)
            assert not found, language


@pytest.mark.parametrize("row", rows_of("POST"), ids=str)
def test_a_refused_form_is_a_valid_page(site: DemoSite, row: Row) -> None:
    role = next(role for role in ("anon", "owner", "hq", "supervisor", "kiosk") if role in row.allowed())
    for language, lang in LANGUAGES.items():
        answer = site.ask(role, row.method, in_language(site.addresses.url(row), language))
        if is_html(answer):
            found = faults(answer.text, lang, fragment=row.rule in FRAGMENTS)
            assert not found, language
        site.set_back()


@pytest.mark.parametrize(("role", "method", "url", "status"), WRONG)
def test_an_error_is_a_valid_page(site: DemoSite, role: str, method: str, url: str, status: int) -> None:
    for language, lang in LANGUAGES.items():
        answer = site.ask(role, method, in_language(url, language))
        assert answer.status_code == status
        found = faults(answer.text, lang)
        assert not found, language


def test_the_gate_sees_faults() -> None:
    """A gate that lets all of this through would be none."""
    page = (
        '<!doctype html><html lang="zh-CN"><head><title></title></head><body><h1>A</h1><h1>B</h1>'
        '<p id="a" style="color:red">x</p><p id="a" onclick="y()">z</p><p><div></div></p>'
        '<script>alert(1)</script><form method="post"><input name="q"></form><a href="javascript:x()"></a>'
        '<script type="application/json">{</script><label for="b">b</label></body></html>'
    )
    told = "\n".join(faults(page, "en"))
    for fault in (
        "Unexpected end tag (p)", "lang is 'zh-CN'", "h1:", "title:", "not one main", "id 'a' stands 2 times",
        "style=", "onclick=", "inline script", "without a token", "without a label", "javascript:", "no JSON",
        "for='b' names nothing", "control without a name",
    ):  # fmt: skip
        assert fault in told, fault
