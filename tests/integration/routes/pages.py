"""The pages that the gates walk: every GET of the tables, read by those who see most of it, in both languages."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.roles import ANYONE
from tests.integration.routes.table import Row, rows_of

LANGUAGES = {"zh": "zh-CN", "en": "en"}
#: Parts of pages, which are put into one by a script.
FRAGMENTS = frozenset(
    {
        "/fragments/account/",
        "/fragments/events/<event>/places/",
        "/manage/events/<event>/badges/layouts/<badge_layout>/preview/",
        "/manage/events/<slug>/live/figures/",
        "/manage/events/<event>/devices/now/",
        "/manage/events/<event>/devices/pairings/<pairing>/",
        "/manage/events/<event>/self-check-in/<checkpoint>/code/",
        "/manage/events/<event>/work/<long_work>/progress/",
        "/scan/offers/",
    }
)
#: What others wrote, shown in a frame of its own.
LETTERS = frozenset({"/mailbox/<letter>/html/"})


def readers_of(row: Row) -> list[str]:
    """Anybody where anybody may; else the owner, and headquarters, who see every control there is."""
    allowed = row.allowed()
    return [ANYONE] if ANYONE in allowed else [role for role in ("owner", "hq", "supervisor") if role in allowed]


READINGS = [(row, reader) for row in rows_of("GET") for reader in readers_of(row)]


def in_language(url: str, language: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}lang={language}"


def read(site: DemoSite, row: Row, reader: str, language: str, **options: Any) -> TestResponse:
    """What a reader gets in a language."""
    return site.ask(reader, "GET", in_language(site.addresses.url(row), language), **options)


def is_html(answer: TestResponse) -> bool:
    return answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303, 307, 308)
