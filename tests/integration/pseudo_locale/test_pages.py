"""No page says anything that nobody could translate: read, refused, done, gone wrong."""

from __future__ import annotations

import pytest

from tests.integration.pseudo_locale.unmarked import in_html
from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.pages import FRAGMENTS, LETTERS, READINGS, in_language, is_html, read
from tests.integration.routes.table import Row, rows_of

ERRORS = (
    ("anon", "GET", "/nowhere/"),
    ("owner", "GET", "/manage/"),
    ("anon", "POST", "/events/"),
)


@pytest.mark.parametrize(("row", "reader"), READINGS, ids=str)
def test_a_page_is_translatable(site: DemoSite, row: Row, reader: str) -> None:
    answer = read(site, row, reader, "zh")
    if is_html(answer) and row.rule not in LETTERS:
        told = in_html(answer.text, fragment=row.rule in FRAGMENTS)
        assert not told


@pytest.mark.parametrize("row", [row for row in rows_of("POST") if not row.rule.startswith("/api/")], ids=str)
def test_what_a_form_answers_is_translatable(site: DemoSite, row: Row) -> None:
    """Empty, it is refused beside each field; a button without fields is done, and the next page says so."""
    role = next(role for role in ("anon", "owner", "hq") if role in row.allowed())
    client = site.client(role)
    data = {"csrf_token": site.token_of(role)}
    answer = client.post(in_language(site.addresses.url(row), "zh"), data=data, follow_redirects=True)
    if is_html(answer):
        told = in_html(answer.text)
        assert not told


@pytest.mark.parametrize(("role", "method", "url"), ERRORS)
def test_an_error_is_translatable(site: DemoSite, role: str, method: str, url: str) -> None:
    told = in_html(site.ask(role, method, in_language(url, "zh")).text)
    assert not told


def test_the_gate_sees_what_is_not_marked() -> None:
    page = (
        '<!doctype html><html><head><title>Home</title><meta name="description" content="About us"></head><body>'
        '<p>〖All〗 of it</p><p title="A hint">〖x〗</p><img alt="A wheel"><input type="submit" value="Send">'
        '<div data-label="Two words">«Wuhan» 〖and 〗«Xining»</div><option>Other</option>'
        '<script type="application/json">{"label": "In data"}</script><p>2027年6月20日(周日)14:00 a@b.example</p>'
        '<code>code</code><b translate="no">No</b><p>报名</p></body></html>'
    )
    told = [fault.partition("> ")[2] for fault in in_html(page)]
    assert sorted(told) == sorted(
        ["Home", "About us", "of it", "A hint", "A wheel", "Send", "Two words", "Other", "In data", "报名"]
    )
