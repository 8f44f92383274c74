"""A page offers its reader only what they may do: no link and no form of it leads to a locked or missing door."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.integration.routes.demo_site import DemoSite
from tests.integration.routes.following import Offer, offers_of
from tests.integration.routes.pages import is_html, read
from tests.integration.routes.table import rows_of
from tests.integration.routes.test_access import outcome_of

READERS = ("anon", "owner", "viewer", "checkin", "organizer", "host", "hq")
#: Links of one kind that are tried for each reader; they differ in the object alone.
TRIED = 2
#: To the files of the site, which no policy guards: a browser test asks for every one that a page names.
UNTRIED = ("/static/", "/vendor/")


def _offers(site: DemoSite, role: str) -> Iterator[tuple[str, Offer]]:
    """Each offer with the page it stands on; alike ones ``TRIED`` times."""
    adapter = site.application.url_map.bind("localhost")
    seen: Counter[tuple[object, ...]] = Counter()
    for row in rows_of("GET"):
        if row.outcomes.get(role) != "yes":
            continue
        page, url = read(site, row, role, "en"), site.addresses.url(row)
        for offer in offers_of(page.text, url) if is_html(page) else ():
            if offer.url.startswith(UNTRIED):
                continue
            path, _, query = offer.url.partition("?")
            endpoint = adapter.match(path, offer.method)[0] if adapter.test(path, offer.method) else path
            names = tuple(sorted({part.partition("=")[0] for part in query.split("&")}))
            kind = (offer.method, endpoint, names, tuple(name for name, _value in offer.fields))
            seen[kind] += 1
            if seen[kind] <= TRIED:
                yield url, offer


@pytest.mark.parametrize("role", READERS)
def test_what_a_page_offers_is_open_to_its_reader(site: DemoSite, role: str) -> None:
    wrong = []
    for page, offer in list(_offers(site, role)):
        data = [(name, value) for name, value in offer.fields if name != "csrf_token"]
        answer = site.ask(role, offer.method, offer.url, _as_form(data) or None)
        outcome = outcome_of(answer)
        if outcome not in ("yes", "in" if role == "anon" else "yes"):
            wrong.append(f"{page} offers {offer.method} {offer.url} {dict(data)}: {outcome}")
        site.set_back()
    assert not wrong, "\n".join(wrong)


def _as_form(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    names = dict.fromkeys(name for name, _value in pairs)
    return {name: [value for other, value in pairs if other == name] for name in names}
